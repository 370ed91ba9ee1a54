/**
 * Who brought whom, as the contract says it, told again without a database: what the real one is compared with. It
 * knows wallets by numbers and affiliates by their wallets.
 */

/** What somebody does; wallets and affiliates are numbers, `names` null names nobody, -1 somebody unknown. */
export type ReferralStep =
  | { readonly do: 'join'; readonly wallet: number; readonly parent: number | null }
  | {
      readonly do: 'register';
      readonly wallet: number;
      readonly names: number | null;
      readonly proven: boolean;
    }
  | { readonly do: 'suspend' | 'restore'; readonly wallet: number };

interface Attribution {
  readonly state: 'PROVISIONAL' | 'LOCKED';
  readonly affiliate: number | null;
}

/** A model of one program. */
export class ReferralModel {
  readonly #parents = new Map<number, number | null>();
  readonly #suspended = new Set<number>();
  readonly #registered = new Set<number>();
  readonly attributions = new Map<number, Attribution>();

  /** What the step comes to: `new`, `existing`, a refusal's code, or `done`. */
  take(step: ReferralStep): string {
    switch (step.do) {
      case 'join':
        return this.#join(step.wallet, step.parent);
      case 'register':
        return this.#register(step);
      case 'suspend':
        if (this.#parents.has(step.wallet)) this.#suspended.add(step.wallet);
        return 'done';
      case 'restore':
        this.#suspended.delete(step.wallet);
        return 'done';
    }
  }

  #join(wallet: number, parent: number | null): string {
    if (this.#parents.has(wallet)) return 'existing';
    if (parent !== null && !this.#parents.has(parent)) return 'UNKNOWN_REFERRAL';
    if (parent !== null && this.#suspended.has(parent)) return 'AFFILIATE_SUSPENDED';
    this.#parents.set(wallet, parent);
    return 'new';
  }

  #register({ wallet, names, proven }: Extract<ReferralStep, { do: 'register' }>): string {
    if (names === wallet) return 'SELF_REFERRAL';
    if (names !== null && !this.#parents.has(names)) return 'UNKNOWN_REFERRAL';
    const known = this.#registered.has(wallet);
    const locked = this.attributions.get(wallet)?.state === 'LOCKED';
    const writes = !known || (proven && !locked);
    if (writes && names !== null) {
      if (this.#suspended.has(names)) return 'AFFILIATE_SUSPENDED';
      if (this.#isAbove(names, wallet, proven)) return 'REFERRAL_CYCLE';
    }
    this.#registered.add(wallet);
    if (writes) {
      const state = proven ? 'LOCKED' : 'PROVISIONAL';
      this.attributions.set(wallet, { state, affiliate: names });
    }
    return known ? 'existing' : 'new';
  }

  /** Whether `wallet` is above affiliate `start`; `firm`: by what is proven alone. */
  #isAbove(start: number, wallet: number, firm: boolean): boolean {
    const seen = new Set<number>();
    const open = [start];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (seen.has(at)) continue;
      seen.add(at);
      const said = this.attributions.get(at);
      const brought = said?.state === 'LOCKED' || !firm ? (said?.affiliate ?? null) : null;
      for (const next of [this.#parents.get(at) ?? null, brought]) {
        if (next !== null) open.push(next);
      }
    }
    return seen.has(wallet);
  }
}

/** Wallets that join as affiliates and register under each other, through accept, and what the database makes of it. */
import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { accept } from '../../../db/accept.ts';
import type { AcceptItem, AcceptOutcome, AffiliateEffect } from '../../../db/accept-types.ts';
import { type Database, queryRows } from '../../../db/database.ts';
import { affiliates, authNonces } from '../../../db/schema/people.ts';
import type { WalletProof } from '../../../db/wallet-proofs.ts';
import { newId } from '../../../domain/ids.ts';
import type { NamedReferrer } from '../../../domain/referral-rules.ts';
import { registerItem } from '../samples/writes.ts';

type Wallet = `0x${string}`;

/** A registration to be sent: `names` a code or a wallet; `proven`: with the wallet's proof. */
export interface WorldRegistration {
  readonly wallet: Wallet;
  readonly named: NamedReferrer | null;
  readonly proven: boolean;
}

/** Who brought a wallet, as stored. */
export const attributionRow = z.object({
  wallet: z.string(),
  state: z.enum(['PROVISIONAL', 'LOCKED']),
  /** The wallet of the affiliate. */
  affiliate: z.string().nullable(),
  /** The nonce of the proof that locked it. */
  proof: z.string().nullable(),
});

/** One program of a database. */
export function referralWorld(db: Database, programId: string) {
  let keys = 0;

  async function proofOf(wallet: Wallet, purpose: WalletProof['purpose']): Promise<WalletProof> {
    const nonce = newId();
    const expiresAt = new Date(Date.now() + 3_600_000);
    await db.insert(authNonces).values({ nonce, programId, expiresAt });
    const signed = { message: `${purpose} of ${wallet}`, signature: '0x', nonce } as const;
    return { programId, wallet, purpose, method: 'EOA', ...signed };
  }

  async function registration({ wallet, named, proven }: WorldRegistration): Promise<AcceptItem> {
    const item = registerItem({ programId, wallet, key: `r${keys++}` });
    if (item.effect.type !== 'register') throw new Error('Expected a registration');
    const proof = proven ? await proofOf(wallet, 'REGISTRATION') : null;
    return { ...item, effect: { ...item.effect, named, proof } };
  }

  async function joining(wallet: Wallet, parentCode: string | null): Promise<AcceptItem> {
    const effect: AffiliateEffect = {
      type: 'affiliate',
      affiliateId: newId(),
      wallet,
      terms: { version: '1', hash: 'ab'.repeat(32) },
      parentCode,
      email: null,
      displayName: null,
      proof: await proofOf(wallet, 'TERMS'),
    };
    return { ...registerItem({ programId, wallet, key: `j${keys++}` }), effect };
  }

  return {
    registration,
    joining,
    proofOf,
    async send(...items: AcceptItem[]): Promise<AcceptOutcome[]> {
      return await accept(db, items);
    },
    async join(wallet: Wallet, parentCode: string | null = null): Promise<AcceptOutcome> {
      return only(await accept(db, [await joining(wallet, parentCode)]));
    },
    async register(one: WorldRegistration): Promise<AcceptOutcome> {
      return only(await accept(db, [await registration(one)]));
    },
    async suspend(wallet: Wallet, status: 'SUSPENDED' | 'ACTIVE' = 'SUSPENDED'): Promise<void> {
      await db
        .update(affiliates)
        .set({ status })
        .where(sql`${affiliates.programId} = ${programId} and ${affiliates.wallet} = ${wallet}`);
    },
    async attributions() {
      return await queryRows(
        db,
        sql`select t.wallet, t.state, a.wallet as affiliate, p.nonce as proof
          from attributions t left join affiliates a on a.id = t.affiliate_id
            left join wallet_proofs p on p.id = t.proof_id
          where t.program_id = ${programId}::uuid order by t.wallet`,
        attributionRow,
      );
    },
    /** Who is above whom for good, one step: parents, and whoever brought a proven wallet. */
    async firmEdges() {
      return await queryRows(
        db,
        sql`select c.wallet as lower, p.wallet as upper from affiliates c join affiliates p on p.id = c.parent_id
            where c.program_id = ${programId}::uuid
          union select t.wallet, a.wallet from attributions t join affiliates a on a.id = t.affiliate_id
            where t.program_id = ${programId}::uuid and t.state = 'LOCKED'`,
        z.object({ lower: z.string(), upper: z.string() }),
      );
    },
  };
}

function only(outcomes: readonly AcceptOutcome[]): AcceptOutcome {
  const [outcome] = outcomes;
  if (outcome === undefined) throw new Error('Expected an outcome');
  return outcome;
}

/** `new`, `existing`, or the code of the refusal. */
export function verdictOf(outcome: AcceptOutcome): string {
  if (outcome.status === 'refused') return outcome.error.code;
  if (outcome.status === 'failed') throw outcome.error;
  if (outcome.status !== 'accepted') return outcome.status;
  const { result, answer } = outcome;
  if (result?.type === 'register' || result?.type === 'affiliate') {
    return result.outcome === 'created' ? 'new' : 'existing';
  }
  return z.object({ code: z.string() }).parse(JSON.parse(answer?.body ?? '{}')).code;
}

/** The referral code an outcome of a joining gave. */
export function codeOf(outcome: AcceptOutcome): string {
  const result = outcome.status === 'accepted' ? outcome.result : null;
  if (result?.type !== 'affiliate') throw new Error(`Expected an affiliate, got ${outcome.status}`);
  return result.affiliate.referralCode;
}

/** A wallet that is above itself, if there is one. */
export function loopIn(
  edges: readonly { readonly lower: string; readonly upper: string }[],
): string | null {
  const above = (start: string): Set<string> => {
    const seen = new Set<string>();
    const open = [start];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      for (const { lower, upper } of edges) {
        if (lower !== at || seen.has(upper)) continue;
        seen.add(upper);
        open.push(upper);
      }
    }
    return seen;
  };
  return edges.map(({ lower }) => lower).find((wallet) => above(wallet).has(wallet)) ?? null;
}

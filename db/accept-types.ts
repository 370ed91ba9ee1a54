import type { TermsReference } from '../domain/affiliate-rules.ts';
import type { ApiError } from '../domain/errors.ts';
import type { IntentState } from '../domain/intent-state.ts';
import type { NamedReferrer } from '../domain/referral-rules.ts';
import type { IntentKind } from '../domain/sagas/registry.ts';
import type { Database } from './database.ts';
import type { WalletProof } from './wallet-proofs.ts';

/** What the client is sent, exactly: also what is stored and replayed, byte for byte (design rule 4). */
export interface Answer {
  readonly status: number;
  /** Headers that belong to the answer itself (content-type, location); not per-request ones. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Which key of whom, for which request (design rule 2). */
export interface KeyClaim {
  /** `scopeOf(program, caller, operation)` of domain/ids.ts. */
  readonly scope: string;
  readonly key: string;
  /** SHA-256 over method, path, wallet and body digest. */
  readonly requestHash: string;
}

/** The part of a new intent that every kind has. */
export interface NewIntent {
  readonly id: string;
  readonly kind: IntentKind;
  /** Lower case. */
  readonly wallet: `0x${string}`;
  readonly workflowId: string;
  readonly requestId: string;
  readonly traceparent: string | null;
}

/** Register a wallet: one user per wallet and program; the same wallet again finds its registration. */
export interface RegisterEffect {
  readonly type: 'register';
  readonly intent: NewIntent;
  /** Who is said to have brought the wallet; null: nobody. */
  readonly named: NamedReferrer | null;
  /** A verified signature of the wallet; its nonce is used up with the registration. */
  readonly proof: WalletProof | null;
  readonly origin: RegistrationOrigin;
}

/** Where a registration came from, kept with its attribution. */
export interface RegistrationOrigin {
  /** The operation that took it in. */
  readonly source: string;
  /** HMACs of the client's address and user agent; null where there is none. */
  readonly addressHash: string | null;
  readonly userAgentHash: string | null;
}

/** Become an affiliate: one per wallet and program; the same wallet again finds the one it is. */
export interface AffiliateEffect {
  readonly type: 'affiliate';
  readonly affiliateId: string;
  readonly wallet: `0x${string}`;
  readonly terms: TermsReference;
  /** In any case; null: at the top of a tree. */
  readonly parentCode: string | null;
  readonly email: string | null;
  readonly displayName: string | null;
  /** The wallet's signature under the terms. */
  readonly proof: WalletProof;
}

/** Record a claim's payment: refused when already claimed, payment used up, not registered or paused. */
export interface ClaimEffect {
  readonly type: 'claim';
  readonly intent: NewIntent;
  readonly tokenType: 'USDC' | 'USDT';
  /** Lower case. */
  readonly txHash: `0x${string}`;
  readonly amount: string | null;
  readonly quoteId: string | null;
}

/** Quote a claim's fee: refused where the program takes no claims from the wallet, or not in that token. */
export interface QuoteEffect {
  readonly type: 'quote';
  readonly quoteId: string;
  readonly wallet: `0x${string}`;
  readonly tokenType: 'USDC' | 'USDT';
  /** The fee the answer was made with; the effect refuses or stores exactly this. */
  readonly feeAmount: bigint;
  /** Whom the answer says to pay: the treasury or the vault. Lower case. */
  readonly recipient: `0x${string}`;
  readonly quotedBlock: bigint;
  readonly expiresAt: Date;
}

/** Decide on a parked intent: refused when it is not parked, decided on already, or can not be given up. */
export interface DecisionEffect {
  readonly type: 'decision';
  readonly decisionId: string;
  readonly intentId: string;
  readonly decision: 'retry' | 'abandon';
  /** `operator:<id>`. */
  readonly operator: string;
  /** The API key the operator decided with. */
  readonly keyId: string;
  readonly reason: string;
  readonly requestId: string;
}

/**
 * What operators and affiliates do one at a time: written by the operation itself, which also makes its answer.
 * For whatever arrives in bursts write a set-based effect instead.
 */
export interface TransactionEffect {
  readonly type: 'transaction';
  /** The intent that `run` may make, to be started then. @default none */
  readonly intent?: NewIntent;
  /**
   * Writes with `tx` alone, in the order of locks of design rule 21, its line in the audit log included, and does no
   * network I/O. May run again when the batch has to be taken apart. A refusal takes back what it has written.
   */
  readonly run: (tx: Database) => Promise<Answer | MadeIntent | ApiError>;
}

/** What an operation answers that has made its intent. */
export interface MadeIntent {
  readonly answer: Answer;
  readonly intentId: string;
}

export type Effect =
  | RegisterEffect
  | AffiliateEffect
  | ClaimEffect
  | QuoteEffect
  | DecisionEffect
  | TransactionEffect;

/** An affiliate as anybody may know it: neither e-mail address nor name. */
export interface AffiliateSummary {
  readonly id: string;
  /** Lower case. */
  readonly wallet: string;
  readonly referralCode: string;
  readonly status: 'ACTIVE' | 'SUSPENDED';
}

/** What an effect did, for rendering the answer. */
export type EffectResult =
  | {
      readonly type: 'register';
      /** `existing`: the wallet had a registration already, pending or settled; its intent is given. */
      readonly outcome: 'created' | 'existing';
      readonly intentId: string;
      readonly state: IntentState;
      readonly tokenId: bigint | null;
      readonly txHash: string | null;
    }
  | {
      readonly type: 'claim';
      readonly intentId: string;
      readonly tokenId: bigint | null;
      readonly feeAmount: bigint;
      readonly acceptedAt: Date;
    }
  | {
      readonly type: 'affiliate';
      readonly outcome: 'created' | 'existing';
      readonly affiliate: AffiliateSummary;
      /** Null at the top of a tree. */
      readonly parent: { readonly id: string; readonly referralCode: string } | null;
    }
  | { readonly type: 'quote'; readonly quoteId: string }
  | { readonly type: 'decision'; readonly decisionId: string; readonly intentId: string }
  /** `intentId` is there when an intent was made. */
  | { readonly type: 'transaction'; readonly answer: Answer; readonly intentId?: string };

/** One write on its way in. */
export interface AcceptItem extends KeyClaim {
  readonly operation: string;
  readonly programId: string;
  readonly effect: Effect;
  /**
   * Renders the answer from what the effect did, or from the final refusal that is stored in its
   * stead. Null keeps the answer open, for a route that waits for settlement: `storeAnswer` gives it later.
   */
  readonly answer: (result: EffectResult | ApiError) => Answer | null;
}

/** What became of a key. */
export type AcceptOutcome =
  /** The effect ran now. `started` is set when an intent was made: it is to be started. */
  | {
      readonly status: 'accepted';
      readonly answer: Answer | null;
      readonly result: EffectResult | null;
    }
  /** The key was used before by the same request. */
  | { readonly status: 'replayed'; readonly answer: Answer; readonly intentId: string | null }
  /** As before, but its answer is not known yet. */
  | { readonly status: 'unanswered'; readonly intentId: string | null; readonly createdAt: Date }
  /** As before, but its stored answer has expired. */
  | { readonly status: 'expired'; readonly intentId: string | null }
  /** The key was used by another request. */
  | { readonly status: 'mismatch' }
  /** A refusal that may change: nothing was stored, the key is free. */
  | { readonly status: 'refused'; readonly error: ApiError }
  /** Something unexpected; nothing was stored for this item. */
  | { readonly status: 'failed'; readonly error: unknown };

/** What is known of a key before anything runs. */
export type ReplayLookup = Extract<
  AcceptOutcome,
  { status: 'replayed' | 'unanswered' | 'expired' | 'mismatch' }
>;

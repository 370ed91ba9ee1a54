import type { ChainCall } from '../chain-port.ts';
import type { Posting } from '../chart-of-accounts.ts';
import type { FailureCode } from '../error-codes.ts';
import type { IntentState } from '../intent-state.ts';
import type { PayoutActivities } from './payout-activities.ts';

/**
 * The activities a saga may call, as types. `activities/` implements them; a Temporal workflow and
 * the in-process driver both provide them. Everything here crosses Temporal as JSON, so amounts are
 * decimal strings. Every activity is idempotent, reads the intent first, and writes on condition of
 * its state and of the run's fence (design rule 9).
 */

/** Which run of which intent is acting. */
export interface RunRef {
  readonly intentId: string;
  readonly runId: string;
  /** Start time of the run in unix milliseconds: a later run fences an earlier one. */
  readonly runFence: number;
}

/** A run that begins. */
export interface OpenRunRequest extends RunRef {
  /** The kind of intents its saga is made for; runs that a previous release has begun do not say. */
  readonly kind?: string;
}

export interface TokenView {
  readonly address: `0x${string}`;
  readonly decimals: number;
}

/** What a saga needs to know of the program. */
export interface ProgramView {
  readonly id: string;
  readonly slug: string;
  readonly chainId: number;
  readonly treasuryAddress: `0x${string}`;
  readonly feeAmount: string;
  readonly claimAmount: string;
  readonly confirmations: number;
  /** By symbol: USDC, USDT, SGE, SGEID. */
  readonly tokens: Readonly<Record<string, TokenView>>;
}

/** The intent as a run finds it. */
export interface IntentView {
  readonly id: string;
  readonly kind: string;
  readonly state: IntentState;
  readonly wallet: `0x${string}`;
  readonly input: unknown;
  readonly program: ProgramView;
  /** Why the intent waits for an operator; null or absent when it does not. */
  readonly parkedReason?: string | null;
}

/** A posting with its amount as a decimal string. */
export type WirePosting = Omit<Posting, 'amount'> & { readonly amount: string };

export interface VerifyPaymentRequest {
  readonly run: RunRef;
  readonly asset: string;
  readonly txHash: `0x${string}`;
  /** The treasury: where fees are paid to unless `recipients` says more. */
  readonly recipient: `0x${string}`;
  /** Every address that a payment may have gone to, the treasury among them. @default the treasury alone */
  readonly recipients?: readonly `0x${string}`[] | undefined;
  /** Minor units. */
  readonly amountMin: string;
  readonly notBeforeBlock: string;
}

/** `verified` payments are booked to suspense and hold the wallet's claim slot. */
export type PaymentCheck =
  | { readonly status: 'verified'; readonly amount: string; readonly paymentId: string }
  | { readonly status: 'waiting'; readonly waitingFor: string }
  /**
   * A reorganisation took the payment away for good, and its delivery may be or is on the chain: it has to be
   * cancelled, or an operator has to look. Where nothing was delivered, the claim fails instead.
   */
  | { readonly status: 'vanished'; readonly why: string };

export interface SubmitTransactionRequest {
  readonly run: RunRef;
  readonly call: ChainCall;
  /** What is set aside before the transaction is signed; none for effects that move no money. */
  readonly hold: {
    readonly account: string;
    readonly asset: string;
    readonly amount: string;
  } | null;
}

/**
 * Told only where nothing was signed: a reorganisation took the payment away, and what is not paid for is not sent.
 */
export interface SubmitRefused {
  readonly status: 'payment-orphaned';
  readonly why: string;
}

export interface ConfirmTransactionRequest {
  readonly run: RunRef;
  readonly call: ChainCall;
}

/** `confirmed` transactions are deep enough and carry their exact Transfer log (design rule 15). */
export type ConfirmationCheck =
  | {
      readonly status: 'confirmed';
      readonly txHash: string;
      /** Wei paid for gas. */
      readonly gasCost: string;
      /** The minted token's id where the call mints. */
      readonly tokenId: string | null;
    }
  | {
      readonly status: 'waiting';
      readonly waitingFor: string;
      /** A reorganisation took the intent's payment away: it has to be looked at meanwhile. */
      readonly paymentOrphaned?: boolean;
    }
  /**
   * The nonce is finally used up without the effect and without fault of the call: cancelled, or taken by a
   * transaction that is not ours. The intent needs another slot, or has to be given up.
   */
  | { readonly status: 'lost'; readonly why: string }
  /** The intent is final already: an earlier try brought it there and nobody heard of it. */
  | { readonly status: 'ended' };

/** `none`: nothing is signed that could still be cancelled. */
export interface CancelOutcome {
  readonly status: 'cancelling' | 'none';
}

export interface SettleIntentRequest {
  readonly run: RunRef;
  readonly postings: readonly WirePosting[];
  /** Set for a registration: the identity token the wallet now has. */
  readonly identityTokenId: string | null;
}

/**
 * `reorganised`: the chain has taken back what the settlement stands on (the payment, the delivery or both);
 * nothing was settled, and the intent has to be looked at again from the state it is in now.
 */
export type SettleOutcome =
  | { readonly status: 'settled' }
  | { readonly status: 'reorganised'; readonly state: IntentState; readonly why: string };

/**
 * What became of a reversal. `restored`: what was to be reversed stands again. `reversed`: its postings are mirrored
 * and the reversal is settled.
 */
export type ReversalCheck =
  | { readonly status: 'reversed' }
  | { readonly status: 'restored'; readonly why: string }
  | { readonly status: 'waiting'; readonly waitingFor: string };

export interface SagaActivities extends PayoutActivities {
  /**
   * Takes the run's fence, moves PENDING to LOCKED, and gives the intent as it stands.
   * @throws WrongSaga when the intent is of another kind; then nothing is changed.
   */
  openRun(run: OpenRunRequest): Promise<IntentView>;
  /** Judges the payment by the chain; books it to suspense and takes the claim slot once it holds. */
  verifyPayment(request: VerifyPaymentRequest): Promise<PaymentCheck>;
  /** LOCKED to SUBMITTED: hold, reserve a nonce, sign, store. Sends nothing. */
  submitTransaction(request: SubmitTransactionRequest): Promise<SubmitRefused | undefined>;
  /** Sends the stored bytes of the newest attempt; `known` when the node has them already. */
  broadcastTransaction(run: RunRef): Promise<{ readonly status: 'sent' | 'known' }>;
  /** SUBMITTED to CONFIRMED, or what it still waits for. */
  confirmTransaction(request: ConfirmTransactionRequest): Promise<ConfirmationCheck>;
  /** Tries to use the nonce of a SUBMITTED intent for nothing instead; the next confirmation tells which was mined. */
  cancelTransaction(run: RunRef): Promise<CancelOutcome>;
  /** CONFIRMED to SETTLED with its ledger transaction, in one database transaction. */
  settleIntent(request: SettleIntentRequest): Promise<SettleOutcome | undefined>;
  /** Judges whether what a reversal reverses is gone for good; then LOCKED to SETTLED with the mirrored postings. */
  reverseIntent(run: RunRef): Promise<ReversalCheck>;
  /** PENDING, LOCKED or (nonce consumed without effect) SUBMITTED to FAILED; releases the hold. */
  failIntent(request: { run: RunRef; code: FailureCode; detail: string }): Promise<void>;
  /** Marks the intent as waiting for an operator. */
  parkIntent(request: { run: RunRef; reason: string }): Promise<void>;
  /** Carries out an operator's decision on a parked intent. */
  resumeIntent(request: { run: RunRef; decision: Decision }): Promise<DecisionOutcome>;
}

/** What an operator decided about a parked intent (design rule 10). */
export interface Decision {
  /** The decision's row; absent when it was given in the Temporal UI. */
  readonly id?: string | undefined;
  readonly type: 'retry' | 'abandon';
  readonly operator: string;
  readonly reason: string;
}

/** `refused` keeps the intent parked and says why, for example because money has already left. */
export type DecisionOutcome =
  | { readonly status: 'resumed' }
  | { readonly status: 'abandoned' }
  | { readonly status: 'refused'; readonly why: string };

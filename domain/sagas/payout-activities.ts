import type { RunRef } from './saga-activities.ts';

/**
 * The steps of a payout batch, each over a chunk of its payouts: as many as one set-based statement takes. A step
 * is repeated harmlessly; it works on what is in the state it starts from, in the order of the intents' ids.
 */

/** A chunk of a step. */
export interface ChunkRequest {
  readonly run: RunRef;
  /** The last intent of the chunk before; null: the first chunk. */
  readonly after: string | null;
}

/** What a chunk of a step came to. */
export interface ChunkDone {
  /** Payouts that have moved on. */
  readonly moved: number;
  /** After which intent the next chunk begins; null: there is none. */
  readonly next: string | null;
}

/** Which payouts the rails are asked about. */
export interface AskRequest extends ChunkRequest {
  /** Those that there is news of; otherwise those that there is none of. */
  readonly news: boolean;
}

/** How many payouts of an execution are where. */
export interface BatchStanding {
  /** All of them are paid or failed, and so the batch is COMPLETED or PARTIALLY_FAILED. */
  readonly finished: boolean;
  readonly paid: number;
  readonly failed: number;
  readonly underWay: number;
  /** The rail gave no answer: it is asked, nothing is sent again. */
  readonly unknown: number;
}

export interface PayoutActivities {
  /** Takes over the payouts of an earlier run; then an intent for each planned payout, LOCKED, in one statement. */
  openPayouts(request: ChunkRequest): Promise<ChunkDone>;
  /** LOCKED to SUBMITTED: holds; nonces, signatures and stored transactions for what goes on chain. Sends nothing. */
  submitPayouts(request: ChunkRequest): Promise<ChunkDone>;
  /** Sends what is stored and was not sent yet. */
  sendPayouts(request: ChunkRequest): Promise<ChunkDone>;
  /** Asks the rails what became of SUBMITTED payouts: CONFIRMED, FAILED, UNKNOWN, or still waited for. */
  askPayouts(request: AskRequest): Promise<ChunkDone>;
  /** CONFIRMED to SETTLED with their ledger transactions; their commissions are PAID. */
  settlePayouts(request: ChunkRequest): Promise<ChunkDone>;
  /** Ends the execution and its batch once nothing is open. */
  finishPayouts(run: RunRef): Promise<BatchStanding>;
}

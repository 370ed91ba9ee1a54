import { desc, eq } from 'drizzle-orm';
import { type AttemptRow, readAttempts, type SlotRow } from '../chain/keeper/attempts.ts';
import type { Database } from '../db/database.ts';
import { slots } from '../db/schema/chain.ts';
import type { Signer } from '../domain/chain-port.ts';
import { invariant } from '../domain/errors.ts';

/** The slots an intent has had, newest first. */
export interface IntentSlots {
  /** The slot that may still have the effect or has had it; the database allows no more than one. */
  readonly live: SlotRow | null;
  /** The slots whose nonce was used without the effect, newest first. */
  readonly spent: readonly SlotRow[];
}

/** The slots of an intent: at most one is live, the others are given up for good. */
export async function readSlots(db: Database, intentId: string): Promise<IntentSlots> {
  const rows = await db
    .select()
    .from(slots)
    .where(eq(slots.intentId, intentId))
    .orderBy(desc(slots.nonce));
  return {
    live: rows.find((slot) => slot.state !== 'WITHOUT_EFFECT') ?? null,
    spent: rows.filter((slot) => slot.state === 'WITHOUT_EFFECT'),
  };
}

/** A live slot and what was tried in it, newest first. */
export interface LiveSlot {
  readonly slot: SlotRow;
  readonly attempts: readonly AttemptRow[];
}

/** The live slot of an intent with its attempts, which may be none yet; null when there is no live slot. */
export async function readLiveSlot(db: Database, intentId: string): Promise<LiveSlot | null> {
  const { live } = await readSlots(db, intentId);
  return live === null ? null : { slot: live, attempts: await readAttempts(db, live.id) };
}

/** The attempt that had the effect of a confirmed intent, if any. */
export async function readMinedAttempt(
  db: Database,
  intentId: string,
): Promise<AttemptRow | undefined> {
  const live = await readLiveSlot(db, intentId);
  return live?.attempts.find((attempt) => attempt.minedBlock !== null);
}

/**
 * Whether every nonce the intent has had went to something else through no fault of its call, so that it may
 * have another one. A call that ran and failed is not tried again.
 */
export function mayTakeAnother({ live, spent }: IntentSlots): boolean {
  return live === null && spent.every(isLost);
}

/**
 * Asserts that this worker may sign for a slot: its nonce is of the wallet whose key the worker has.
 * @throws InvariantViolation naming both wallets.
 */
export function checkWallet({ nonce, wallet }: SlotRow, signer: Signer): void {
  invariant(
    wallet === signer.address,
    `Nonce ${nonce} is reserved for ${wallet}, this worker signs for ${signer.address}: run one with the key of the former`,
  );
}

/** Whether a spent slot was lost: cancelled by the platform, or taken by a stranger. */
export function isLost({ endReason }: SlotRow): boolean {
  return endReason === 'CANCELLED' || endReason === 'TAKEN';
}

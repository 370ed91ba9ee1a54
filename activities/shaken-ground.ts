import { and, eq, isNotNull, sql } from 'drizzle-orm';
import { type Ground, groundOf } from '../db/chain-ground.ts';
import type { Database } from '../db/database.ts';
import { attempts, slots } from '../db/schema/chain.ts';
import { payments } from '../db/schema/intents.ts';
import type { SettleOutcome } from '../domain/sagas/saga-activities.ts';
import { type IntentRow, transition } from './run-intent.ts';
import { readProgramChain, watchTransaction } from './watch-transaction.ts';

/** The watcher has not got to a block that something stands on. It will in a moment, unless it is held up. */
export class BlockNotWatched extends Error {
  override readonly name = 'BlockNotWatched';
}

type Shaken = Extract<SettleOutcome, { status: 'reorganised' }>;

/**
 * What of a CONFIRMED intent's ground is gone, or null when its delivery and its payment are both in blocks that
 * are part of the chain. A delivery whose block the watcher knows otherwise is taken back here and now: it was
 * recorded after the watcher had worked in the reorganisation. Under `holdGround` and the intent's lock.
 * @throws BlockNotWatched when that can not be told yet.
 */
export async function shakenGround(
  tx: Database,
  chainId: number,
  intent: IntentRow,
): Promise<Shaken | null> {
  const delivery = await takeBackLost(tx, chainId, intent);
  if (delivery !== null) return delivery;
  const [payment] = await tx.select().from(payments).where(eq(payments.intentId, intent.id));
  if (payment === undefined) return null;
  const { blockNumber: number, blockHash: hash } = payment;
  const ground =
    payment.orphanedAt === null ? await groundOf(tx, chainId, { number, hash }) : 'gone';
  refuseUnwatched(ground, number);
  if (ground === 'firm') return null;
  if (payment.orphanedAt === null) {
    const orphanedAt = sql`now()`;
    await tx.update(payments).set({ orphanedAt }).where(eq(payments.id, payment.id));
  }
  const why = `The payment's block ${number} is no longer part of the chain.`;
  return { status: 'reorganised', state: 'CONFIRMED', why };
}

async function takeBackLost(
  tx: Database,
  chainId: number,
  intent: IntentRow,
): Promise<Shaken | null> {
  const [mined] = await tx
    .select({ slot: slots, attempt: attempts })
    .from(slots)
    .innerJoin(attempts, eq(attempts.slotId, slots.id))
    .where(
      and(
        eq(slots.intentId, intent.id),
        eq(slots.state, 'EFFECTIVE'),
        isNotNull(attempts.minedBlock),
      ),
    );
  const number = mined?.attempt.minedBlock ?? null;
  const hash = mined?.attempt.minedBlockHash ?? null;
  if (mined === undefined || number === null || hash === null) return null;
  const ground = await groundOf(tx, chainId, { number, hash });
  refuseUnwatched(ground, number);
  if (ground === 'firm') return null;
  const { slot, attempt } = mined;
  await tx.update(slots).set({ state: 'OPEN' }).where(eq(slots.id, slot.id));
  await tx
    .update(attempts)
    .set({ minedBlock: null, minedBlockHash: null })
    .where(eq(attempts.id, attempt.id));
  const why = `Block ${number}, in which its transaction was mined, is no longer part of the chain.`;
  await transition(tx, intent, { to: 'SUBMITTED', reason: `reorganisation: ${why}` });
  const program = await readProgramChain(tx, intent.programId);
  const { txHash } = attempt;
  await watchTransaction(tx, intent, { ...program, txHash, seenBlock: null });
  return { status: 'reorganised', state: 'SUBMITTED', why };
}

function refuseUnwatched(ground: Ground, number: bigint): void {
  if (ground === 'unwatched')
    throw new BlockNotWatched(`Block ${number} has not been worked through by the watcher yet`);
}

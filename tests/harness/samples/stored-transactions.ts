/** What the guards ask for where a test signs nothing: slots, stored transactions and how they ended. */
import { sql } from 'drizzle-orm';
import type { Database } from '../../../db/database.ts';
import { attempts, slots } from '../../../db/schema/chain.ts';
import { newId } from '../../../domain/ids.ts';

/** Whose transaction it is. */
export interface StoredFor {
  readonly programId: string;
  readonly intentId: string;
}

/** An OPEN slot of a wallet of its own, so that no two tests meet at a nonce; gives its id. */
export async function openSlot(db: Database, owner: StoredFor): Promise<string> {
  const id = newId();
  const wallet = `0x${id.replaceAll('-', '').padStart(40, '0')}`;
  await db.insert(slots).values({ id, ...owner, chainId: 31337, wallet, nonce: 0 });
  return id;
}

/** An OPEN slot with one stored transaction in it; gives the slot's id. */
export async function storeTransaction(
  db: Database,
  owner: StoredFor,
  purpose: 'CALL' | 'CANCEL' = 'CALL',
): Promise<string> {
  const slotId = await openSlot(db, owner);
  await addAttempt(db, { programId: owner.programId, slotId, purpose });
  return slotId;
}

/** One more stored transaction in a slot. */
export async function addAttempt(
  db: Database,
  attempt: Pick<typeof attempts.$inferInsert, 'programId' | 'slotId' | 'purpose'>,
): Promise<void> {
  const id = newId();
  const txHash = `0x${id.replaceAll('-', '').padStart(64, '0')}`;
  await db.insert(attempts).values({
    ...attempt,
    id,
    ordinal: sql`(select count(*) + 1 from attempts where slot_id = ${attempt.slotId}::uuid)`,
    txHash,
    rawTransaction: '0x',
    maxFeePerGas: 1n,
    maxPriorityFeePerGas: 1n,
  });
}

/** Ends the intent's slot that is open: with the effect, or finally without it. */
export async function endOpenSlot(
  db: Database,
  intentId: string,
  end: 'EFFECT' | 'CANCELLED',
): Promise<void> {
  const state = end === 'EFFECT' ? 'EFFECTIVE' : 'WITHOUT_EFFECT';
  await db.execute(
    sql`update slots set state = ${state}, end_reason = ${end}
      where intent_id = ${intentId}::uuid and state = 'OPEN'`,
  );
}

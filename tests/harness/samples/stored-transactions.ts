/** What the guards ask for where a test signs nothing: slots, stored transactions and how they ended. */
import { sql } from 'drizzle-orm';
import type { Database } from '../../../db/database.ts';
import { attempts, slots } from '../../../db/schema/chain.ts';
import { newId } from '../../../domain/ids.ts';

const localChain = 31337;
/** Deeper than any program asks. */
const watchedBlock = 1000;

/** Whose transaction it is. */
export interface StoredFor {
  readonly programId: string;
  readonly intentId: string;
  /** @default 31337 */
  readonly chainId?: number;
}

/** An OPEN slot of a wallet of its own, so that no two tests meet at a nonce; gives its id. */
export async function openSlot(
  db: Database,
  { chainId = localChain, ...owner }: StoredFor,
): Promise<string> {
  const id = newId();
  const wallet = `0x${id.replaceAll('-', '').padStart(40, '0')}`;
  await db.insert(slots).values({ id, ...owner, chainId, wallet, nonce: 0 });
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
  end: 'EFFECT' | 'CANCELLED' | 'TAKEN',
): Promise<void> {
  const open = sql`intent_id = ${intentId}::uuid and state = 'OPEN'`;
  if (end === 'EFFECT') {
    await db.execute(sql`update slots set state = 'EFFECTIVE', end_reason = ${end} where ${open}`);
    return;
  }
  await watchedChain(db);
  if (end === 'CANCELLED') await cancelOpenSlot(db, intentId);
  const by =
    end === 'TAKEN'
      ? sql`'0x' || id`
      : sql`(select a.tx_hash from attempts a where a.slot_id = slots.id and a.purpose = 'CANCEL' limit 1)`;
  await db.execute(sql`
    update slots set state = 'WITHOUT_EFFECT', end_reason = ${end}, ended_by_tx = ${by},
        ended_block = b.number, ended_block_hash = b.hash
      from (select number, hash from blocks where chain_id = ${localChain} order by number limit 1) b
      where ${open}`);
}

/** A chain whose watcher knows a block that is deep enough, where there is none yet. */
async function watchedChain(db: Database): Promise<void> {
  await db.execute(sql`
    insert into chains (chain_id, genesis_hash, watched_block) values (${localChain}, '0x0', ${watchedBlock})
      on conflict (chain_id) do nothing`);
  await db.execute(sql`
    insert into blocks (chain_id, number, hash)
      select ${localChain}, 1, '0x1' where not exists (select from blocks where chain_id = ${localChain})
      on conflict (chain_id, number) do nothing`);
}

/** A cancelling transaction where the open slot has none. */
async function cancelOpenSlot(db: Database, intentId: string): Promise<void> {
  const [open] = await db
    .select({ slotId: slots.id, programId: slots.programId })
    .from(slots)
    .where(
      sql`${slots.intentId} = ${intentId}::uuid and ${slots.state} = 'OPEN'
        and not exists (select from attempts a where a.slot_id = ${slots.id} and a.purpose = 'CANCEL')`,
    );
  if (open !== undefined) await addAttempt(db, { ...open, purpose: 'CANCEL' });
}

import { inArray, sql } from 'drizzle-orm';
import { z } from 'zod';
import { groundsOf, holdGround } from '../../db/chain-ground.ts';
import { type Database, queryRows } from '../../db/database.ts';
import { idsIn } from '../../db/ids-in.ts';
import { watches } from '../../db/schema/chain.ts';
import { settlements } from '../../db/schema/intents.ts';
import { gasPaidPostings, payoutPaidPostings } from '../../domain/chart-of-accounts.ts';
import { invariant } from '../../domain/errors.ts';
import { newId } from '../../domain/ids.ts';
import type { ChunkDone, ChunkRequest } from '../../domain/sagas/payout-activities.ts';
import type { RunRef } from '../../domain/sagas/saga-activities.ts';
import { convertHolds } from '../../ledger/holds.ts';
import { post } from '../../ledger/post.ts';
import type { ActivityDeps } from '../activity-deps.ts';
import { BlockNotWatched, shakenGround } from '../shaken-ground.ts';
import { chunkDone, lockChunk, moveChunk, type PayoutUnderWay, readChunk } from './payout-chunk.ts';

/**
 * CONFIRMED to SETTLED for a chunk: holds converted, ledger transactions, settlements, payouts and commissions PAID, in
 * one database transaction and one statement each. What a reorganisation has taken the ground from goes back to
 * SUBMITTED instead.
 * @throws BlockNotWatched, which passes, when the watcher has not seen the block one of them stands on; the others are
 * settled by then.
 */
export async function settlePayouts(deps: ActivityDeps, request: ChunkRequest): Promise<ChunkDone> {
  const { db, chain } = deps;
  const { run } = request;
  const chunk = await readChunk(db, request, sql`i.state = 'CONFIRMED'`);
  if (chunk.length === 0) return chunkDone(chunk, 0);
  const { settled, unwatched } = await db.transaction(async (tx) => {
    await holdGround(tx, chain.chainId);
    const intentIds = chunk.map(({ intent_id }) => intent_id);
    const locked = await lockChunk(tx, run, { intentIds, state: 'CONFIRMED' });
    const grounds = await judgeGrounds(tx, chain.chainId, [...locked.keys()]);
    for (const intent of locked.values())
      if (grounds.get(intent.id)?.ground === 'gone') await shakenGround(tx, chain.chainId, intent);
    const firm = chunk.flatMap((payout) => {
      const mined = grounds.get(payout.intent_id);
      const stands =
        locked.has(payout.intent_id) && (mined === undefined || mined.ground === 'firm');
      return stands ? [{ ...payout, gasCost: mined?.gasCost ?? 0n }] : [];
    });
    await settle(tx, run, firm);
    const held = [...grounds.values()].filter(({ ground }) => ground === 'unwatched');
    return { settled: firm.length, unwatched: held.length };
  });
  await deps.crash('settlePayouts:settled');
  if (unwatched > 0)
    throw new BlockNotWatched(
      `The blocks of ${unwatched} payouts have not been worked through yet`,
    );
  return chunkDone(chunk, settled);
}

const minedRow = z.object({
  intent_id: z.uuid(),
  number: z.coerce.bigint(),
  hash: z.string(),
  gas_cost: z.coerce.bigint(),
});

/** What each intent stands on that has a mined transaction; those that people carry out have none. */
async function judgeGrounds(tx: Database, chainId: number, intentIds: readonly string[]) {
  const mined = await queryRows(
    tx,
    sql`select s.intent_id, a.mined_block::text as number, a.mined_block_hash as hash,
        (coalesce(a.gas_used, 0) * coalesce(a.effective_gas_price, 0))::text as gas_cost
      from slots s join attempts a on a.slot_id = s.id
      where s.intent_id in (${idsIn(intentIds)}) and s.state = 'EFFECTIVE' and a.mined_block is not null`,
    minedRow,
  );
  const grounds = await groundsOf(tx, chainId, mined);
  return new Map(
    mined.map((row, index) => {
      const judged = { ground: grounds[index] ?? 'unwatched', gasCost: row.gas_cost } as const;
      return [row.intent_id, judged] as const;
    }),
  );
}

type FirmPayout = PayoutUnderWay & { readonly gasCost: bigint };

async function settle(tx: Database, run: RunRef, firm: readonly FirmPayout[]): Promise<void> {
  if (firm.length === 0) return;
  const intentIds = firm.map(({ intent_id }) => intent_id);
  await lockCommissionsOf(
    tx,
    firm.map(({ payout_id }) => payout_id),
  );
  for (const { holdId, state } of await convertHolds(tx, intentIds))
    invariant(
      state === 'CONVERTED',
      `Expected hold ${holdId} to be converted, it was ${state} before`,
    );
  const posted = await post(tx, firm.map(ledgerTransactionOf));
  await tx.insert(settlements).values(
    firm.map(({ intent_id: intentId, program_id: programId }, index) => {
      const outcome = posted[index];
      invariant(
        outcome?.status === 'posted',
        `Expected settlement:${intentId} to be posted now, got ${outcome?.status}`,
      );
      return { id: newId(), intentId, programId, ledgerTransactionId: outcome.id };
    }),
  );
  const step = { from: 'CONFIRMED', to: 'SETTLED', reason: 'posted to the ledger' } as const;
  await moveChunk(tx, run, { intentIds, ...step });
  await markPaid(tx, intentIds);
  await tx.delete(watches).where(inArray(watches.intentId, intentIds));
}

function ledgerTransactionOf(payout: FirmPayout) {
  const { program_id: programId, affiliate_id: affiliateId, amount, asset, gasCost } = payout;
  return {
    programId,
    intentId: payout.intent_id,
    reference: `settlement:${payout.intent_id}`,
    postings: [
      ...payoutPaidPostings({ programId, affiliateId, amount, asset }),
      ...(gasCost === 0n ? [] : gasPaidPostings(programId, gasCost)),
    ],
  };
}

/** Payouts, then their commissions, before balances are: the order of design rule 21. */
async function lockCommissionsOf(tx: Database, payoutIds: readonly string[]): Promise<void> {
  await tx.execute(
    sql`select from payouts where id in (${idsIn(payoutIds)}) order by id for update`,
  );
  await tx.execute(sql`select from commissions where id in (
    select i.commission_id from payout_items i where i.live and i.payout_id in (${idsIn(payoutIds)})
  ) order by id for update`);
}

async function markPaid(tx: Database, intentIds: readonly string[]): Promise<void> {
  await tx.execute(
    sql`update payouts set status = 'PAID' where intent_id in (${idsIn(intentIds)})`,
  );
  await tx.execute(sql`update commissions c set status = 'PAID'
    from payout_items i join payouts p on p.id = i.payout_id
    where p.intent_id in (${idsIn(intentIds)}) and i.live and c.id = i.commission_id`);
}

import { inArray, sql } from 'drizzle-orm';
import type { AttemptRow, SlotRow } from '../../chain/keeper/attempts.ts';
import { judgeSlot, type MinedAttempt } from '../../chain/keeper/judge-slot.ts';
import type { Database } from '../../db/database.ts';
import { idsIn } from '../../db/ids-in.ts';
import { attempts, slots } from '../../db/schema/chain.ts';
import { differenceOf, effectOf } from '../../domain/call-effect.ts';
import { BusinessFailure, TransferDiffers } from '../../domain/errors.ts';
import type { RunRef } from '../../domain/sagas/saga-activities.ts';
import type { ActivityDeps } from '../activity-deps.ts';
import { confirmTransaction } from '../confirm-transaction.ts';
import { inGroups } from '../in-groups.ts';
import { lockIntent } from '../run-intent.ts';
import { failPayout } from './fail-payout.ts';
import { lockChunk, moveChunk } from './payout-chunk.ts';
import type { CalledPayout, CalledPayouts } from './sign-payouts.ts';

/**
 * SUBMITTED to CONFIRMED for those of a chunk whose transaction is deep enough and carries its exact Transfer log
 * (design rule 15), in one statement each. Whatever else became of one (its nonce cancelled or taken, no effect) is
 * dealt with by itself, as for any intent; one that is finally without effect has failed, and one that moved something else is
 * UNKNOWN: it keeps its hold and its commissions, and is not paid again.
 */
export async function askChain(
  deps: ActivityDeps,
  run: RunRef,
  { payouts, program }: CalledPayouts,
): Promise<number> {
  const tried = await readTried(
    deps.db,
    payouts.map(({ intent_id }) => intent_id),
  );
  const verdicts = await inGroups(payouts, (payout) =>
    judge(deps, { payout, live: tried.get(payout.intent_id) }, program.confirmations),
  );
  const paid = verdicts.flatMap((verdict) => (verdict.status === 'paid' ? [verdict] : []));
  let moved = await confirm(deps.db, run, paid);
  const otherwise = verdicts.flatMap((verdict) =>
    verdict.status === 'otherwise' ? [verdict.payout] : [],
  );
  // One that can not be judged now does not hold up those behind it.
  const failures: unknown[] = [];
  for (const payout of otherwise) {
    const one = await endOtherwise(deps, run, payout).catch((error: unknown) => {
      failures.push(error);
      return 0;
    });
    moved += one;
  }
  if (failures.length > 0) throw failures[0];
  return moved;
}

interface Tried {
  readonly slot: SlotRow;
  readonly attempts: readonly AttemptRow[];
}

/** The open slots of intents and what was tried in them. */
async function readTried(
  db: Database,
  intentIds: readonly string[],
): Promise<ReadonlyMap<string | null, Tried>> {
  const open = await db
    .select()
    .from(slots)
    .where(sql`${slots.intentId} in (${idsIn(intentIds)}) and ${slots.state} = 'OPEN'`);
  if (open.length === 0) return new Map();
  const ids = open.map(({ id }) => id);
  const all = await db.select().from(attempts).where(inArray(attempts.slotId, ids));
  const of = new Map<string, AttemptRow[]>(ids.map((id) => [id, []]));
  for (const attempt of all) of.get(attempt.slotId)?.push(attempt);
  return new Map(
    open.map((slot) => [slot.intentId, { slot, attempts: of.get(slot.id) ?? [] }] as const),
  );
}

type Verdict =
  | { readonly status: 'waiting' }
  | { readonly status: 'otherwise'; readonly payout: CalledPayout }
  | {
      readonly status: 'paid';
      readonly payout: CalledPayout;
      readonly slotId: string;
      readonly mined: MinedAttempt;
    };

async function judge(
  { chain }: ActivityDeps,
  { payout, live }: { readonly payout: CalledPayout; readonly live: Tried | undefined },
  confirmations: number,
): Promise<Verdict> {
  if (live === undefined || live.attempts.length === 0) return { status: 'otherwise', payout };
  const judgement = await judgeSlot(chain, live, confirmations);
  if (judgement.status === 'waiting') return { status: 'waiting' };
  if (judgement.status === 'taken') return { status: 'otherwise', payout };
  const { attempt, receipt, depth } = judgement;
  if (depth < BigInt(confirmations)) return { status: 'waiting' };
  const simple = live.attempts.every(({ purpose }) => purpose === 'CALL');
  const exact =
    effectOf(payout.call, receipt) !== null && differenceOf(payout.call, receipt) === null;
  if (!simple || !exact) return { status: 'otherwise', payout };
  return { status: 'paid', payout, slotId: live.slot.id, mined: { attempt, receipt } };
}

async function confirm(
  db: Database,
  run: RunRef,
  paid: readonly Extract<Verdict, { status: 'paid' }>[],
): Promise<number> {
  if (paid.length === 0) return 0;
  return await db.transaction(async (tx) => {
    const intentIds = paid.map(({ payout }) => payout.intent_id);
    const locked = await lockChunk(tx, run, { intentIds, state: 'SUBMITTED' });
    const slotIds = paid.map(({ slotId }) => slotId);
    const open = await tx
      .select({ id: slots.id })
      .from(slots)
      .where(sql`${slots.id} in (${idsIn(slotIds)}) and ${slots.state} = 'OPEN'`)
      .orderBy(slots.id)
      .for('update');
    const isOpen = new Set(open.map(({ id }) => id));
    const due = paid.filter(({ payout, slotId }) => {
      return locked.has(payout.intent_id) && isOpen.has(slotId);
    });
    if (due.length === 0) return 0;
    await noteMined(tx, due);
    await tx.execute(sql`
      update slots set state = 'EFFECTIVE', end_reason = 'EFFECT'
        where id in (${idsIn(due.map(({ slotId }) => slotId))})`);
    await moveChunk(tx, run, {
      intentIds: due.map(({ payout }) => payout.intent_id),
      ...{ from: 'SUBMITTED', to: 'CONFIRMED', reason: 'mined with its Transfer log' },
    });
    return due.length;
  });
}

async function noteMined(
  tx: Database,
  due: readonly { readonly mined: MinedAttempt }[],
): Promise<void> {
  const mined = due.map(({ mined: { attempt, receipt } }) => ({
    id: attempt.id,
    block: receipt.blockNumber.toString(),
    hash: receipt.blockHash,
    gas: receipt.gasUsed.toString(),
    price: receipt.effectiveGasPrice.toString(),
  }));
  await tx.execute(sql`
    update attempts a set mined_block = m.block, mined_block_hash = m.hash, gas_used = m.gas, effective_gas_price = m.price
      from jsonb_to_recordset(${JSON.stringify(mined)}::jsonb)
        as m(id uuid, block bigint, hash text, gas numeric, price numeric)
      where a.id = m.id`);
}

/** What is not the usual end, by the step that any intent takes. */
async function endOtherwise(
  deps: ActivityDeps,
  run: RunRef,
  { intent_id: intentId, call }: CalledPayout,
): Promise<number> {
  const its = { ...run, intentId };
  try {
    const check = await confirmTransaction(deps, { run: its, call });
    return check.status === 'waiting' ? 0 : 1;
  } catch (error) {
    if (error instanceof TransferDiffers) return await callUnknown(deps, its);
    if (!(error instanceof BusinessFailure)) throw error;
    await deps.db.transaction(async (tx) => {
      const intent = await lockIntent(tx, its);
      if (intent.state !== 'SUBMITTED') return;
      await failPayout(tx, intent, { code: error.code, detail: error.message });
    });
    return 1;
  }
}

/** A payout that moved something else than it was to move is neither paid nor failed; the finding says what moved. */
async function callUnknown({ db }: ActivityDeps, its: RunRef): Promise<number> {
  await db.transaction(async (tx) => {
    const intent = await lockIntent(tx, its);
    if (intent.state !== 'SUBMITTED') return;
    await tx.execute(sql`
      update payouts set status = 'UNKNOWN' where intent_id = ${intent.id}::uuid and status = 'PROCESSING'`);
  });
  return 0;
}

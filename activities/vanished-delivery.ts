import { eq, sql } from 'drizzle-orm';
import { checkCarries, lockSlot } from '../chain/keeper/attempts.ts';
import { judgeSlot, type MinedAttempt } from '../chain/keeper/judge-slot.ts';
import { holdGround, isDeep } from '../db/chain-ground.ts';
import type { Database } from '../db/database.ts';
import { attempts } from '../db/schema/chain.ts';
import { users } from '../db/schema/programs.ts';
import { differenceOf, effectOf } from '../domain/call-effect.ts';
import { gasPaidPostings, mirrorPostings } from '../domain/chart-of-accounts.ts';
import { TransferDiffers } from '../domain/errors.ts';
import { post } from '../ledger/post.ts';
import type { ActivityDeps } from './activity-deps.ts';
import { awaitWatcher } from './await-watcher.ts';
import { reportDiffers } from './confirm-transaction.ts';
import { endSlot, gasCostOf } from './end-slot.ts';
import { type LiveSlot, readLiveSlot } from './intent-slots.ts';
import { callOf } from './original-intent.ts';
import { type IntentRow, lockAgain } from './run-intent.ts';
import { type ProgramChain, watchTransaction } from './watch-transaction.ts';

/** What a SETTLED intent's delivery stands at after a reorganisation. */
export type DeliveryVerdict =
  | { readonly status: 'stands' | 'gone' }
  | { readonly status: 'waiting'; readonly waitingFor: string };

/** A settled intent whose delivery was taken away, and the reversal to be signalled when there is news. */
export interface VanishedDelivery {
  readonly original: IntentRow;
  readonly waiting: IntentRow;
  readonly program: ProgramChain;
}

/**
 * Looks for the delivery of a settled intent, which the keeper of slots sends again. Mined deep enough with its
 * effect it stands, in its new block; without, or with its nonce used by something else, it is gone.
 */
export async function judgeDelivery(
  deps: ActivityDeps,
  vanished: VanishedDelivery,
): Promise<DeliveryVerdict> {
  const { db, chain } = deps;
  const { original, waiting, program } = vanished;
  const live = await readLiveSlot(db, original.id);
  if (live === null) return { status: 'gone' };
  if (live.slot.state === 'EFFECTIVE') return { status: 'stands' };
  const judgement = await judgeSlot(chain, live, program.confirmations);
  if (judgement.status === 'waiting') {
    await watchAttempts(db, waiting, live);
    return judgement;
  }
  const nonce = `nonce ${live.slot.nonce}`;
  if (judgement.status === 'taken')
    return { status: 'waiting', waitingFor: `${nonce} was used by something else.` };
  const { attempt, receipt, depth } = judgement;
  const seenBlock = receipt.blockNumber;
  if (depth < BigInt(program.confirmations)) {
    await watchTransaction(db, waiting, { ...program, txHash: attempt.txHash, seenBlock });
    return {
      status: 'waiting',
      waitingFor: `Mined again in block ${seenBlock}: ${depth} of ${program.confirmations} confirmations.`,
    };
  }
  // The keeper ends what was cancelled.
  if (attempt.purpose === 'CANCEL')
    return { status: 'waiting', waitingFor: `${nonce} was cancelled.` };
  return conclude(deps, vanished, { live, mined: judgement });
}

/** Attempts that were added since are watched for the reversal, too; those that are watched are left as they are. */
async function watchAttempts(db: Database, waiting: IntentRow, { slot }: LiveSlot): Promise<void> {
  const { id, runId, runFence } = waiting;
  await db.execute(sql`
    insert into watches (intent_id, tx_hash, program_id, chain_id, confirmations)
      select i.id, a.tx_hash, p.id, p.chain_id, p.confirmations
        from intents i join programs p on p.id = i.program_id join attempts a on a.slot_id = ${slot.id}::uuid
        where i.id = ${id}::uuid and i.run_id = ${runId} and i.run_fence = ${runFence} for key share of i
      on conflict (intent_id, tx_hash) do nothing`);
}

interface Found {
  readonly live: LiveSlot;
  readonly mined: MinedAttempt;
}

async function conclude(
  { db, chain }: ActivityDeps,
  { original, waiting, program }: VanishedDelivery,
  { live, mined }: Found,
): Promise<DeliveryVerdict> {
  const { receipt, attempt } = mined;
  const block = { number: receipt.blockNumber, hash: receipt.blockHash };
  const call = await callOf(db, original);
  const effect = effectOf(call, receipt);
  const differs = differenceOf(call, receipt);
  if (effect === null) checkCarries(attempt, chain.encode(call));
  const done = await db.transaction(async (tx): Promise<boolean> => {
    await holdGround(tx, chain.chainId);
    await lockAgain(tx, waiting);
    if (!(await isDeep(tx, program, block))) return false;
    const { slot } = await lockSlot(tx, live.slot.id);
    if (slot.state !== 'OPEN') return true;
    if (differs !== null) await reportDiffers(tx, original, differs);
    // What moved otherwise is not gone, so that the postings of the delivery stay.
    if (effect === null && differs !== null) return true;
    if (effect === null) {
      const reason = receipt.status === 'reverted' ? 'REVERTED' : 'NO_LOG';
      await endSlot(tx, slot, { reason, mined });
      return true;
    }
    await correctGas(tx, original, { live, mined });
    await endSlot(tx, slot, { reason: 'EFFECT', mined });
    await registerAgain(tx, original, { tokenId: effect.value, block: receipt.blockNumber });
    return true;
  });
  if (!done) {
    const { txHash } = attempt;
    return await awaitWatcher(db, waiting, { ...program, txHash, seenBlock: receipt.blockNumber });
  }
  if (effect !== null) return { status: 'stands' };
  if (differs !== null) throw new TransferDiffers(differs);
  return { status: 'gone' };
}

/** A registration whose identity token was minted again has the token, and the block, of now. */
async function registerAgain(
  tx: Database,
  original: IntentRow,
  { tokenId, block }: { readonly tokenId: bigint; readonly block: bigint },
): Promise<void> {
  if (original.kind !== 'register') return;
  const registered = { tokenId, registeredBlock: block };
  await tx.update(users).set(registered).where(eq(users.registerIntentId, original.id));
}

/** The settlement posted what the gas had cost in the block that is gone; the difference follows it. */
async function correctGas(
  tx: Database,
  original: IntentRow,
  { live, mined }: Found,
): Promise<void> {
  const paid = live.attempts.reduce(
    (sum, { gasUsed, effectiveGasPrice }) => sum + (gasUsed ?? 0n) * (effectiveGasPrice ?? 0n),
    0n,
  );
  const others = live.attempts.filter(({ id }) => id !== mined.attempt.id);
  for (const { id } of others) {
    const nothing = { gasUsed: null, effectiveGasPrice: null };
    await tx.update(attempts).set(nothing).where(eq(attempts.id, id));
  }
  const difference = gasCostOf(mined.receipt) - paid;
  if (difference === 0n) return;
  const { programId, id: intentId } = original;
  const legs = gasPaidPostings(programId, difference > 0n ? difference : -difference);
  const reference = `gas-corrected:${mined.attempt.txHash}:${mined.receipt.blockHash}`;
  const postings = difference > 0n ? legs : mirrorPostings(legs);
  await post(tx, [{ programId, intentId, reference, postings }]);
}

import { and, eq, inArray, sql } from 'drizzle-orm';
import type { SlotRow } from '../../chain/keeper/attempts.ts';
import type { Database } from '../../db/database.ts';
import { attempts, signers, slots, watches } from '../../db/schema/chain.ts';
import {
  type CallEstimate,
  CallReverts,
  type ChainCall,
  type Hex,
  type UnsignedTransaction,
} from '../../domain/chain-port.ts';
import { invariant } from '../../domain/errors.ts';
import { newId } from '../../domain/ids.ts';
import type { ProgramView, RunRef } from '../../domain/sagas/saga-activities.ts';
import type { ActivityDeps } from '../activity-deps.ts';
import { inGroups } from '../in-groups.ts';
import { lockIntent } from '../run-intent.ts';
import { submitTransaction } from '../submit-transaction.ts';
import { type Cover, checkCovered, readCover, TreasuryShort } from './cover-chunk.ts';
import { failPayout } from './fail-payout.ts';
import { holdOf, holdPayouts } from './hold-payouts.ts';
import { lockChunk, moveChunk, type PayoutUnderWay } from './payout-chunk.ts';

/** A payout and the call that makes it. */
export type CalledPayout = PayoutUnderWay & { readonly call: ChainCall };

/** Payouts of one program. */
export interface CalledPayouts {
  readonly payouts: readonly CalledPayout[];
  readonly program: ProgramView;
}

/** A payout whose call would not revert, with what its gas is estimated at. */
export type EstimatedPayout = CalledPayout & { readonly estimate: CallEstimate };

/**
 * LOCKED to SUBMITTED for a chunk (design rules 14 and 22): holds and nonces in one transaction, signatures outside of
 * any, and the signed bytes in another, one statement each. Nothing is sent. What a try before this one has left half
 * done, or has lost its nonce since, is taken up one by one. A payout whose call would revert fails by itself.
 * @throws TreasuryShort or InsufficientBalance when there is not enough for all of the chunk: then nothing of it is signed.
 */
export async function signPayouts(
  deps: ActivityDeps,
  run: RunRef,
  { payouts, program }: CalledPayouts,
): Promise<number> {
  const reserved = await reservedBefore(deps.db, payouts);
  const isNew = ({ state, intent_id }: CalledPayout) =>
    state === 'LOCKED' && !reserved.has(intent_id);
  const all = await inGroups(payouts, (payout) => estimated(deps, run, payout));
  const callable = all.filter((payout) => payout !== null);
  let moved = payouts.length - callable.length;
  if (callable.length === 0) return moved;
  const wallet = { chainId: deps.chain.chainId, wallet: deps.signer.address };
  const cover = await readCover(deps, callable);
  await checkCovered(deps.db, wallet, { cover, payouts: callable });
  for (const payout of callable.filter((one) => !isNew(one))) {
    await submitTransaction(deps, {
      run: { ...run, intentId: payout.intent_id },
      ...{ call: payout.call, hold: holdOf(payout) },
    });
    moved += 1;
  }
  const fresh = callable.filter(isNew);
  if (fresh.length === 0) return moved;
  const taken = await reserve(deps, run, { fresh, cover });
  await deps.crash('submitPayouts:reserved');
  if (taken.length === 0) return moved;
  const signed = await sign(deps, taken);
  await deps.crash('submitPayouts:signed');
  moved += await store(deps.db, run, { signed, program });
  await deps.crash('submitPayouts:stored');
  return moved;
}

/** The payouts that have had a nonce before. */
async function reservedBefore(
  db: Database,
  payouts: readonly CalledPayout[],
): Promise<ReadonlySet<string | null>> {
  const ids = payouts.map(({ intent_id }) => intent_id);
  const rows = await db
    .select({ intentId: slots.intentId })
    .from(slots)
    .where(inArray(slots.intentId, ids));
  return new Set(rows.map(({ intentId }) => intentId));
}

/**
 * A payout with what its call would cost; null when it would revert and so has failed: nothing is signed of it, or what
 * was signed is void.
 */
async function estimated(
  { db, chain, signer }: ActivityDeps,
  run: RunRef,
  payout: CalledPayout,
): Promise<EstimatedPayout | null> {
  const { call, asset, amount } = payout;
  try {
    return { ...payout, estimate: await chain.estimate(signer.address, call) };
  } catch (error) {
    if (!(error instanceof CallReverts)) throw error;
    const has = await chain.erc20Balance(call.token, signer.address);
    if (has < amount)
      throw new TreasuryShort(
        `The platform's wallet ${signer.address} has ${has} of ${asset}, a payout takes ${amount}: fill it up`,
        { cause: error },
      );
    await db.transaction(async (tx) => {
      const intent = await lockIntent(tx, { ...run, intentId: payout.intent_id });
      if (intent.state !== 'LOCKED' && intent.state !== 'SUBMITTED') return;
      await failPayout(tx, intent, { code: 'PAYOUT_REFUSED', detail: error.message });
    });
    return null;
  }
}

type ReservedPayout = EstimatedPayout & { readonly slot: SlotRow };

/** Holds, and the wallet's next nonces, one for each; under the lock of these the wallet still has what all take. */
function reserve(
  { db, chain, signer }: ActivityDeps,
  run: RunRef,
  { fresh: payouts, cover }: { readonly fresh: readonly EstimatedPayout[]; readonly cover: Cover },
): Promise<ReservedPayout[]> {
  return db.transaction(async (tx) => {
    const intentIds = payouts.map(({ intent_id }) => intent_id);
    const locked = await lockChunk(tx, run, { intentIds, state: 'LOCKED' });
    const had = await reservedBefore(tx, payouts);
    const due = payouts.filter(({ intent_id: id }) => locked.has(id) && !had.has(id));
    if (due.length === 0) return [];
    await holdPayouts(tx, due);
    const wallet = { chainId: chain.chainId, wallet: signer.address };
    const [next] = await tx
      .update(signers)
      .set({ nextNonce: sql`${signers.nextNonce} + ${due.length}` })
      .where(and(eq(signers.chainId, wallet.chainId), eq(signers.wallet, wallet.wallet)))
      .returning({ nextNonce: signers.nextNonce });
    invariant(
      next !== undefined,
      `Expected wallet ${wallet.wallet} to be known on chain ${wallet.chainId}`,
    );
    await checkCovered(tx, wallet, { cover, payouts: due });
    const first = next.nextNonce - due.length;
    const rows = await tx
      .insert(slots)
      .values(
        due.map(({ program_id: programId, intent_id: intentId }, index) => ({
          ...{ ...wallet, id: newId(), programId, intentId, nonce: first + index },
        })),
      )
      .returning();
    const byIntent = new Map(rows.map((slot) => [slot.intentId, slot]));
    return due.flatMap((payout) => {
      const slot = byIntent.get(payout.intent_id);
      return slot === undefined ? [] : [{ ...payout, slot }];
    });
  });
}

type SignedPayout = ReservedPayout & {
  readonly transaction: UnsignedTransaction;
  readonly signed: { readonly raw: Hex; readonly txHash: Hex };
};

async function sign(
  { chain, signer }: ActivityDeps,
  payouts: readonly ReservedPayout[],
): Promise<SignedPayout[]> {
  return await inGroups(payouts, async (payout) => {
    const { call, estimate, slot } = payout;
    const place = { chainId: slot.chainId, nonce: slot.nonce, value: 0n };
    const transaction = { ...chain.encode(call), ...estimate, ...place };
    return { ...payout, transaction, signed: await signer.sign(transaction) };
  });
}

/**
 * Stores the signed calls. Where the keeper has come upon a nonce and filled it meanwhile, those bytes are thrown away
 * and the payout stays LOCKED: the next try takes it up by itself.
 */
async function store(
  db: Database,
  run: RunRef,
  { signed, program }: { readonly signed: readonly SignedPayout[]; readonly program: ProgramView },
): Promise<number> {
  return await db.transaction(async (tx) => {
    const intentIds = signed.map(({ intent_id }) => intent_id);
    const locked = await lockChunk(tx, run, { intentIds, state: 'LOCKED' });
    const free = await lockFreeSlots(
      tx,
      signed.map(({ slot }) => slot.id),
    );
    const stored = signed.filter(({ intent_id: id, slot }) => locked.has(id) && free.has(slot.id));
    if (stored.length === 0) return 0;
    await tx.insert(attempts).values(stored.map(attemptOf));
    await tx.insert(watches).values(
      stored.map((payout) => ({
        ...{ intentId: payout.intent_id, programId: payout.program_id },
        ...{ txHash: payout.signed.txHash, chainId: program.chainId },
        confirmations: program.confirmations,
      })),
    );
    await moveChunk(tx, run, {
      intentIds: stored.map(({ intent_id }) => intent_id),
      ...{ from: 'LOCKED', to: 'SUBMITTED', reason: 'signed and stored' },
    });
    return stored.length;
  });
}

function attemptOf({ program_id: programId, slot, transaction, signed }: SignedPayout) {
  return {
    ...{ id: newId(), programId, slotId: slot.id, ordinal: 1, purpose: 'CALL' as const },
    ...{ txHash: signed.txHash, rawTransaction: signed.raw, gasLimit: transaction.gas },
    maxFeePerGas: transaction.maxFeePerGas,
    maxPriorityFeePerGas: transaction.maxPriorityFeePerGas,
  };
}

/** Slots that are open and in which nothing is signed, locked; their intents are locked already. */
async function lockFreeSlots(tx: Database, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const open = await tx
    .select({ id: slots.id })
    .from(slots)
    .where(and(inArray(slots.id, [...ids]), eq(slots.state, 'OPEN')))
    .orderBy(slots.id)
    .for('update');
  const tried = await tx
    .select({ slotId: attempts.slotId })
    .from(attempts)
    .where(inArray(attempts.slotId, [...ids]));
  const taken = new Set(tried.map(({ slotId }) => slotId));
  return new Set(open.map(({ id }) => id).filter((id) => !taken.has(id)));
}

import { and, desc, eq, sql } from 'drizzle-orm';
import type { Database } from '../db/database.ts';
import { attempts, signers, slots } from '../db/schema/chain.ts';
import { invariant } from '../domain/errors.ts';
import { newId } from '../domain/ids.ts';
import type { SubmitTransactionRequest } from '../domain/sagas/saga-activities.ts';
import { takeHold } from '../ledger/holds.ts';
import type { ActivityDeps } from './activity-deps.ts';
import { lockIntent, readIntent, transition } from './run-intent.ts';
import { readProgramChain, watchTransaction } from './watch-transaction.ts';

export type SlotRow = typeof slots.$inferSelect;
export type AttemptRow = typeof attempts.$inferSelect;

/**
 * LOCKED to SUBMITTED (design rules 14 and 22): take the hold and reserve the nonce in one
 * transaction, sign outside of any, store the signed bytes and move on in another. Nothing is sent:
 * what is not stored was never signed as far as anyone else can tell.
 * @throws CallReverts when the node says that the call would fail; InsufficientBalance when the hold can not be taken.
 */
export async function submitTransaction(
  deps: ActivityDeps,
  request: SubmitTransactionRequest,
): Promise<void> {
  const { db, chain, signer, crash } = deps;
  const { run, call } = request;
  const intent = await readIntent(db, run);
  if (intent.state !== 'LOCKED') return;
  const program = await readProgramChain(db, intent.programId);
  invariant(
    program.chainId === chain.chainId,
    `Expected chain ${program.chainId}, got ${chain.chainId}`,
  );
  // Estimated before the nonce is reserved: a call that would revert must not leave a gap behind.
  const estimate = await chain.estimate(signer.address, call);
  const slot = await reserve(deps, request);
  await crash('submitTransaction:reserved');
  const signed = await signer.sign({
    ...chain.encode(call),
    ...estimate,
    chainId: program.chainId,
    nonce: slot.nonce,
    value: 0n,
  });
  await crash('submitTransaction:signed');
  await db.transaction(async (tx) => {
    const locked = await lockIntent(tx, run);
    if (locked.state !== 'LOCKED') return;
    await tx.insert(attempts).values({
      id: newId(),
      programId: locked.programId,
      slotId: slot.id,
      ordinal: 1,
      txHash: signed.txHash,
      rawTransaction: signed.raw,
      maxFeePerGas: estimate.maxFeePerGas,
      maxPriorityFeePerGas: estimate.maxPriorityFeePerGas,
    });
    await watchTransaction(tx, locked, { ...program, txHash: signed.txHash, seenBlock: null });
    await transition(tx, locked, {
      to: 'SUBMITTED',
      reason: `signed and stored as nonce ${slot.nonce}`,
    });
  });
  await crash('submitTransaction:stored');
}

/** Takes the hold and the wallet's next nonce, once per intent. */
function reserve(
  { db, chain, signer }: ActivityDeps,
  { run, hold }: SubmitTransactionRequest,
): Promise<SlotRow> {
  return db.transaction(async (tx) => {
    const intent = await lockIntent(tx, run);
    const [existing] = await tx.select().from(slots).where(eq(slots.intentId, intent.id));
    if (existing !== undefined) return existing;
    invariant(
      intent.state === 'LOCKED',
      `Expected intent ${intent.id} to be LOCKED, got ${intent.state}`,
    );
    if (hold !== null) {
      const { account, asset, amount } = hold;
      const taken = await takeHold(tx, {
        programId: intent.programId,
        intentId: intent.id,
        account,
        asset,
        amount: BigInt(amount),
      });
      invariant(
        taken.status !== 'conflict',
        `Expected the hold of intent ${intent.id} to be over ${amount} ${asset}`,
      );
    }
    const [next] = await tx
      .update(signers)
      .set({ nextNonce: sql`${signers.nextNonce} + 1` })
      .where(and(eq(signers.chainId, chain.chainId), eq(signers.wallet, signer.address)))
      .returning({ nextNonce: signers.nextNonce });
    invariant(
      next !== undefined,
      `Expected wallet ${signer.address} to be known on chain ${chain.chainId}`,
    );
    const [slot] = await tx
      .insert(slots)
      .values({
        id: newId(),
        programId: intent.programId,
        intentId: intent.id,
        chainId: chain.chainId,
        wallet: signer.address,
        nonce: next.nextNonce - 1,
      })
      .returning();
    invariant(slot !== undefined, `Expected a slot for intent ${intent.id}`);
    return slot;
  });
}

/** The slot of an intent and the attempts made in it, newest first. */
export async function readSlot(
  db: Database,
  intentId: string,
): Promise<{
  readonly slot: SlotRow;
  readonly attempts: readonly AttemptRow[];
  readonly newest: AttemptRow;
}> {
  const [slot] = await db.select().from(slots).where(eq(slots.intentId, intentId));
  invariant(slot !== undefined, `Expected intent ${intentId} to have a slot`);
  const tried = await db
    .select()
    .from(attempts)
    .where(eq(attempts.slotId, slot.id))
    .orderBy(desc(attempts.ordinal));
  const [newest] = tried;
  invariant(newest !== undefined, `Expected slot ${slot.id} to have an attempt`);
  return { slot, attempts: tried, newest };
}

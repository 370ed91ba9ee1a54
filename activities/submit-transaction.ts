import { and, eq, isNotNull, sql } from 'drizzle-orm';
import { insertAttempt, lockSlot, type SlotRow } from '../chain/keeper/attempts.ts';
import type { Database } from '../db/database.ts';
import { signers, slots } from '../db/schema/chain.ts';
import { payments } from '../db/schema/intents.ts';
import {
  type CallEstimate,
  CallReverts,
  type ChainCall,
  type Hex,
  type UnsignedTransaction,
} from '../domain/chain-port.ts';
import { BusinessFailure, invariant } from '../domain/errors.ts';
import { newId } from '../domain/ids.ts';
import type { SubmitRefused, SubmitTransactionRequest } from '../domain/sagas/saga-activities.ts';
import { takeHold } from '../ledger/holds.ts';
import type { ActivityDeps } from './activity-deps.ts';
import { checkWallet, mayTakeAnother, readLiveSlot, readSlots } from './intent-slots.ts';
import { type IntentRow, lockIntent, readIntent, transition } from './run-intent.ts';
import { type ProgramChain, readProgramChain, watchTransaction } from './watch-transaction.ts';

/** The slot ended between two looks at it; the next try takes another. */
export class SlotLost extends Error {
  override readonly name = 'SlotLost';
}

/**
 * LOCKED to SUBMITTED (design rules 14 and 22): take the hold and reserve the nonce in one
 * transaction, sign outside of any, store the signed bytes and move on in another. Nothing is sent:
 * what is not stored was never signed as far as anyone else can tell. An intent that is SUBMITTED already
 * gets another nonce when all it had were lost, under the hold it has.
 *
 * A call that reverts parks the intent before anything is signed. A nonce reserved by an earlier try is then
 * filled by the keeper of slots, and a later try takes another. Nothing is signed while the intent's payment is
 * orphaned; then the answer says so.
 * @throws CallReverts when the node says that the call would fail; InsufficientBalance when the hold can not be
 * taken; SlotLost when the nonce was lost meanwhile, which is worth another try.
 */
export async function submitTransaction(
  deps: ActivityDeps,
  request: SubmitTransactionRequest,
): Promise<SubmitRefused | undefined> {
  const { db, chain, signer, crash } = deps;
  const { run, call } = request;
  const intent = await readIntent(db, run);
  if (!(await hasToSign(db, intent))) return undefined;
  if (await isOrphaned(db, intent)) return paymentOrphaned;
  const program = await readProgramChain(db, intent.programId);
  invariant(
    program.chainId === chain.chainId,
    `Expected chain ${program.chainId}, got ${chain.chainId}`,
  );
  // Estimated before the nonce is reserved: a call that would revert must not leave a gap behind.
  const estimate = await estimateCall(deps, call);
  const slot = await reserve(deps, request);
  if (slot === null) return undefined;
  checkWallet(slot, signer);
  await crash('submitTransaction:reserved');
  const place = { chainId: program.chainId, nonce: slot.nonce, value: 0n };
  const transaction = { ...chain.encode(call), ...estimate, ...place };
  const signed = await signer.sign(transaction);
  await crash('submitTransaction:signed');
  const refused = await db.transaction(async (tx) => {
    const locked = await lockIntent(tx, run);
    if (locked.state !== 'LOCKED' && locked.state !== 'SUBMITTED') return undefined;
    // What is not stored was never signed; the nonce stays reserved for when the payment is back.
    if (await isOrphaned(tx, locked)) return paymentOrphaned;
    await store(tx, { intent: locked, slotId: slot.id, program, transaction, signed });
    return undefined;
  });
  await crash('submitTransaction:stored');
  return refused;
}

/** A wallet that has its token already would have this call revert for ever, so that is no matter for an operator. */
async function estimateCall(
  { chain, signer }: ActivityDeps,
  call: ChainCall,
): Promise<CallEstimate> {
  try {
    return await chain.estimate(signer.address, call);
  } catch (error) {
    if (!(error instanceof CallReverts) || call.type !== 'identity.mint') throw error;
    if ((await chain.identityTokenOf(call.token, call.to)) === null) throw error;
    throw new BusinessFailure('IDENTITY_TOKEN_EXISTS', undefined, { cause: error });
  }
}

const paymentOrphaned = {
  status: 'payment-orphaned',
  why: 'A reorganisation took the payment away before its delivery was signed.',
} as const;

/** Whether the intent was paid for in a block that is no longer part of the chain. */
async function isOrphaned(db: Database, { id }: IntentRow): Promise<boolean> {
  const orphaned = await db
    .select({ id: payments.id })
    .from(payments)
    .where(and(eq(payments.intentId, id), isNotNull(payments.orphanedAt)));
  return orphaned.length > 0;
}

/** Whether nothing is signed yet that may still have the effect, and something may be. */
async function hasToSign(db: Database, intent: IntentRow): Promise<boolean> {
  if (intent.state === 'LOCKED') return true;
  if (intent.state !== 'SUBMITTED') return false;
  const live = await readLiveSlot(db, intent.id);
  if (live !== null) return live.attempts.length === 0;
  return mayTakeAnother(await readSlots(db, intent.id));
}

interface Signed {
  readonly intent: IntentRow;
  readonly slotId: string;
  readonly program: ProgramChain;
  readonly transaction: UnsignedTransaction;
  readonly signed: { readonly raw: Hex; readonly txHash: Hex };
}

/**
 * Stores the signed call as the first attempt of its slot. Where the keeper has filled the slot meanwhile, the
 * bytes are thrown away: that nonce ends without the effect, and the intent takes another one then.
 */
async function store(
  tx: Database,
  { intent, slotId, program, transaction, signed }: Signed,
): Promise<void> {
  const { slot, attempts } = await lockSlot(tx, slotId);
  if (slot.state !== 'OPEN') throw new SlotLost(`Nonce ${slot.nonce} was used by something else`);
  if (attempts.length === 0) {
    await insertAttempt(tx, slot, { purpose: 'CALL', transaction, after: 0, signed });
    await watchTransaction(tx, intent, { ...program, txHash: signed.txHash, seenBlock: null });
  }
  if (intent.state !== 'LOCKED') return;
  const reason =
    attempts.length === 0
      ? `signed and stored as nonce ${slot.nonce}`
      : `nonce ${slot.nonce} took too long and is being cancelled; another one follows`;
  await transition(tx, intent, { to: 'SUBMITTED', reason });
}

/**
 * Takes the hold, once per intent, and the wallet's next nonce, once until that is lost. Null when the intent
 * needs none.
 */
function reserve(
  { db, chain, signer }: ActivityDeps,
  { run, hold }: SubmitTransactionRequest,
): Promise<SlotRow | null> {
  return db.transaction(async (tx) => {
    const intent = await lockIntent(tx, run);
    const known = await readSlots(tx, intent.id);
    if (known.live !== null) return known.live;
    if (intent.state !== 'LOCKED' && intent.state !== 'SUBMITTED') return null;
    if (!mayTakeAnother(known)) return null;
    if (hold !== null) await takeIntentHold(tx, intent, hold);
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

/** Takes the hold; for a further nonce it is there already. */
async function takeIntentHold(
  tx: Database,
  intent: IntentRow,
  { account, asset, amount }: NonNullable<SubmitTransactionRequest['hold']>,
): Promise<void> {
  const taken = await takeHold(tx, {
    programId: intent.programId,
    intentId: intent.id,
    account,
    asset,
    amount: BigInt(amount),
  });
  invariant(
    taken.status !== 'conflict' && taken.state === 'HELD',
    `Expected the hold of intent ${intent.id} to be over ${amount} ${asset} and held, got ${taken.state}`,
  );
}

import { desc, eq, sql } from 'drizzle-orm';
import { parseTransaction } from 'viem';
import { z } from 'zod';
import type { Database } from '../../db/database.ts';
import { attempts, slots } from '../../db/schema/chain.ts';
import { intents } from '../../db/schema/intents.ts';
import {
  type Chain,
  type Fees,
  FeeTooLow,
  type Hex,
  NonceConsumed,
  type Signer,
  type UnsignedTransaction,
  WalletShort,
} from '../../domain/chain-port.ts';
import { storedAddress } from '../../domain/chain-values.ts';
import { invariant } from '../../domain/errors.ts';
import { newId } from '../../domain/ids.ts';

export type SlotRow = typeof slots.$inferSelect;
export type AttemptRow = typeof attempts.$inferSelect;

const rawBytes = z.templateLiteral(['0x', z.string().regex(/^[0-9a-f]+$/)]);

/** A transaction that moves nothing needs exactly this much gas. */
const cancelGas = 21_000n;

/** The transaction that only uses a slot's nonce: nothing, from the wallet to itself. */
export function cancellation(
  slot: Pick<SlotRow, 'chainId' | 'wallet' | 'nonce'>,
  { maxFeePerGas, maxPriorityFeePerGas }: Fees,
): UnsignedTransaction {
  const { chainId, nonce, wallet } = slot;
  return {
    chainId,
    nonce,
    to: storedAddress.parse(wallet),
    data: '0x',
    value: 0n,
    gas: cancelGas,
    maxFeePerGas,
    maxPriorityFeePerGas,
  };
}

/**
 * The transaction of an attempt with other fees. Everything else is read from the signed bytes, never made
 * again: two attempts of a slot that are not the same call would be two payments to choose from.
 * @throws InvariantViolation when the bytes are not the slot's.
 */
export function replacement(
  { chainId, nonce }: Pick<SlotRow, 'chainId' | 'nonce'>,
  { rawTransaction }: Pick<AttemptRow, 'rawTransaction'>,
  { maxFeePerGas, maxPriorityFeePerGas }: Fees,
): UnsignedTransaction {
  const signed = parseTransaction(rawBytes.parse(rawTransaction));
  const { to, gas, data = '0x', value = 0n } = signed;
  invariant(
    signed.chainId === chainId && (signed.nonce ?? 0) === nonce && gas !== undefined,
    `Expected a transaction of chain ${chainId} with nonce ${nonce}, got chain ${signed.chainId}, nonce ${signed.nonce}`,
  );
  const fees = { maxFeePerGas, maxPriorityFeePerGas };
  const recipient = storedAddress.parse(to?.toLowerCase());
  return { chainId, nonce, to: recipient, data, value, gas, ...fees };
}

/**
 * Asserts that an attempt carries this very call, before the call is said to have had no effect: a token whose address was
 * changed since it was signed leaves its log elsewhere.
 * @throws InvariantViolation naming the attempt.
 */
export function checkCarries(
  { txHash, rawTransaction }: Pick<AttemptRow, 'txHash' | 'rawTransaction'>,
  call: { readonly to: Hex; readonly data: Hex },
): void {
  const { to, data } = parseTransaction(rawBytes.parse(rawTransaction));
  invariant(
    to?.toLowerCase() === call.to.toLowerCase() && data === call.data,
    `Expected ${txHash} to carry the call to ${call.to} that its intent asks for now`,
  );
}

/** A slot and its attempts, newest first, locked for the rest of the transaction. */
export interface LockedSlot {
  readonly slot: SlotRow;
  readonly attempts: readonly AttemptRow[];
}

/**
 * Locks a slot, after its intent: that is the order everywhere, and a row of the slot or its attempts refers to
 * both. Whoever adds an attempt or ends a slot holds this lock.
 */
export async function lockSlot(tx: Database, slotId: string): Promise<LockedSlot> {
  const [known] = await tx
    .select({ intentId: slots.intentId })
    .from(slots)
    .where(eq(slots.id, slotId));
  if (known?.intentId !== undefined && known.intentId !== null) {
    await tx
      .select({ id: intents.id })
      .from(intents)
      .where(eq(intents.id, known.intentId))
      .for('key share');
  }
  const [slot] = await tx.select().from(slots).where(eq(slots.id, slotId)).for('update');
  invariant(slot !== undefined, `Expected slot ${slotId} to exist`);
  return { slot, attempts: await readAttempts(tx, slotId) };
}

/** The attempts of a slot, newest first. */
export function readAttempts(db: Database, slotId: string): Promise<AttemptRow[]> {
  return db
    .select()
    .from(attempts)
    .where(eq(attempts.slotId, slotId))
    .orderBy(desc(attempts.ordinal));
}

/** A transaction to be signed for a slot. */
export interface NewAttempt {
  readonly slotId: string;
  readonly purpose: AttemptRow['purpose'];
  readonly transaction: UnsignedTransaction;
  /** The ordinal of the newest attempt it was made after; 0 for none. */
  readonly after: number;
}

/**
 * Signs a further attempt and stores it, with the watch for its intent, before anybody can send it. Null when
 * the slot has ended or got another attempt in the meantime: then these bytes are thrown away.
 */
export async function addAttempt(
  { db, signer }: { readonly db: Database; readonly signer: Signer },
  attempt: NewAttempt,
  within: (tx: Database, slot: SlotRow) => Promise<void> = async () => undefined,
): Promise<AttemptRow | null> {
  const signed = await signer.sign(attempt.transaction);
  return db.transaction(async (tx) => {
    const { slot, attempts: tried } = await lockSlot(tx, attempt.slotId);
    if (slot.state !== 'OPEN' || (tried[0]?.ordinal ?? 0) !== attempt.after) return null;
    const stored = await insertAttempt(tx, slot, { ...attempt, signed });
    await tx.execute(sql`
      insert into watches (intent_id, tx_hash, program_id, chain_id, confirmations)
        select i.id, ${signed.txHash}, p.id, p.chain_id, p.confirmations
          from intents i join programs p on p.id = i.program_id
          where i.id = ${slot.intentId}::uuid and i.state not in ('SETTLED', 'FAILED')
        on conflict (intent_id, tx_hash) do nothing`);
    await within(tx, slot);
    return stored;
  });
}

/** Stores signed bytes as the next attempt of a locked slot. */
export async function insertAttempt(
  tx: Database,
  slot: Pick<SlotRow, 'id' | 'programId'>,
  {
    purpose,
    transaction,
    after,
    signed,
  }: Omit<NewAttempt, 'slotId'> & { readonly signed: { readonly raw: Hex; readonly txHash: Hex } },
): Promise<AttemptRow> {
  const [stored] = await tx
    .insert(attempts)
    .values({
      id: newId(),
      programId: slot.programId,
      slotId: slot.id,
      ordinal: after + 1,
      txHash: signed.txHash,
      purpose,
      rawTransaction: signed.raw,
      gasLimit: transaction.gas,
      maxFeePerGas: transaction.maxFeePerGas,
      maxPriorityFeePerGas: transaction.maxPriorityFeePerGas,
    })
    .returning();
  invariant(stored !== undefined, `Expected an attempt of slot ${slot.id} to be stored`);
  return stored;
}

/** What the node said to stored bytes. All but `sent` and `known` leave them for a later try or another attempt. */
export type SendOutcome = 'sent' | 'known' | 'consumed' | 'fee-too-low' | 'wallet-short';

/**
 * Sends the stored bytes of an attempt; sending them again is harmless.
 * @throws ChainUnavailable
 */
export async function sendStored(
  chain: Chain,
  { rawTransaction }: Pick<AttemptRow, 'rawTransaction'>,
): Promise<SendOutcome> {
  try {
    return await chain.broadcast(rawBytes.parse(rawTransaction));
  } catch (error) {
    if (error instanceof NonceConsumed) return 'consumed';
    if (error instanceof FeeTooLow) return 'fee-too-low';
    if (error instanceof WalletShort) return 'wallet-short';
    throw error;
  }
}

/** When an attempt was first sent. */
export interface Sending {
  readonly attemptId: string;
  readonly at: Date;
  /** The head at that time; null: the newest block the watcher has worked through. */
  readonly block: bigint | null;
}

/** Notes of attempts that somebody sent without noting it that they are in the pool since this block at the latest. */
export async function noteInPool(
  db: Database,
  attemptIds: readonly string[],
  block: bigint,
): Promise<void> {
  if (attemptIds.length === 0) return;
  await db.execute(sql`
    update attempts set broadcast_at = coalesce(broadcast_at, now()), broadcast_block = ${block.toString()}::bigint
      where id in (select value::uuid from jsonb_array_elements_text(${JSON.stringify(attemptIds)}::jsonb))
        and broadcast_block is null`);
}

/** Notes when an attempt was first sent; a later sending changes nothing. */
export async function noteSent(
  db: Database,
  chainId: number,
  { attemptId, at, block }: Sending,
): Promise<void> {
  await db.execute(sql`
    update attempts set broadcast_at = coalesce(broadcast_at, ${at.toISOString()}::timestamptz),
        broadcast_block = coalesce(broadcast_block, ${block?.toString() ?? null}::bigint,
          (select watched_block from chains where chain_id = ${chainId}))
      where id = ${attemptId}::uuid and (broadcast_at is null or broadcast_block is null)`);
}

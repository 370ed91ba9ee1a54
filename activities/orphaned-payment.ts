import { eq } from 'drizzle-orm';
import { groundOf, holdGround } from '../db/chain-ground.ts';
import { payments } from '../db/schema/intents.ts';
import type { ReceiptView } from '../domain/chain-port.ts';
import { storedTxHash } from '../domain/chain-values.ts';
import { invariant } from '../domain/errors.ts';
import type { ActivityDeps } from './activity-deps.ts';
import { awaitWatcher } from './await-watcher.ts';
import { type PaymentRow, placePayments } from './place-payments.ts';
import { type IntentRow, lockAgain } from './run-intent.ts';
import { type ProgramChain, watchTransaction } from './watch-transaction.ts';

/**
 * What became of a payment whose block a reorganisation took away. `restored`: it is deep enough in another one.
 * `vanished`: it can not be waited for any longer, or was mined without its transfer.
 */
export type OrphanVerdict =
  | { readonly status: 'restored' }
  | { readonly status: 'waiting'; readonly waitingFor: string }
  | { readonly status: 'vanished'; readonly why: string };

/** An orphaned payment, and the intent to be signalled when there is news of it. */
export interface Orphan {
  readonly payment: PaymentRow;
  readonly waiting: IntentRow;
  readonly program: ProgramChain;
}

/** Looks for an orphaned payment on the chain as it is now, and restores it where it stands again. */
export async function judgeOrphan(deps: ActivityDeps, orphan: Orphan): Promise<OrphanVerdict> {
  const { db, chain } = deps;
  const { payment, waiting, program } = orphan;
  const txHash = storedTxHash.parse(payment.txHash);
  let receipt = await chain.receipt(txHash);
  if (receipt === null) {
    await watchTransaction(db, waiting, { ...program, txHash, seenBlock: null });
    receipt = await chain.receipt(txHash);
  }
  if (receipt === null) return judgeMissing(deps, payment);
  const { number: head } = await chain.head();
  const depth = head - receipt.blockNumber + 1n;
  if (depth < BigInt(program.confirmations)) {
    await watchTransaction(db, waiting, { ...program, txHash, seenBlock: receipt.blockNumber });
    return {
      status: 'waiting',
      waitingFor: `A reorganisation took the payment's block away. It is mined again in block ${receipt.blockNumber}: ${depth} of ${program.confirmations} confirmations.`,
    };
  }
  return restore(deps, orphan, receipt);
}

async function judgeMissing(
  { chain, now, paymentWaitMs }: ActivityDeps,
  { txHash, orphanedAt }: PaymentRow,
): Promise<OrphanVerdict> {
  const status = await chain.transactionStatus(storedTxHash.parse(txHash));
  const waitedMs = orphanedAt === null ? 0 : now() - orphanedAt.getTime();
  if (status === 'unknown' && waitedMs > paymentWaitMs) {
    return {
      status: 'vanished',
      why: `A reorganisation took the payment ${txHash} away, and no node has known it since.`,
    };
  }
  return {
    status: 'waiting',
    waitingFor: `A reorganisation took the payment's block away; it is ${status === 'unknown' ? 'not known to the node' : 'in the pool'} now.`,
  };
}

async function restore(
  { db, chain }: ActivityDeps,
  { payment, waiting, program }: Orphan,
  receipt: ReceiptView,
): Promise<OrphanVerdict> {
  const { blockNumber: number, blockHash: hash } = receipt;
  const placed = await db.transaction(async (tx) => {
    await holdGround(tx, chain.chainId);
    await lockAgain(tx, waiting);
    if ((await groundOf(tx, chain.chainId, { number, hash })) !== 'firm') return null;
    await placePayments(tx, chain.chainId, receipt);
    const [row] = await tx.select().from(payments).where(eq(payments.id, payment.id));
    return row;
  });
  if (placed === null) {
    // The watcher is about to get there, or to find that this block is gone as well.
    const { txHash } = receipt;
    return await awaitWatcher(db, waiting, { ...program, txHash, seenBlock: number });
  }
  invariant(placed !== undefined, `Expected payment ${payment.id} to exist`);
  if (placed.orphanedAt === null) return { status: 'restored' };
  return {
    status: 'vanished',
    why: `A reorganisation took the payment ${payment.txHash} away, and its transaction was mined again without the transfer.`,
  };
}

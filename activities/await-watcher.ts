import type { Database } from '../db/database.ts';
import type { ReceiptView } from '../domain/chain-port.ts';
import type { VerifyPaymentRequest } from '../domain/sagas/saga-activities.ts';
import { type IntentRow, readIntent } from './run-intent.ts';
import {
  type ProgramChain,
  type WatchedTransaction,
  watchTransaction,
} from './watch-transaction.ts';

/** What is waited for, as an activity says it. */
interface Waiting {
  readonly status: 'waiting';
  readonly waitingFor: string;
}

/** A transaction in a block that the node knows and the watcher has not got to. */
type AheadOfWatcher = WatchedTransaction & { readonly seenBlock: bigint };

/**
 * Waits for the watcher to get to the block a transaction was seen in, or to find that this block is gone as well; the
 * intent is signalled then.
 */
export async function awaitWatcher(
  db: Database,
  waiting: IntentRow,
  seen: AheadOfWatcher,
): Promise<Waiting> {
  await watchTransaction(db, waiting, seen);
  const waitingFor = `Block ${seen.seenBlock} has not been worked through yet.`;
  return { status: 'waiting', waitingFor };
}

/** The same for the payment that an intent verifies. */
export async function awaitWatcherOfPayment(
  db: Database,
  { run, txHash }: VerifyPaymentRequest,
  { program, receipt }: { readonly program: ProgramChain; readonly receipt: ReceiptView },
): Promise<Waiting> {
  const seen = { ...program, txHash, seenBlock: receipt.blockNumber };
  return await awaitWatcher(db, await readIntent(db, run), seen);
}

import type { ReceiptView } from '../domain/chain-port.ts';
import type { PaymentCheck, VerifyPaymentRequest } from '../domain/sagas/saga-activities.ts';
import type { ActivityDeps } from './activity-deps.ts';
import { readIntent } from './run-intent.ts';
import { type ProgramChain, watchTransaction } from './watch-transaction.ts';

/** Waits for the watcher to get to the block a payment was seen in, or to find that this block is gone as well. */
export async function awaitWatcher(
  { db }: ActivityDeps,
  { run, txHash }: VerifyPaymentRequest,
  { program, receipt }: { readonly program: ProgramChain; readonly receipt: ReceiptView },
): Promise<PaymentCheck> {
  const { blockNumber: seenBlock } = receipt;
  await watchTransaction(db, await readIntent(db, run), { ...program, txHash, seenBlock });
  return { status: 'waiting', waitingFor: `Block ${seenBlock} has not been worked through yet.` };
}

import { and, eq, inArray, ne, or } from 'drizzle-orm';
import { groundOf, holdGround } from '../db/chain-ground.ts';
import type { Database } from '../db/database.ts';
import { payments } from '../db/schema/intents.ts';
import { programs, tokens } from '../db/schema/programs.ts';
import type { Address, ReceiptView, TransferLog } from '../domain/chain-port.ts';
import type { FailureCode } from '../domain/error-codes.ts';
import { BusinessFailure } from '../domain/errors.ts';
import type { PaymentCheck, VerifyPaymentRequest } from '../domain/sagas/saga-activities.ts';
import type { ActivityDeps } from './activity-deps.ts';
import { awaitWatcherOfPayment } from './await-watcher.ts';
import { bookToSuspense, insertPayment } from './book-payment.ts';
import type { PaymentRow } from './place-payments.ts';
import { type IntentRow, lockIntent } from './run-intent.ts';
import type { ProgramChain } from './watch-transaction.ts';

/** A transaction that does not pay for its claim. */
export interface UnfitPayment {
  readonly request: VerifyPaymentRequest;
  readonly program: ProgramChain;
  readonly receipt: ReceiptView;
  readonly code: FailureCode;
}

/**
 * Books what the claiming wallet paid to the treasury although it pays for no claim (too little, too early, another
 * token that is known) to suspense, where it stays until an operator resolves it or a claim of the same wallet
 * can use it after all. Of several such transfers in one transaction the largest.
 * @throws BusinessFailure with the reason why it pays for nothing, once it is booked.
 */
export async function suspendUnfit(deps: ActivityDeps, unfit: UnfitPayment): Promise<PaymentCheck> {
  const { request, program, receipt, code } = unfit;
  const { chainId } = program;
  const ground = await deps.db.transaction(async (tx) => {
    await holdGround(tx, chainId);
    const { blockNumber: number, blockHash: hash } = receipt;
    const stands = await groundOf(tx, chainId, { number, hash });
    if (stands === 'firm') await book(tx, await lockIntent(tx, request.run), unfit);
    return stands;
  });
  if (ground !== 'firm') return awaitWatcherOfPayment(deps.db, request, { program, receipt });
  await deps.crash('verifyPayment:booked');
  throw new BusinessFailure(code);
}

/** Why a payment that was booked, and has not taken the claim slot, pays for nothing. */
export function unfitnessOf(payment: PaymentRow, request: VerifyPaymentRequest): FailureCode {
  if (payment.blockNumber < BigInt(request.notBeforeBlock)) return 'PAYMENT_TOO_OLD';
  const fits = payment.asset === request.asset && payment.amount >= BigInt(request.amountMin);
  return fits ? 'ALREADY_CLAIMED' : 'PAYMENT_MISMATCH';
}

async function book(tx: Database, intent: IntentRow, unfit: UnfitPayment): Promise<void> {
  const { program, receipt } = unfit;
  const [earlier] = await tx.select().from(payments).where(eq(payments.intentId, intent.id));
  if (earlier !== undefined) return;
  const known = await tx.select().from(tokens).where(eq(tokens.chainId, program.chainId));
  const assets = new Map(known.map(({ address, symbol }) => [address, symbol]));
  const own = await unshared(tx, intent, unfit);
  const largestFirst = receipt.transfers
    .filter((log) => isOwn(log, intent, own))
    .sort((a, b) => (a.value === b.value ? a.logIndex - b.logIndex : a.value < b.value ? 1 : -1));
  for (const log of largestFirst) {
    const asset = assets.get(log.token);
    if (asset === undefined) continue;
    const payment = await insertPayment(tx, intent, { program, receipt, asset, log });
    if (payment !== undefined) return bookToSuspense(tx, { payment, earlier: null });
  }
}

/** The addresses at which a claim's fee counts as paid. */
export function recipientsOf({ recipient, recipients }: VerifyPaymentRequest): readonly Address[] {
  return recipients ?? [recipient];
}

/** Only what the wallet itself has paid: naming a stranger's payment must not take it from the stranger's claim. */
function isOwn(log: TransferLog, intent: IntentRow, recipients: readonly Address[]): boolean {
  return (
    log.standard === 'erc20' &&
    log.from === intent.wallet &&
    recipients.includes(log.to) &&
    log.value > 0n
  );
}

/** Without addresses that another program is paid at too: what does not fit here may be meant for that one. */
async function unshared(
  tx: Database,
  intent: IntentRow,
  { request, program }: UnfitPayment,
): Promise<readonly Address[]> {
  const recipients = recipientsOf(request);
  const others = await tx
    .select({ treasury: programs.treasuryAddress, vault: programs.vaultAddress })
    .from(programs)
    .where(
      and(
        eq(programs.chainId, program.chainId),
        ne(programs.id, intent.programId),
        or(
          inArray(programs.treasuryAddress, [...recipients]),
          inArray(programs.vaultAddress, [...recipients]),
        ),
      ),
    );
  return recipients.filter((address) =>
    others.every(({ treasury, vault }) => treasury !== address && vault !== address),
  );
}

import { and, eq } from 'drizzle-orm';
import type { Database } from '../db/database.ts';
import { attempts, slots } from '../db/schema/chain.ts';
import type { ChainCall, ReceiptView, TransferLog } from '../domain/chain-port.ts';
import { storedTxHash } from '../domain/chain-values.ts';
import { gasPaidPostings } from '../domain/chart-of-accounts.ts';
import { BusinessFailure, invariant } from '../domain/errors.ts';
import type {
  ConfirmationCheck,
  ConfirmTransactionRequest,
} from '../domain/sagas/saga-activities.ts';
import { post } from '../ledger/post.ts';
import type { ActivityDeps } from './activity-deps.ts';
import { lockIntent, readIntent, transition } from './run-intent.ts';
import { type AttemptRow, readSlot, type SlotRow } from './submit-transaction.ts';
import { readProgramChain, watchTransaction } from './watch-transaction.ts';

const zeroAddress = '0x0000000000000000000000000000000000000000';

/** The nonce was used by a transaction that is not one of ours: an operator has to look. */
export class NonceTaken extends Error {
  override readonly name = 'NonceTaken';
}

/**
 * SUBMITTED to CONFIRMED once an attempt is deep enough and carries its exact Transfer log: a receipt
 * alone proves nothing, since tokens that return false succeed without moving anything (design rule 15).
 * @throws BusinessFailure when the transaction is final without its effect; NonceTaken when another
 * transaction used the nonce.
 */
export async function confirmTransaction(
  deps: ActivityDeps,
  request: ConfirmTransactionRequest,
): Promise<ConfirmationCheck> {
  const { db, chain, signer } = deps;
  const intent = await readIntent(db, request.run);
  const { slot, attempts: tried } = await readSlot(db, intent.id);
  const mined = await findMined(deps, tried);
  if (mined === null) {
    const consumed = (await chain.nonce(signer.address, 'latest')) > slot.nonce;
    // Read again: it may have been mined between the two questions.
    if (consumed && (await findMined(deps, tried)) === null) {
      throw new NonceTaken(
        `Nonce ${slot.nonce} of ${slot.wallet} was used by a transaction that is not ours`,
      );
    }
    return { status: 'waiting', waitingFor: `Nonce ${slot.nonce} is sent, not mined yet.` };
  }
  const program = await readProgramChain(db, intent.programId);
  const { number: head } = await chain.head();
  const depth = head - mined.receipt.blockNumber + 1n;
  if (depth < BigInt(program.confirmations)) {
    const { txHash: hash } = mined.attempt;
    await watchTransaction(db, intent, {
      ...program,
      txHash: hash,
      seenBlock: mined.receipt.blockNumber,
    });
    return {
      status: 'waiting',
      waitingFor: `Mined in block ${mined.receipt.blockNumber}: ${depth} of ${program.confirmations} confirmations.`,
    };
  }
  return conclude(deps, request, { slot, ...mined });
}

interface Mined {
  readonly attempt: AttemptRow;
  readonly receipt: ReceiptView;
}

async function findMined(
  { chain }: ActivityDeps,
  tried: readonly AttemptRow[],
): Promise<Mined | null> {
  for (const attempt of tried) {
    const receipt = await chain.receipt(storedTxHash.parse(attempt.txHash));
    if (receipt !== null) return { attempt, receipt };
  }
  return null;
}

async function conclude(
  deps: ActivityDeps,
  { run, call }: ConfirmTransactionRequest,
  { slot, attempt, receipt }: Mined & { readonly slot: SlotRow },
): Promise<ConfirmationCheck> {
  const effect = effectOf(call, receipt);
  const gasCost = receipt.gasUsed * receipt.effectiveGasPrice;
  await deps.db.transaction(async (tx) => {
    const intent = await lockIntent(tx, run);
    if (intent.state !== 'SUBMITTED') return;
    await recordMined(tx, attempt, receipt);
    await finishSlot(tx, slot, effect === null ? 'WITHOUT_EFFECT' : 'EFFECTIVE');
    if (effect === null) {
      // Nothing moved, but the gas is gone. With the effect it is posted by the settlement.
      if (gasCost > 0n)
        await post(tx, [gasTransaction(intent.programId, intent.id, { attempt, gasCost })]);
      return;
    }
    await transition(tx, intent, {
      to: 'CONFIRMED',
      reason: `mined in block ${receipt.blockNumber} with its Transfer log`,
    });
  });
  await deps.crash('confirmTransaction:confirmed');
  if (effect === null) {
    throw new BusinessFailure(
      receipt.status === 'reverted' ? 'TRANSACTION_REVERTED' : 'TRANSFER_LOG_MISSING',
    );
  }
  const tokenId = call.type === 'identity.mint' ? effect.value.toString() : null;
  return { status: 'confirmed', txHash: receipt.txHash, gasCost: gasCost.toString(), tokenId };
}

/** The log that proves the call's effect, or null. */
function effectOf(call: ChainCall, receipt: ReceiptView): TransferLog | null {
  if (receipt.status === 'reverted') return null;
  const found = receipt.transfers.find(
    (log) =>
      log.token === call.token.toLowerCase() && log.to === call.to && isEffect(call, receipt, log),
  );
  return found ?? null;
}

function isEffect(call: ChainCall, receipt: ReceiptView, log: TransferLog): boolean {
  switch (call.type) {
    case 'erc20.transfer':
      return (
        log.standard === 'erc20' && log.from === receipt.from && log.value === BigInt(call.amount)
      );
    case 'identity.mint':
      return log.standard === 'erc721' && log.from === zeroAddress;
  }
}

async function recordMined(tx: Database, attempt: AttemptRow, receipt: ReceiptView): Promise<void> {
  await tx
    .update(attempts)
    .set({
      minedBlock: receipt.blockNumber,
      minedBlockHash: receipt.blockHash,
      gasUsed: receipt.gasUsed,
      effectiveGasPrice: receipt.effectiveGasPrice,
    })
    .where(eq(attempts.id, attempt.id));
}

async function finishSlot(
  tx: Database,
  slot: SlotRow,
  state: 'EFFECTIVE' | 'WITHOUT_EFFECT',
): Promise<void> {
  const finished = await tx
    .update(slots)
    .set({ state })
    .where(and(eq(slots.id, slot.id), eq(slots.state, 'OPEN')))
    .returning({ id: slots.id });
  if (finished.length === 1) return;
  const [found] = await tx.select({ state: slots.state }).from(slots).where(eq(slots.id, slot.id));
  invariant(
    found?.state === state,
    `Expected slot ${slot.id} to be open or ${state}, got ${found?.state}`,
  );
}

function gasTransaction(
  programId: string,
  intentId: string,
  { attempt, gasCost }: { readonly attempt: AttemptRow; readonly gasCost: bigint },
) {
  return {
    programId,
    intentId,
    reference: `gas:${attempt.txHash}`,
    postings: gasPaidPostings(programId, gasCost),
  };
}

import { and, eq, isNotNull } from 'drizzle-orm';
import type { Database } from '../db/database.ts';
import { payments } from '../db/schema/intents.ts';
import { tokens } from '../db/schema/programs.ts';
import type { ReceiptView, TransferLog } from '../domain/chain-port.ts';
import { invariant } from '../domain/errors.ts';

export type PaymentRow = typeof payments.$inferSelect;

/** The address of a payment token. */
export async function tokenAddress(db: Database, chainId: number, asset: string): Promise<string> {
  const known = await db.select().from(tokens).where(eq(tokens.chainId, chainId));
  const token = known.find((candidate) => candidate.symbol === asset);
  invariant(token !== undefined, `Expected chain ${chainId} to have a token ${asset}`);
  return token.address;
}

/**
 * Finds the payments of a transaction again that a reorganisation has taken away, now that it is mined in another
 * block, where its logs may stand at other places: each gets the next log that matches it and that no other
 * payment has. All of the transaction at once, because one's new place may be another's old one. Those whose
 * booking was reversed meanwhile are found, too, but stay VANISHED until a claim takes them.
 */
export async function placePayments(
  tx: Database,
  chainId: number,
  receipt: ReceiptView,
): Promise<void> {
  const ofTransaction = and(eq(payments.chainId, chainId), eq(payments.txHash, receipt.txHash));
  const rows = await tx
    .select()
    .from(payments)
    .where(ofTransaction)
    .orderBy(payments.logIndex)
    .for('update');
  const orphans = rows.filter((row) => row.orphanedAt !== null);
  if (orphans.length === 0) return;
  const taken = new Set(rows.filter((row) => row.orphanedAt === null).map((row) => row.logIndex));
  // Out of each other's way first: the places are unique, and are checked row by row.
  const lowest = Math.min(0, ...rows.map((row) => row.logIndex));
  for (const [index, { id }] of orphans.entries()) {
    const logIndex = lowest - 1 - index;
    await tx.update(payments).set({ logIndex }).where(orphan(id));
  }
  for (const row of orphans) {
    const log = await logOf(tx, row, { receipt, taken });
    if (log === undefined) continue;
    taken.add(log.logIndex);
    const place = {
      logIndex: log.logIndex,
      transferLogs: receipt.transfers.length,
      blockNumber: receipt.blockNumber,
      blockHash: receipt.blockHash,
    };
    const standing = row.status === 'VANISHED' ? place : { ...place, orphanedAt: null };
    await tx.update(payments).set(standing).where(orphan(row.id));
  }
}

function orphan(id: string) {
  return and(eq(payments.id, id), isNotNull(payments.orphanedAt));
}

async function logOf(
  tx: Database,
  row: PaymentRow,
  { receipt, taken }: { readonly receipt: ReceiptView; readonly taken: ReadonlySet<number> },
): Promise<TransferLog | undefined> {
  if (receipt.status === 'reverted') return undefined;
  const token = await tokenAddress(tx, row.chainId, row.asset);
  return receipt.transfers
    .filter(
      (log) =>
        log.standard === 'erc20' &&
        log.token === token &&
        log.from === row.payer &&
        log.to === row.recipient &&
        log.value === row.amount &&
        !taken.has(log.logIndex),
    )
    .sort((a, b) => a.logIndex - b.logIndex)
    .at(0);
}

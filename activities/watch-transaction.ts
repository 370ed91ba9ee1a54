import { eq } from 'drizzle-orm';
import type { Database } from '../db/database.ts';
import { watches } from '../db/schema/chain.ts';
import { programs } from '../db/schema/programs.ts';
import { invariant } from '../domain/errors.ts';
import type { IntentRow } from './run-intent.ts';

/** The chain facts of the program an intent belongs to. */
export interface ProgramChain {
  readonly chainId: number;
  readonly confirmations: number;
}

/** The chain and the confirmation depth of an intent's program. */
export async function readProgramChain(db: Database, programId: string): Promise<ProgramChain> {
  const [program] = await db
    .select({ chainId: programs.chainId, confirmations: programs.confirmations })
    .from(programs)
    .where(eq(programs.id, programId));
  invariant(program !== undefined, `Expected program ${programId} to exist`);
  return program;
}

/** A transaction whose confirmations an intent waits for. */
export interface WatchedTransaction extends ProgramChain {
  readonly txHash: string;
  /** The block it is known to be in, or null. */
  readonly seenBlock: bigint | null;
}

/**
 * Asks the watcher to signal the intent when the transaction is deep enough. Called before the
 * transaction is looked for (or sent), so that no block falls between the look and the watch.
 */
export async function watchTransaction(
  db: Database,
  intent: IntentRow,
  { txHash, chainId, confirmations, seenBlock }: WatchedTransaction,
): Promise<void> {
  await db
    .insert(watches)
    .values({
      intentId: intent.id,
      programId: intent.programId,
      txHash,
      chainId,
      confirmations,
      seenBlock,
    })
    .onConflictDoUpdate({
      target: [watches.intentId, watches.txHash],
      set: { seenBlock, signalled: false },
    });
}

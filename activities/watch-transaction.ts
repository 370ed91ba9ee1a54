import { eq, sql } from 'drizzle-orm';
import type { Database } from '../db/database.ts';
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
 * transaction is looked for (or sent), so that no block falls between the look and the watch. Nothing is written once a
 * newer run has taken over since the intent was read; nor for one that has ended, which the database sees to
 * (migration 0018).
 */
export async function watchTransaction(
  db: Database,
  { id, runId, runFence }: IntentRow,
  { txHash, chainId, confirmations, seenBlock }: WatchedTransaction,
): Promise<void> {
  const seen = seenBlock?.toString() ?? null;
  await db.execute(sql`
    insert into watches (intent_id, program_id, tx_hash, chain_id, confirmations, seen_block)
      select i.id, i.program_id, ${txHash}, ${chainId}::bigint, ${confirmations}::smallint, ${seen}::bigint from intents i
        where i.id = ${id}::uuid and i.run_id = ${runId} and i.run_fence = ${runFence} for key share
      on conflict (intent_id, tx_hash) do update set seen_block = excluded.seen_block, signalled = false`);
}

import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { type Database, queryRows } from '../../db/database.ts';
import { runsUnder } from '../../db/queries/runs-under.ts';
import type { Logger } from '../../platform/logger.ts';
import type { SignalOutcome } from '../../platform/orchestrator.ts';

/** What signalling needs. */
export interface SignalOptions {
  readonly db: Database;
  readonly chainId: number;
  readonly logger: Logger;
  readonly signal: (workflowId: string) => Promise<SignalOutcome>;
}

const signalsPerTickMax = 500;

const dueRow = z.object({ intent_id: z.string(), tx_hash: z.string(), workflow_id: z.string() });

/**
 * Signals the intents whose transactions are deep enough below the last block that was worked through (not below
 * the head: what is settled stands on blocks that are known). A watch counts as signalled only when a run has
 * taken the signal in.
 */
export async function signalDue(options: SignalOptions): Promise<void> {
  const { db, chainId, logger, signal } = options;
  const due = await queryRows(
    db,
    sql`select w.intent_id, w.tx_hash, ${runsUnder} as workflow_id from watches w join intents i on i.id = w.intent_id
        join chains c on c.chain_id = w.chain_id
      where w.chain_id = ${chainId} and not w.signalled and w.seen_block + w.confirmations - 1 <= c.watched_block
      order by random() limit ${signalsPerTickMax}`, // those without a run must not keep the others waiting
    dueRow,
  );
  // Many watches may be one workflow's, such as a payout batch's: it is told once.
  const workflowIds = [...new Set(due.map(({ workflow_id }) => workflow_id))];
  const told = await Promise.all(
    workflowIds.map(async (workflowId) => {
      try {
        return (await signal(workflowId)) === 'delivered' ? [workflowId] : [];
      } catch (error) {
        logger.warn({ err: error, workflowId }, 'chain signal failed, will try again');
        return [];
      }
    }),
  );
  const reached = new Set(told.flat());
  const done = due.filter(({ workflow_id }) => reached.has(workflow_id));
  if (done.length === 0) return;
  await db.execute(sql`
    update watches w set signalled = true
      from jsonb_to_recordset(${JSON.stringify(done)}::jsonb) as d(intent_id uuid, tx_hash text)
      where w.intent_id = d.intent_id and w.tx_hash = d.tx_hash and w.seen_block is not null`);
}

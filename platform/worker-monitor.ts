import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { type Database, queryRows } from '../db/database.ts';
import { closeFindings, reportFindings } from '../db/findings.ts';
import type { Orchestrator } from './orchestrator.ts';

/** What {@link watchWorkers} asks. */
export interface WorkerMonitorOptions {
  readonly db: Database;
  readonly orchestrator: Pick<Orchestrator, 'workersPolling'>;
  readonly taskQueue: string;
}

/**
 * Reports that work waits and no worker asks for it, and closes the report when one does. For the API: where there is
 * no worker the sweeper, which runs in one, can not say so.
 * @throws when Temporal or the database can not be reached.
 */
export async function watchWorkers(options: WorkerMonitorOptions): Promise<void> {
  const { db, orchestrator, taskQueue } = options;
  const subject = `task-queue:${taskQueue}`;
  const polling = await orchestrator.workersPolling();
  if (polling > 0) {
    await closeFindings(db, { code: 'NO_WORKER', subject, reason: `${polling} poll for work` });
    return;
  }
  const [{ open } = { open: false }] = await queryRows(
    db,
    sql`select exists (select from intents where state not in ('SETTLED', 'FAILED')) as open`,
    z.object({ open: z.boolean() }),
  );
  if (!open) return;
  const detail = `Intents are open, and nobody polls ${taskQueue} for work.`;
  await reportFindings(db, [{ code: 'NO_WORKER', subject, programId: null, detail }]);
}

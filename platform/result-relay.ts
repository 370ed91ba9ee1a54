import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { type Database, queryRows } from '../db/database.ts';
import type { Logger } from './logger.ts';
import type { SignalOutcome } from './orchestrator.ts';
import { createRepeating, type Repeating } from './repeating.ts';

/** Options of {@link createResultRelay}. */
export interface ResultRelayOptions {
  readonly db: Database;
  readonly logger: Logger;
  readonly signal: (workflowId: string) => Promise<SignalOutcome>;
  /** How often it looks for results. */
  readonly relayIntervalMs: number;
  /** How long a run that was told has to take the results in. @default 60000 */
  readonly tellAgainAfterMs?: number;
}

const rememberedMax = 10_000;
const newsRow = z.object({ workflow_id: z.string(), newest: z.string() });

/**
 * Tells the runs of payout batches that banks have answered. The results are rows, so that nothing depends on
 * this: a run that is not told comes upon them by its own timer, later.
 */
export function createResultRelay(options: ResultRelayOptions): Repeating {
  const { db, logger, signal, relayIntervalMs, tellAgainAfterMs = 60_000 } = options;
  const lately = new Map<string, { readonly newest: string; readonly at: number }>();

  async function round(): Promise<void> {
    for (const { workflow_id: workflowId, newest } of await runsWithResults(db)) {
      const last = lately.get(workflowId);
      const recent = last !== undefined && Date.now() - last.at < tellAgainAfterMs;
      if (recent && last.newest === newest) continue;
      if ((await signal(workflowId)) !== 'delivered') continue;
      if (lately.size >= rememberedMax) lately.clear();
      lately.set(workflowId, { newest, at: Date.now() });
    }
  }

  return createRepeating({
    everyMs: relayIntervalMs,
    work: round,
    onError: (error) => logger.warn({ err: error }, 'bank results could not be announced'),
  });
}

/** Executions that are open and not parked, with the newest result that is not taken in. */
async function runsWithResults(db: Database) {
  return await queryRows(
    db,
    sql`select b.workflow_id, max(r.id::text) as newest
      from payout_results r join payouts p on p.id = r.payout_id join intents i on i.id = p.intent_id
        join intents b on b.id = i.parent_intent_id
      where r.applied_at is null and i.state = 'SUBMITTED' and not b.parked group by b.workflow_id limit 100`,
    newsRow,
  );
}

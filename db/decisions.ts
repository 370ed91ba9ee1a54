import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Decision } from '../domain/sagas/saga-activities.ts';
import { type Database, queryRows } from './database.ts';

/** What became of a decision; `moot`: the intent had moved on by itself. */
export const decisionOutcomes = ['resumed', 'abandoned', 'refused', 'moot'] as const;

/** A decision that waits to be carried out, and the workflow it is for. */
export interface OpenDecision {
  readonly workflowId: string;
  readonly decision: Decision & { readonly id: string };
}

const openRow = z.object({
  id: z.string(),
  type: z.enum(['retry', 'abandon']),
  operator: z.string(),
  reason: z.string(),
  workflow_id: z.string(),
});

/** Which decisions to read. */
export interface OpenDecisionsPage {
  /** Those delivered less than this ago are left to the run that took them. */
  readonly redeliverAfterMs: number;
  /** Only those with a greater id, which are younger; null for all. */
  readonly afterId: string | null;
  readonly rowsMax: number;
}

/** Decisions without an outcome that no run has taken, or that one took a while ago; oldest first. */
export async function openDecisions(
  db: Database,
  { redeliverAfterMs, afterId, rowsMax }: OpenDecisionsPage,
): Promise<OpenDecision[]> {
  const rows = await queryRows(
    db,
    sql`select d.id, d.type, d.operator, d.reason, i.workflow_id
      from decisions d join intents i on i.id = d.intent_id
      where d.outcome is null and (${afterId}::uuid is null or d.id > ${afterId}::uuid)
        and (d.delivered_at is null or d.delivered_at < now() - make_interval(secs => ${redeliverAfterMs / 1000}))
      order by d.id limit ${rowsMax}`,
    openRow,
  );
  return rows.map(({ workflow_id: workflowId, ...decision }) => ({ workflowId, decision }));
}

/** Notes that a run has taken a decision in; carrying it out is what gives it its outcome. */
export async function markDelivered(db: Database, decisionId: string): Promise<void> {
  await db.execute(
    sql`update decisions set delivered_at = now() where id = ${decisionId}::uuid and outcome is null`,
  );
}

/**
 * Ends the decisions whose parking is over without them: the intent is not parked any more, or was parked
 * anew. One statement, so that it sees the intent and the outcome that its resuming wrote together.
 */
export async function endMootDecisions(db: Database): Promise<number> {
  const ended = await queryRows(
    db,
    sql`update decisions d set outcome = 'moot', ended_at = now(),
        outcome_detail = 'The intent had moved on before the decision reached it.'
      from intents i
      where i.id = d.intent_id and d.outcome is null and not (i.parked and i.version = d.intent_version)
      returning d.id`,
    z.object({ id: z.string() }),
  );
  return ended.length;
}

/** A decision as the run that carries it out finds it. */
export interface DecisionToCarryOut {
  readonly intentVersion: number;
  readonly outcome: (typeof decisionOutcomes)[number] | null;
  readonly outcomeDetail: string | null;
}

const foundRow = z.object({
  intent_version: z.number(),
  outcome: z.enum(decisionOutcomes).nullable(),
  outcome_detail: z.string().nullable(),
});

/** The decision about an intent, locked for the rest of the transaction; null when there is none with this id. */
export async function lockDecision(
  tx: Database,
  decisionId: string,
  intentId: string,
): Promise<DecisionToCarryOut | null> {
  const [row] = await queryRows(
    tx,
    sql`select intent_version, outcome, outcome_detail from decisions
      where id = ${decisionId}::uuid and intent_id = ${intentId}::uuid for update`,
    foundRow,
  );
  if (row === undefined) return null;
  const { intent_version: intentVersion, outcome, outcome_detail: outcomeDetail } = row;
  return { intentVersion, outcome, outcomeDetail };
}

/** Writes what became of a decision, in the transaction of its effect; one that has an outcome keeps it. */
export async function endDecision(
  tx: Database,
  decisionId: string,
  { outcome, detail }: { outcome: (typeof decisionOutcomes)[number]; detail: string },
): Promise<void> {
  await tx.execute(
    sql`update decisions set outcome = ${outcome}, outcome_detail = ${detail}, ended_at = now()
      where id = ${decisionId}::uuid and outcome is null`,
  );
}

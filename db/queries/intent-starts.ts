import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import { type IntentKind, intentKinds } from '../../domain/sagas/registry.ts';
import type { IntentStart } from '../../platform/orchestrator.ts';
import { type Database, queryRows } from '../database.ts';

/** Most unstarted intents read at once; the oldest come first. */
const unstartedMax = 1000;

/** What a start is made of, from `intents i` and `programs p`. */
export const startColumns: SQL = sql`i.id as intent_id, i.workflow_id, i.kind, p.slug as program_slug, i.traceparent`;

/**
 * Leaves out kinds that this version does not know: while a new version is rolled out its intents are its own
 * workers' business, and must not keep older ones from all the others.
 */
export const knownKind: SQL = sql`i.kind in ${[...intentKinds]}`;

/** A row of {@link startColumns}. */
export const startRow = z.object({
  intent_id: z.string(),
  workflow_id: z.string(),
  kind: z.string().transform((kind, context): IntentKind => {
    const known = intentKinds.find((candidate) => candidate === kind);
    if (known !== undefined) return known;
    context.addIssue(`unknown intent kind ${kind}`);
    return z.NEVER;
  }),
  program_slug: z.string(),
  traceparent: z.string().nullable(),
});

/** A row of {@link startColumns} as the orchestrator wants it. */
export function toStart(row: z.infer<typeof startRow>): IntentStart {
  return {
    workflowId: row.workflow_id,
    kind: row.kind,
    intentId: row.intent_id,
    programSlug: row.program_slug,
    traceparent: row.traceparent,
  };
}

/** The oldest intents that were accepted at least `olderThanMs` ago and not started; 1,000 at most. */
export async function unstartedIntents(db: Database, olderThanMs: number): Promise<IntentStart[]> {
  const rows = await queryRows(
    db,
    sql`select ${startColumns} from intents i join programs p on p.id = i.program_id
      where i.started_at is null and ${knownKind}
        and i.created_at < now() - make_interval(secs => ${olderThanMs / 1000})
      order by i.created_at limit ${unstartedMax}`,
    startRow,
  );
  return rows.map(toStart);
}

/** The intent of a workflow ID as it would be started, or null when it is final or there is none. */
export async function openIntentOf(db: Database, workflowId: string): Promise<IntentStart | null> {
  const [row] = await queryRows(
    db,
    sql`select ${startColumns} from intents i join programs p on p.id = i.program_id
      where i.workflow_id = ${workflowId} and i.state not in ('SETTLED', 'FAILED') and ${knownKind}`,
    startRow,
  );
  return row === undefined ? null : toStart(row);
}

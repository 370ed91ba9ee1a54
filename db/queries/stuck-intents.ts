import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import { type OpenState, openStates } from '../../domain/stuck-rules.ts';
import type { IntentStart } from '../../platform/orchestrator.ts';
import { type Database, queryRows } from '../database.ts';
import { knownKind, startColumns, startRow, toStart } from './intent-starts.ts';

/** Where a page of unchanged intents ended; the next begins after it. */
export interface UnchangedCursor {
  readonly state: OpenState;
  /** To the microsecond, as PostgreSQL writes it. */
  readonly updatedAt: string;
  readonly id: string;
}

/** An open intent that has not changed for a while. */
export interface UnchangedIntentRow {
  readonly start: IntentStart;
  readonly programId: string;
  readonly state: OpenState;
  readonly parked: boolean;
  readonly confirmations: number;
  /** Milliseconds since its last change of state. */
  readonly unchangedMs: number;
  /** Milliseconds from that change to the start of its newest run; negative when that was before. */
  readonly newestRunAfterMs: number;
  readonly cursor: UnchangedCursor;
}

/** Which page is asked for. */
export interface UnchangedPage {
  readonly after: UnchangedCursor | null;
  /** How long an intent must not have changed, by state. */
  readonly unchangedMs: (state: OpenState) => number;
  readonly limit: number;
}

const openState = z.enum(openStates);
const unchangedRow = startRow.extend({
  program_id: z.string(),
  state: openState,
  parked: z.boolean(),
  confirmations: z.number(),
  unchanged_ms: z.number(),
  newest_run_after_ms: z.number(),
  updated_at: z.string(),
});

/**
 * A page of the open intents that have not changed for a while, by state and then the longest unchanged first.
 * Reads the index of open intents alone, however many final ones there are.
 */
export async function unchangedIntents(
  db: Database,
  { after, unchangedMs, limit }: UnchangedPage,
): Promise<UnchangedIntentRow[]> {
  const ages = openStates.map(
    (state) => sql`when ${state} then ${unchangedMs(state) / 1000}::float8`,
  );
  const rows = await queryRows(
    db,
    sql`select ${startColumns}, i.program_id, i.state, i.parked, p.confirmations, i.updated_at::text as updated_at,
        (extract(epoch from now() - i.updated_at) * 1000)::float8 as unchanged_ms,
        (i.run_fence - extract(epoch from i.updated_at) * 1000)::float8 as newest_run_after_ms
      from intents i join programs p on p.id = i.program_id
      where i.state not in ('SETTLED', 'FAILED') and ${knownKind} and ${isAfter(after)}
        and i.updated_at < now() - make_interval(secs => case i.state ${sql.join(ages, sql` `)} end)
      order by i.state, i.updated_at, i.id limit ${limit}`,
    unchangedRow,
  );
  return rows.map((row) => ({
    start: toStart(row),
    programId: row.program_id,
    state: row.state,
    parked: row.parked,
    confirmations: row.confirmations,
    unchangedMs: row.unchanged_ms,
    newestRunAfterMs: row.newest_run_after_ms,
    cursor: { state: row.state, updatedAt: row.updated_at, id: row.intent_id },
  }));
}

function isAfter(cursor: UnchangedCursor | null): SQL {
  if (cursor === null) return sql`true`;
  return sql`(i.state, i.updated_at, i.id) > (${cursor.state}, ${cursor.updatedAt}::timestamptz, ${cursor.id}::uuid)`;
}

/** Which of the given intents are still open: read after their workflows were seen to be gone. */
export async function stillOpen(
  db: Database,
  intentIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await queryRows(
    db,
    sql`select id from intents
      where id in (select value::uuid from jsonb_array_elements_text(${JSON.stringify(intentIds)}::jsonb))
        and state not in ('SETTLED', 'FAILED')`,
    z.object({ id: z.string() }),
  );
  return new Set(rows.map(({ id }) => id));
}

/**
 * Closes what was reported of intents that have moved since, have ended, or wait for an operator now. Gives how
 * many findings that were.
 */
export async function closeMovedOn(db: Database): Promise<number> {
  const closed = await queryRows(
    db,
    sql`update findings f set closed_at = now(), close_reason = moved.reason
      from (
        select open.id, 'the intent is ' || i.state || case when i.parked then ', parked' else '' end as reason
          from findings open
            -- One look by key for each: joined freely, the planner may read all intents there are.
            cross join lateral (
              select state, parked, updated_at from intents where id = substr(open.subject, 8)::uuid offset 0
            ) i
          where open.code = 'INTENT_STUCK' and open.closed_at is null
            and (i.state in ('SETTLED', 'FAILED') or i.parked or i.updated_at > open.opened_at)
      ) moved
      where f.id = moved.id and f.closed_at is null
      returning f.id`,
    z.object({ id: z.string() }),
  );
  return closed.length;
}

import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import { intentStates } from '../../domain/intent-state.ts';
import { intentKinds } from '../../domain/sagas/registry.ts';
import { type Database, queryRows } from '../database.ts';
import { decisionOutcomes } from '../decisions.ts';
import { idsIn } from '../ids-in.ts';
import { abandonFacts, abandonFactsRow } from './abandon-facts.ts';

/** Decisions shown with an intent; older ones are in the audit log. */
const decisionsMax = 50;

const instant = z.coerce.date().transform((at) => at.toISOString());

const decisionRow = z.object({
  id: z.string(),
  type: z.enum(['retry', 'abandon']),
  operator: z.string(),
  reason: z.string(),
  created_at: instant,
  delivered_at: instant.nullable(),
  outcome: z.enum(decisionOutcomes).nullable(),
  outcome_detail: z.string().nullable(),
  ended_at: instant.nullable(),
});

const parkedRow = z.object({
  id: z.string(),
  kind: z.enum(intentKinds),
  state: z.enum(intentStates),
  program_slug: z.string(),
  wallet: z.string(),
  parked_reason: z.string().nullable(),
  parked_at: instant.nullable(),
  workflow_id: z.string(),
  decisions: z.array(decisionRow),
  ...abandonFactsRow.shape,
});

/** An intent as operators decide about it; `parked_reason` null: it is not parked any more. Decisions newest first. */
export type ParkedIntent = z.infer<typeof parkedRow>;

/** Which parked intents to list. */
export interface ParkedPage {
  /** A program's slug; null for all of `programIds`. */
  readonly program: string | null;
  /** The programs that may be shown; null for all. */
  readonly programIds: readonly string[] | null;
  readonly limit: number;
  /** Only those accepted before this one. */
  readonly before: string | null;
  readonly offset: number;
}

/** The intents that wait for an operator, the newest first, one more than the page takes where there are more. */
export function parkedIntents(
  db: Database,
  { program, programIds, limit, before, offset }: ParkedPage,
): Promise<ParkedIntent[]> {
  const older = before === null ? sql`true` : sql`i.id < ${before}::uuid`;
  const ofProgram = program === null ? sql`true` : sql`g.slug = ${program}`;
  const shown = programIds === null ? sql`true` : sql`i.program_id in (${idsIn(programIds)})`;
  // The states are named, so that the index of the open intents serves.
  return readIntents(
    db,
    sql`i.parked and i.state not in ('SETTLED', 'FAILED') and ${ofProgram} and ${shown} and ${older}
      order by i.id desc limit ${limit + 1} offset ${offset}`,
  );
}

/** One intent with what was decided about it, parked or not; null when there is none. */
export async function decidedIntent(db: Database, intentId: string): Promise<ParkedIntent | null> {
  const [intent] = await readIntents(db, sql`i.id = ${intentId}::uuid`);
  return intent ?? null;
}

function readIntents(db: Database, which: SQL): Promise<ParkedIntent[]> {
  return queryRows(
    db,
    sql`select i.id, i.kind, i.state, g.slug as program_slug, i.wallet, i.parked_reason, i.workflow_id,
        case when i.parked then (select max(t.at) from transitions t
          where t.intent_id = i.id and t.reason like 'parked: %') end as parked_at,
        f.slots_live, f.signed_call_live, d.decisions
      from intents i join programs g on g.id = i.program_id
      cross join lateral ${abandonFacts(sql`i.id`)} f
      cross join lateral (
        select coalesce(jsonb_agg(to_jsonb(n) order by n.id desc), '[]') as decisions from (
          select id, type, operator, reason, created_at, delivered_at, outcome, outcome_detail, ended_at
            from decisions where intent_id = i.id order by id desc limit ${decisionsMax}) n
      ) d
      where ${which}`,
    parkedRow,
  );
}

import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { openStates } from '../../domain/stuck-rules.ts';
import type { GaugeSource } from '../../platform/metrics.ts';
import { type Database, queryRows } from '../database.ts';

/** Counting stops here, so that a scrape costs the same however far behind the platform is. */
const countedMax = 10_000;

const openRow = z.object({ kind: z.string(), state: z.string(), found: z.number() });
const oldestRow = z.object({ state: z.string(), oldest: z.number() });
const waitingRow = z.object({ found: z.number(), oldest: z.number() });

/** Where the open intents stand, and how many starts wait for the orchestrator. Counts end at 10,000. */
export function intentGauges(db: Database): readonly GaugeSource[] {
  return [
    {
      name: 'quittance_open_intents',
      help: 'Intents that are not final, by kind and state (counted up to 10,000).',
      labelNames: ['kind', 'state'],
      read: async () =>
        (await openIntents(db, false)).map(({ kind, state, found }) => ({
          labels: { kind, state },
          value: found,
        })),
    },
    {
      name: 'quittance_parked_intents',
      help: 'Intents that wait for an operator, by kind and state (counted up to 10,000).',
      labelNames: ['kind', 'state'],
      read: async () =>
        (await openIntents(db, true)).map(({ kind, state, found }) => ({
          labels: { kind, state },
          value: found,
        })),
    },
    {
      name: 'quittance_open_intents_oldest_seconds',
      help: 'Time since the last change of the open intent, not parked, that has not changed for longest, by state.',
      labelNames: ['state'],
      read: async () =>
        (await oldestUnchanged(db)).map(({ state, oldest }) => ({
          labels: { state },
          value: oldest,
        })),
    },
    {
      name: 'quittance_workflow_starts_waiting',
      help: 'Accepted intents that the orchestrator has not taken yet (counted up to 10,000).',
      labelNames: [],
      read: async () => [{ labels: {}, value: (await startsWaiting(db)).found }],
    },
    {
      name: 'quittance_workflow_start_oldest_seconds',
      help: 'Age of the oldest accepted intent that the orchestrator has not taken yet.',
      labelNames: [],
      read: async () => [{ labels: {}, value: (await startsWaiting(db)).oldest }],
    },
  ];
}

async function openIntents(db: Database, parked: boolean) {
  return await queryRows(
    db,
    sql`select kind, state, count(*)::int as found from (
        select kind, state from intents
          where state not in ('SETTLED', 'FAILED') and (${!parked} or parked) limit ${countedMax}
      ) open group by kind, state`,
    openRow,
  );
}

/** The head of the index of open intents, per state. */
async function oldestUnchanged(db: Database) {
  return await queryRows(
    db,
    sql`select s.state, coalesce(extract(epoch from now() - o.updated_at), 0)::float8 as oldest
      from jsonb_array_elements_text(${JSON.stringify(openStates)}::jsonb) as s(state)
        left join lateral (
          select i.updated_at from intents i
            where i.state = s.state and i.state not in ('SETTLED', 'FAILED') and not i.parked
            order by i.updated_at limit 1
        ) o on true`,
    oldestRow,
  );
}

async function startsWaiting(db: Database): Promise<z.infer<typeof waitingRow>> {
  const [row] = await queryRows(
    db,
    sql`select count(*)::int as found,
        coalesce(extract(epoch from now() - min(created_at)), 0)::float8 as oldest from (
          select created_at from intents where started_at is null order by created_at limit ${countedMax}
        ) waiting`,
    waitingRow,
  );
  return row ?? { found: 0, oldest: 0 };
}

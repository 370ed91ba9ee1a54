import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { type Database, queryRows } from '../../db/database.ts';
import { type FindingCode, findingCodes } from '../../domain/finding-codes.ts';
import { formatTable } from './table.ts';

const findingsMax = 50;

const openRow = z.object({
  kind: z.string(),
  state: z.string(),
  open: z.number(),
  parked: z.number(),
  oldest: z.number(),
});
const findingRow = z.object({
  code: z.string(),
  subject: z.string(),
  detail: z.string(),
  seen: z.number(),
  since: z.string(),
});

/**
 * What is under way and what is not as it should be, as text: open intents by kind and state with the age of the
 * oldest, and the open findings with what to do about each.
 */
export async function workReport(db: Database): Promise<string> {
  return [await openIntents(db), await openFindings(db)].join('\n\n');
}

async function openIntents(db: Database): Promise<string> {
  const rows = await queryRows(
    db,
    sql`select kind, state, count(*)::int as open, count(*) filter (where parked)::int as parked,
        extract(epoch from now() - min(updated_at))::float8 as oldest
      from intents where state not in ('SETTLED', 'FAILED') group by kind, state order by kind, state`,
    openRow,
  );
  if (rows.length === 0) return 'No intent is open.';
  const header = ['open intents', 'state', 'number', 'parked', 'longest unchanged'];
  return formatTable(
    header,
    rows.map(({ kind, state, open, parked, oldest }) => [
      kind,
      state,
      String(open),
      parked === 0 ? '' : String(parked),
      lasting(oldest),
    ]),
  );
}

async function openFindings(db: Database): Promise<string> {
  const rows = await queryRows(
    db,
    sql`select code, subject, detail, seen, to_char(opened_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI') || ' UTC' as since
      from findings where closed_at is null order by opened_at desc limit ${findingsMax}`,
    findingRow,
  );
  if (rows.length === 0) return 'No finding is open.';
  const lines = rows.map(({ code, subject, detail, seen, since }) => {
    const { severity, remedy } = entryOf(code);
    return `${severity} ${code} ${subject}, since ${since}, seen ${seen} times\n  ${detail}\n  ${remedy}`;
  });
  const more = rows.length === findingsMax ? `\nThe newest ${findingsMax}; there may be more.` : '';
  return `Open findings:\n${lines.join('\n')}${more}`;
}

/** The database may have been written to by a newer version. */
function entryOf(code: string) {
  return isFindingCode(code)
    ? findingCodes[code]
    : { severity: 'unknown', remedy: 'A newer version reported this: ask its doctor.' };
}

function isFindingCode(code: string): code is FindingCode {
  return Object.hasOwn(findingCodes, code);
}

function lasting(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return `${Math.round(seconds / 3600)} h`;
}

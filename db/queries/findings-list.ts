import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { type FindingCode, findingCodes } from '../../domain/finding-codes.ts';
import type { GaugeSource } from '../../platform/metrics.ts';
import { type Database, queryRows } from '../database.ts';
import { idsIn } from '../ids-in.ts';

/** Counting stops here, so that a scrape costs the same however much is wrong. */
const countedMax = 10_000;

const instant = z.coerce.date().transform((at) => at.toISOString());

const findingRow = z.object({
  id: z.string(),
  code: z.string(),
  subject: z.string(),
  program_slug: z.string().nullable(),
  detail: z.string(),
  seen: z.number(),
  opened_at: instant,
  last_seen_at: instant,
  closed_at: instant.nullable(),
  close_reason: z.string().nullable(),
});

/** Something that is, or was, not as it should be. */
export type FoundFinding = z.infer<typeof findingRow>;

/** Which findings to list. */
export interface FindingsPage {
  /** Those that are over, too. */
  readonly all: boolean;
  /** The programs whose findings may be shown; null for all, and for those of the platform itself. */
  readonly programIds: readonly string[] | null;
  readonly limit: number;
  /** Only those opened before this one. */
  readonly before: string | null;
  readonly offset: number;
}

/** Findings, the newest first, one more than the page takes where there are more. */
export function findingsPage(
  db: Database,
  { all, programIds, limit, before, offset }: FindingsPage,
): Promise<FoundFinding[]> {
  const older = before === null ? sql`true` : sql`f.id < ${before}::uuid`;
  const shown = programIds === null ? sql`true` : sql`f.program_id in (${idsIn(programIds)})`;
  return queryRows(
    db,
    sql`select f.id, f.code, f.subject, g.slug as program_slug, f.detail, f.seen, f.opened_at, f.last_seen_at,
        f.closed_at, f.close_reason
      from findings f left join programs g on g.id = f.program_id
      where (${all} or f.closed_at is null) and ${shown} and ${older}
      order by f.id desc limit ${limit + 1} offset ${offset}`,
    findingRow,
  );
}

/** What the table knows of a finding's code; a newer release may have written one that this one does not know. */
export function findingFacts(code: string): (typeof findingCodes)[FindingCode] | null {
  return isFindingCode(code) ? findingCodes[code] : null;
}

function isFindingCode(code: string): code is FindingCode {
  return Object.hasOwn(findingCodes, code);
}

/** How many findings are open, by code and severity. */
export function findingGauges(db: Database): readonly GaugeSource[] {
  return [
    {
      name: 'quittance_open_findings',
      help: 'Findings that are not closed, by code and severity (counted up to 10,000).',
      labelNames: ['code', 'severity'],
      read: async () =>
        (await countOpen(db)).map(({ code, found }) => ({
          labels: { code, severity: findingFacts(code)?.severity ?? 'unknown' },
          value: found,
        })),
    },
  ];
}

function countOpen(db: Database) {
  return queryRows(
    db,
    sql`select code, count(*)::int as found from (
        select code from findings where closed_at is null limit ${countedMax}
      ) open group by code`,
    z.object({ code: z.string(), found: z.number() }),
  );
}

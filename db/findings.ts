import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { FindingCode } from '../domain/finding-codes.ts';
import { newId } from '../domain/ids.ts';
import { type Database, queryRows } from './database.ts';

/** Something that is not as it should be. */
export interface NewFinding {
  readonly code: FindingCode;
  /** What it is about: `intent:<id>`, `slot:<id>`, `wallet:<address>`, `chain:<id>`. */
  readonly subject: string;
  /** Null where it concerns the whole platform. */
  readonly programId: string | null;
  readonly detail: string;
}

/**
 * Reports findings: opens those that are new and counts those that are open already, so that reporting
 * may be repeated. Gives the number that are new.
 */
export async function reportFindings(
  db: Database,
  findings: readonly NewFinding[],
): Promise<number> {
  if (findings.length === 0) return 0;
  const rows = new Map(findings.map((finding) => [`${finding.code} ${finding.subject}`, finding]));
  const input = [...rows.values()]
    .sort((a, b) => (a.subject < b.subject ? -1 : 1))
    .map((finding) => ({ id: newId(), ...finding }));
  const reported = await queryRows(
    db,
    sql`insert into findings (id, program_id, code, subject, detail)
      select f.id, f."programId", f.code, f.subject, f.detail
        from jsonb_to_recordset(${JSON.stringify(input)}::jsonb)
          as f(id uuid, "programId" uuid, code text, subject text, detail text)
      on conflict (code, subject) where closed_at is null
        do update set seen = findings.seen + 1, last_seen_at = now(), detail = excluded.detail
      returning seen`,
    z.object({ seen: z.number() }),
  );
  return reported.filter((row) => row.seen === 1).length;
}

/** Closes the open findings of a code, about one subject or (without) about all; gives how many were closed. */
export async function closeFindings(
  db: Database,
  { code, subject, reason }: { code: FindingCode; subject?: string; reason: string },
): Promise<number> {
  const closed = await queryRows(
    db,
    sql`update findings set closed_at = now(), close_reason = ${reason}
      where code = ${code} and closed_at is null and (${subject ?? null}::text is null or subject = ${subject ?? null})
      returning id`,
    z.object({ id: z.string() }),
  );
  return closed.length;
}

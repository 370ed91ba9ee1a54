import { type SQL, sql } from 'drizzle-orm';
import { validate } from 'uuid';
import { z } from 'zod';
import { type Database, queryRows } from '../database.ts';
import { idsIn } from '../ids-in.ts';

const instant = z.coerce.date().transform((at) => at.toISOString());

const keyRow = z.object({
  id: z.string(),
  operator_id: z.string(),
  operator_name: z.string(),
  name: z.string(),
  prefix: z.string(),
  created_at: instant,
  expires_at: instant,
  revoked_at: instant.nullable(),
  last_used_at: instant.nullable(),
});

/** A key of an operator, without what it is. */
export type FoundApiKey = z.infer<typeof keyRow>;

/** Which keys to list. */
export interface ApiKeysPage {
  /** Whose keys are shown in any case. */
  readonly self: string;
  /** Besides, those of operators whose roles are all in these programs; null for everybody's. */
  readonly programIds: readonly string[] | null;
  /** Only this operator's; null for all that may be shown. */
  readonly operatorId: string | null;
  readonly limit: number;
  /** Only those made before this one. */
  readonly before: string | null;
  readonly offset: number;
}

/** Keys, the newest first, one more than the page takes where there are more. */
export function apiKeysPage(db: Database, page: ApiKeysPage): Promise<FoundApiKey[]> {
  const { self, programIds, operatorId, limit, before, offset } = page;
  const older = before === null ? sql`true` : sql`k.id < ${before}::uuid`;
  const of = operatorId === null ? sql`true` : sql`k.operator_id = ${operatorId}::uuid`;
  const managed =
    programIds === null
      ? sql`true`
      : sql`(exists (select from operator_roles r where r.operator_id = k.operator_id)
          and not exists (select from operator_roles r where r.operator_id = k.operator_id
            and (r.program_id is null or r.program_id not in (${idsIn(programIds)}))))`;
  return readKeys(
    db,
    sql`${older} and ${of} and (k.operator_id = ${self}::uuid or ${managed})
      order by k.id desc limit ${limit + 1} offset ${offset}`,
  );
}

/** One key; null for an id that is no key's, whatever its form. */
export async function apiKeyById(db: Database, id: string): Promise<FoundApiKey | null> {
  if (!validate(id)) return null;
  const [found] = await readKeys(db, sql`k.id = ${id}::uuid`);
  return found ?? null;
}

function readKeys(db: Database, which: SQL): Promise<FoundApiKey[]> {
  return queryRows(
    db,
    sql`select k.id, k.operator_id, o.name as operator_name, k.name, k.prefix, k.created_at, k.expires_at,
        k.revoked_at, k.last_used_at
      from api_keys k join operators o on o.id = k.operator_id
      where ${which}`,
    keyRow,
  );
}

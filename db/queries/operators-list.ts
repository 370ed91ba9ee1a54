import { type SQL, sql } from 'drizzle-orm';
import { validate } from 'uuid';
import { z } from 'zod';
import { operatorRoleNames } from '../../domain/operator-roles.ts';
import { type Database, queryRows } from '../database.ts';
import { idsIn } from '../ids-in.ts';

const instant = z.coerce.date().transform((at) => at.toISOString());

const operatorRow = z.object({
  id: z.string(),
  name: z.string(),
  created_at: instant,
  disabled_at: instant.nullable(),
  roles: z.array(
    z.object({
      role: z.enum(operatorRoleNames),
      programId: z.string().nullable(),
      program: z.string().nullable(),
      grantedAt: instant,
    }),
  ),
});

/** An operator with its roles. */
export type FoundOperator = z.infer<typeof operatorRow>;

/** Which operators to list. */
export interface OperatorsPage {
  /** Those with a role in these programs, and their roles there; null for all. */
  readonly programIds: readonly string[] | null;
  readonly limit: number;
  /** Only those made before this one. */
  readonly before: string | null;
  readonly offset: number;
}

/** Operators, the newest first, one more than the page takes where there are more. */
export function operatorsPage(
  db: Database,
  { programIds, limit, before, offset }: OperatorsPage,
): Promise<FoundOperator[]> {
  const older = before === null ? sql`true` : sql`o.id < ${before}::uuid`;
  const shown = programIds === null ? sql`true` : sql`jsonb_array_length(r.roles) > 0`;
  return readOperators(db, {
    which: sql`${older} and ${shown} order by o.id desc limit ${limit + 1} offset ${offset}`,
    programIds,
  });
}

/** One operator with all roles; null for an id that is no operator's, whatever its form. */
export async function operatorById(db: Database, id: string): Promise<FoundOperator | null> {
  if (!validate(id)) return null;
  const [found] = await readOperators(db, { which: sql`o.id = ${id}::uuid`, programIds: null });
  return found ?? null;
}

interface OperatorsRead {
  readonly which: SQL;
  readonly programIds: readonly string[] | null;
}

function readOperators(
  db: Database,
  { which, programIds }: OperatorsRead,
): Promise<FoundOperator[]> {
  const ofPrograms = programIds === null ? sql`true` : sql`g.program_id in (${idsIn(programIds)})`;
  return queryRows(
    db,
    sql`select o.id, o.name, o.created_at, o.disabled_at, r.roles
      from operators o cross join lateral (
        select coalesce(jsonb_agg(jsonb_build_object('role', g.role, 'programId', g.program_id, 'program', p.slug,
            'grantedAt', g.granted_at) order by g.program_id nulls first, g.role), '[]') as roles
          from operator_roles g left join programs p on p.id = g.program_id
          where g.operator_id = o.id and ${ofPrograms}
      ) r
      where ${which}`,
    operatorRow,
  );
}

import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { type Database, queryRows } from './database.ts';

/**
 * Revokes those keys of an operator that somebody else made who may hand out no keys for it any more, since the operator
 * has a role now where the maker is no owner: a key carries all roles, and who made it may know it. Keys made by the
 * platform's own commands stay. To be called with the operator locked, after its roles have changed.
 * @returns the keys' ids.
 */
export async function revokePlantedKeys(tx: Database, operatorId: string): Promise<string[]> {
  const revoked = await queryRows(
    tx,
    sql`update api_keys k set revoked_at = now()
      where k.operator_id = ${operatorId}::uuid and k.revoked_at is null
        and exists (
          select from audit_log l
          where l.action = 'key.create' and l.subject = 'key:' || k.id
            and l.actor like 'operator:%' and l.actor <> 'operator:' || k.operator_id
            and exists (
              select from operator_roles r
              where r.operator_id = k.operator_id and not exists (
                select from operator_roles m
                where 'operator:' || m.operator_id = l.actor and m.role = 'owner'
                  and (m.program_id is null or m.program_id = r.program_id)
              )
            )
        )
      returning k.id`,
    z.object({ id: z.string() }),
  );
  return revoked.map(({ id }) => id);
}

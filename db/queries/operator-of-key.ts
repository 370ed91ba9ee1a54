import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { operatorRoleNames } from '../../domain/operator-roles.ts';
import { type Database, queryRows } from '../database.ts';

/** The use of a key is written down this seldom, so that reading costs no write each time. */
const useNotedEverySeconds = 60;

const keyRow = z.object({
  key_id: z.string(),
  key_hash: z.string(),
  in_force: z.boolean(),
  use_due: z.boolean(),
  operator_id: z.string(),
  name: z.string(),
  roles: z.array(z.object({ role: z.enum(operatorRoleNames), programId: z.string().nullable() })),
});

/** An operator's key with the operator and all roles; `in_force` is false when it expired, was revoked or its operator disabled. */
export type FoundKey = z.infer<typeof keyRow>;

/** The key with this SHA-256 (hex), or null. */
export async function operatorOfKey(db: Database, keyHash: string): Promise<FoundKey | null> {
  const [row] = await queryRows(
    db,
    sql`select k.id as key_id, k.key_hash, o.id as operator_id, o.name,
        k.expires_at > now() and k.revoked_at is null and o.disabled_at is null as in_force,
        k.last_used_at is null or k.last_used_at < now() - make_interval(secs => ${useNotedEverySeconds}) as use_due,
        coalesce((select jsonb_agg(jsonb_build_object('role', r.role, 'programId', r.program_id))
          from operator_roles r where r.operator_id = o.id), '[]') as roles
      from api_keys k join operators o on o.id = k.operator_id
      where k.key_hash = ${keyHash}`,
    keyRow,
  );
  return row ?? null;
}

/** Notes that a key is being used. */
export async function noteKeyUse(db: Database, keyId: string): Promise<void> {
  await db.execute(sql`update api_keys set last_used_at = now() where id = ${keyId}::uuid
    and (last_used_at is null or last_used_at < now() - make_interval(secs => ${useNotedEverySeconds}))`);
}

/** Whether anybody was ever given a key. */
export async function anyKeyExists(db: Database): Promise<boolean> {
  const [row] = await queryRows(
    db,
    sql`select exists (select from api_keys) as found`,
    z.object({ found: z.boolean() }),
  );
  return row?.found === true;
}

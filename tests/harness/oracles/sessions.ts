/** What a process has left in PostgreSQL. */
import { z } from 'zod';
import { withClient } from '../../../ops/stack/postgres-roles.ts';
import type { RealPlatform } from '../worlds/real-platform.ts';

const left = z.object({ sessions: z.number(), strangers: z.number(), prepared: z.number() });

/**
 * How many sessions an application has, how many locks on rows, tables and keys anybody holds whose session
 * is not an observer's, and how many transactions were left prepared.
 */
export async function leftInDatabase(platform: RealPlatform, applicationName: string) {
  return await withClient(platform.stack.postgres.adminUrl, async (admin) => {
    const { rows } = await admin.query(
      `select
        (select count(*)::int from pg_stat_activity where application_name = $1) as sessions,
        (select count(*)::int from pg_locks l left join pg_stat_activity a on a.pid = l.pid
          where l.pid <> pg_backend_pid() and (a.pid is null or a.application_name = $1)) as strangers,
        (select count(*)::int from pg_prepared_xacts) as prepared`,
      [applicationName],
    );
    return left.parse(rows[0]);
  });
}

/** A process that has ended in good order has left this. */
export const nothing = { sessions: 0, strangers: 0, prepared: 0 };

import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { StackError } from './stack-error.ts';

/** Owns the tables and runs migrations. */
export const ownerRole = 'quittance_owner';
/** What API and worker log in as: owns nothing, row-level security holds for it. */
export const appRole = 'quittance_app';

/** A database by its two roles. */
export interface DatabaseUrls {
  readonly ownerUrl: string;
  readonly appUrl: string;
}

/** The passwords of the two roles. */
export interface RolePasswords {
  readonly owner: string;
  readonly app: string;
}

/** A password that needs no escaping in a URL. */
export function newPassword(): string {
  return randomBytes(24).toString('hex');
}

/**
 * Makes both roles, or brings their rights and passwords back to what they shall be. Harmless to repeat.
 * @throws pg.DatabaseError when the login may not make roles.
 */
export async function ensureRoles(adminUrl: string, passwords: RolePasswords): Promise<void> {
  const rights = 'login nosuperuser nocreatedb nocreaterole noreplication nobypassrls';
  await withClient(adminUrl, async (client) => {
    for (const [role, password] of [
      [ownerRole, passwords.owner],
      [appRole, passwords.app],
    ] as const) {
      const known = await client.query('select 1 from pg_roles where rolname = $1', [role]);
      const verb = known.rowCount === 0 ? 'create' : 'alter';
      await client.query(
        `${verb} role ${role} ${rights} password ${client.escapeLiteral(password)}`,
      );
    }
  });
}

/**
 * Makes the database where it is missing: owned by the owner's role, open to both roles and nobody
 * else. `template` is a database to copy. Gives false when it existed.
 */
export async function ensureDatabase(
  adminUrl: string,
  name: string,
  template = 'template1',
): Promise<boolean> {
  return withClient(adminUrl, async (client) => {
    const known = await client.query('select 1 from pg_database where datname = $1', [name]);
    const database = client.escapeIdentifier(name);
    if (known.rowCount === 0) {
      const source = client.escapeIdentifier(template);
      await client.query(`create database ${database} owner ${ownerRole} template ${source}`);
    }
    await client.query(`revoke all on database ${database} from public`);
    await client.query(`grant connect on database ${database} to ${appRole}`);
    return known.rowCount === 0;
  });
}

/** Removes a database and whoever is connected to it. */
export async function dropDatabase(adminUrl: string, name: string): Promise<void> {
  await withClient(adminUrl, async (client) => {
    await client.query(`drop database if exists ${client.escapeIdentifier(name)} with (force)`);
  });
}

/** The error of a login that was refused, undefined when it works. */
export async function loginError(url: string): Promise<Error | undefined> {
  try {
    await withClient(url, async () => undefined);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new StackError(String(error), { remedy: '' });
  }
}

/** Opens one connection, hands it over and closes it. */
export async function withClient<T>(
  url: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  client.on('error', () => undefined); // reported by the query that fails
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

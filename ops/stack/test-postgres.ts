import { randomBytes } from 'node:crypto';
import { postgresPart } from './postgres.ts';
import {
  appRole,
  type DatabaseUrls,
  dropDatabase,
  ensureDatabase,
  ensureRoles,
  newPassword,
  ownerRole,
  type RolePasswords,
} from './postgres-roles.ts';

/** What a test needs to make databases on a running test server; plain data, so that it can cross processes. */
export interface TestPostgresAddress {
  /** The superuser's login: for looking on, never for the code under test. */
  readonly adminUrl: string;
  readonly passwords: RolePasswords;
}

/** A fresh database of a test server. */
export interface TestDatabase extends DatabaseUrls {
  readonly name: string;
  readonly adminUrl: string;
}

/** A PostgreSQL server of a test, with both roles and no database yet. */
export interface TestPostgres extends TestPostgresAddress {
  /** A new empty database, or a copy of `template` (to which nobody may be connected). */
  createDatabase(template?: string): Promise<TestDatabase>;
  dropDatabase(name: string): Promise<void>;
  /** Stops it, which ends every connection, and starts it again with its data. */
  restart(): Promise<void>;
}

/** The part and its handle for a port. Without `durable` it does not wait for the disk. */
export function testPostgres(place: { port: number; folder: string; durable: boolean }) {
  const superuserPassword = newPassword();
  const adminUrl = `postgres://postgres:${superuserPassword}@127.0.0.1:${place.port}/postgres`;
  const part = postgresPart({
    endpoint: { host: '127.0.0.1', port: place.port },
    folder: place.folder,
    superuserPassword,
    logins: [adminUrl],
    durable: place.durable,
  });
  const handle = async (): Promise<Omit<TestPostgres, 'restart'>> => {
    const passwords = { owner: newPassword(), app: newPassword() };
    await ensureRoles(adminUrl, passwords);
    const address = { adminUrl, passwords };
    return {
      ...address,
      createDatabase: (template) => createTestDatabase(address, template),
      dropDatabase: (name) => dropDatabase(adminUrl, name),
    };
  };
  return { part, handle };
}

/** Makes a database of its own on a running test server, also from another process than the server's owner. */
export async function createTestDatabase(
  address: TestPostgresAddress,
  template?: string,
): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await ensureDatabase(address.adminUrl, name, template);
  const urlFor = (role: string, password: string) => {
    const url = new URL(address.adminUrl);
    url.username = role;
    url.password = password;
    url.pathname = `/${name}`;
    return url.href;
  };
  return {
    name,
    adminUrl: urlFor('postgres', new URL(address.adminUrl).password),
    ownerUrl: urlFor(ownerRole, address.passwords.owner),
    appUrl: urlFor(appRole, address.passwords.app),
  };
}

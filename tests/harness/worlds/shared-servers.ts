/**
 * What all suites of a run share: a PostgreSQL with a migrated template database, a Temporal server with more
 * namespaces than there are files, and the bundled programs. Whoever starts the run starts them, `npm run test:ci` or
 * the set-up of a vitest project, and names them in the environment; a suite takes a database and a namespace of its own.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { migratePostgres } from '../../../db/migrate.ts';
import {
  createTestDatabase,
  type TestDatabase,
  type TestPostgresAddress,
} from '../../../ops/stack/test-postgres.ts';
import { startTestStack } from '../../../ops/stack/test-stack.ts';
import { bundlePrograms } from './bundled-programs.ts';

const variable = 'QUITTANCE_TEST_SERVERS';
/** Each file that wants one takes one and nobody gives one back, so that no workflow of an earlier file is in it. */
const namespacesMax = 48;

const sharedServers = z.object({
  postgres: z.object({
    adminUrl: z.string(),
    passwords: z.object({ owner: z.string(), app: z.string() }),
    /** A migrated database that nobody is connected to. */
    template: z.string(),
  }),
  temporal: z.object({ address: z.string(), namespaces: z.array(z.string()) }),
  programs: z.object({ api: z.string(), worker: z.string() }),
  /** A folder per namespace that is taken. */
  leases: z.string(),
});
export type SharedServers = z.infer<typeof sharedServers>;

/** A Temporal server and a namespace of it that has our search attributes. */
export interface TemporalPlace {
  readonly address: string;
  readonly namespace: string;
}

/**
 * Starts them and names them in this process's environment, which the test processes inherit; disposing ends them.
 * @throws StackError when one can not be had or started; then nothing stays behind.
 */
export async function startSharedServers(): Promise<AsyncDisposable> {
  const namespaces = Array.from({ length: namespacesMax }, (_, index) => `suite-${index + 1}`);
  const stack = await startTestStack(['postgres', 'temporal'], { namespaces });
  try {
    const { adminUrl, passwords } = stack.postgres;
    const [template, programs] = await Promise.all([
      migratedTemplate({ adminUrl, passwords }),
      bundlePrograms(join(stack.folder, 'programs')),
    ]);
    const leases = join(stack.folder, 'leases');
    mkdirSync(leases);
    const { address } = stack.temporal;
    const shared: SharedServers = {
      postgres: { adminUrl, passwords, template },
      temporal: { address, namespaces },
      programs,
      leases,
    };
    const file = join(stack.folder, 'servers.json');
    writeFileSync(file, JSON.stringify(shared), { mode: 0o600 });
    process.env[variable] = file;
  } catch (error) {
    await stack[Symbol.asyncDispose]();
    throw error;
  }
  return {
    async [Symbol.asyncDispose]() {
      delete process.env[variable];
      await stack[Symbol.asyncDispose]();
    },
  };
}

/** The servers of this run; undefined where nobody started any, as in a benchmark. */
export function sharedServersIfAny(): SharedServers | undefined {
  const file = process.env[variable];
  return file === undefined
    ? undefined
    : sharedServers.parse(JSON.parse(readFileSync(file, 'utf8')));
}

/** The servers of this run. @throws Error where nobody started any. */
export function requireSharedServers(): SharedServers {
  const shared = sharedServersIfAny();
  if (shared === undefined) throw new Error(`Expected ${variable} to name the shared servers`);
  return shared;
}

/** Takes a namespace that nobody else of this run has had. @throws Error when all were taken. */
export function takeNamespace(shared: SharedServers = requireSharedServers()): TemporalPlace {
  const { address, namespaces } = shared.temporal;
  for (const namespace of namespaces) {
    if (isFirst(join(shared.leases, namespace))) return { address, namespace };
  }
  throw new Error(`Expected fewer than ${namespaces.length} suites to want a namespace`);
}

/** A migrated database of its own. */
export function takeDatabase(
  shared: SharedServers = requireSharedServers(),
): Promise<TestDatabase> {
  return createTestDatabase(shared.postgres, shared.postgres.template);
}

async function migratedTemplate(address: TestPostgresAddress): Promise<string> {
  const database = await createTestDatabase(address);
  await migratePostgres(database.ownerUrl);
  return database.name;
}

function isFirst(folder: string): boolean {
  try {
    mkdirSync(folder);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

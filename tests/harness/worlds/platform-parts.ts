/** The servers under a platform of REAL mode: those that every suite has to itself, and those that all share. */
import { migratePostgres } from '../../../db/migrate.ts';
import type { TestDatabase, TestPostgres } from '../../../ops/stack/test-postgres.ts';
import {
  startTestStack,
  type TestStack,
  type TestStackOptions,
  type TestTemporal,
} from '../../../ops/stack/test-stack.ts';
import type { BundledPrograms } from './bundled-programs.ts';
import {
  type SharedServers,
  sharedServersIfAny,
  takeDatabase,
  takeNamespace,
} from './shared-servers.ts';

/** Servers that suites share, each with a database and a namespace of its own. */
export const sharedParts = ['postgres', 'temporal'] as const;
export type SharedPart = (typeof sharedParts)[number];

/** What a platform is opened on. */
export interface PlatformParts {
  readonly stack: TestStack;
  /** Migrated. */
  readonly database: TestDatabase;
  /** API and worker, as scripts. */
  readonly programs: BundledPrograms;
}

/** API and worker as users start them. */
const sources: BundledPrograms = { api: 'api/main.ts', worker: 'worker/main.ts' };

/**
 * Starts Redis and Anvil, which are up in a moment and whose state no two suites could share, and what of the other
 * servers is to be the suite's own. Without servers to share, all are its own, and the programs are the sources.
 * @throws StackError when one can not be had or started; then nothing stays behind.
 */
export async function startParts({
  own = [],
  ...options
}: TestStackOptions & { readonly own?: readonly SharedPart[] }): Promise<PlatformParts> {
  const shared = sharedServersIfAny();
  const owned = shared === undefined ? sharedParts : own;
  const started = await startTestStack(['redis', 'anvil', ...owned], options);
  try {
    if (shared === undefined) {
      return { stack: started, database: await ownDatabase(started.postgres), programs: sources };
    }
    const stack = withShared(started, { shared, owned });
    const isOwn = owned.includes('postgres');
    const database = isOwn ? await ownDatabase(stack.postgres) : await takeDatabase(shared);
    return { stack, database, programs: shared.programs };
  } catch (error) {
    await started[Symbol.asyncDispose]();
    throw error;
  }
}

async function ownDatabase(postgres: TestPostgres): Promise<TestDatabase> {
  const database = await postgres.createDatabase();
  await migratePostgres(database.ownerUrl);
  return database;
}

interface Sharing {
  readonly shared: SharedServers;
  readonly owned: readonly SharedPart[];
}

/** A stack whose missing parts are those that all share. */
function withShared(started: TestStack, { shared, owned }: Sharing): TestStack {
  const postgres = owned.includes('postgres') ? started.postgres : sharedPostgres(shared);
  const temporal = owned.includes('temporal') ? started.temporal : sharedTemporal(shared);
  return {
    postgres,
    temporal,
    redis: started.redis,
    anvil: started.anvil,
    folder: started.folder,
    [Symbol.asyncDispose]: () => started[Symbol.asyncDispose](),
  };
}

function sharedPostgres({ postgres: { adminUrl, passwords } }: SharedServers): TestPostgres {
  const refuse = async () => notOwn('postgres');
  return { adminUrl, passwords, createDatabase: refuse, dropDatabase: refuse, restart: refuse };
}

function sharedTemporal(shared: SharedServers): TestTemporal {
  const refuse = () => notOwn('temporal');
  return { ...takeNamespace(shared), pause: async () => refuse(), resume: refuse };
}

/** Others use it, too. */
function notOwn(part: SharedPart): never {
  throw new Error(
    `Expected ${part} to be the suite's own: startRealPlatform({ own: ['${part}'] })`,
  );
}

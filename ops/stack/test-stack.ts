import { mkdirSync } from 'node:fs';
import type { PartName } from './part.ts';
import { makeLocalHome } from './paths.ts';
import { type Pausable, pausable } from './pausable.ts';
import { stopProcess } from './processes.ts';
import { removeOrphanStacks, testStacksHome } from './reaper.ts';
import { redisPart } from './redis.ts';
import { registerSearchAttributes } from './search-attributes.ts';
import { temporalPart } from './temporal.ts';
import { type TestAnvil, testAnvil } from './test-anvil.ts';
import { TestBench } from './test-bench.ts';
import { type TestPostgres, testPostgres } from './test-postgres.ts';

/** Options of {@link startTestStack}. */
export interface TestStackOptions {
  /** Seconds between Anvil's blocks; 0 mines one per transaction. @default 0 */
  readonly blockTimeS?: number;
  /** Postgres waits for the disk at every commit, as in production: for measurements. @default false */
  readonly durable?: boolean;
  /** Namespaces that Temporal has besides `default`, each with our search attributes. */
  readonly namespaces?: readonly string[];
}

/** A Redis server of a test. */
export interface TestRedis extends Pausable {
  readonly url: string;
  /** Kills it without saving. */
  kill(): Promise<void>;
  /** Starts it again where it was, with the data of its last snapshot; pausing stays with the first one. */
  restart(): Promise<void>;
}

/** A Temporal server of a test: in memory, our search attributes registered. */
export interface TestTemporal extends Pausable {
  readonly address: string;
  readonly namespace: string;
}

/** Fresh servers of one test. Asking for a part that was not started throws. */
export interface TestStack extends AsyncDisposable {
  readonly postgres: TestPostgres;
  readonly redis: TestRedis;
  readonly temporal: TestTemporal;
  readonly anvil: TestAnvil;
  /** Log files and data live here until the stack is closed. */
  readonly folder: string;
}

interface Handles {
  postgres?: TestPostgres;
  redis?: TestRedis;
  temporal?: TestTemporal;
  anvil?: TestAnvil;
}

/**
 * Starts the named parts on free ports with empty data, side by side. They end when the stack is disposed
 * of, and also when the test's process is killed. QUITTANCE_STACK_SOURCES restricts where programs come from.
 * @throws StackError when a part cannot be had or started; then nothing stays behind.
 */
export async function startTestStack(
  parts: readonly PartName[],
  options: TestStackOptions = {},
): Promise<TestStack> {
  makeLocalHome();
  const home = testStacksHome();
  mkdirSync(home, { recursive: true });
  await removeOrphanStacks();
  const bench = new TestBench(home);
  const handles: Handles = {};
  const outcomes = await Promise.allSettled(
    [...new Set(parts)].map((name) => starters[name](bench, handles, options)),
  );
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed === undefined) return stackOf(bench, handles);
  await bench.close();
  throw failed.reason;
}

type Starter = (bench: TestBench, handles: Handles, options: TestStackOptions) => Promise<void>;

const starters: Readonly<Record<PartName, Starter>> = {
  postgres: async (bench, handles, { durable = false }) => {
    const { made, restart } = await bench.start((port, folder) =>
      testPostgres({ port, folder, durable }),
    );
    handles.postgres = { ...(await made.handle()), restart };
  },
  redis: async (bench, handles) => {
    const { made, process, restart } = await bench.start((port, folder) => {
      const url = `redis://127.0.0.1:${port}`;
      return { url, part: redisPart({ endpoint: { host: '127.0.0.1', port }, url, folder }) };
    });
    handles.redis = {
      url: made.url,
      kill: async () => {
        await stopProcess(process, 0);
      },
      restart,
      ...pausable(process),
    };
  },
  temporal: async (bench, handles, { namespaces = [] }) => {
    const namespace = 'default';
    const { made, process } = await bench.start((port, folder) => {
      const endpoint = { host: '127.0.0.1', port };
      return {
        part: temporalPart({
          ...{ endpoint, namespace, folder },
          uiPort: undefined,
          durable: false,
          moreNamespaces: namespaces,
        }),
      };
    });
    const { address } = made.part;
    await registerSearchAttributes({ address, namespace });
    handles.temporal = { address, namespace, ...pausable(process) };
  },
  anvil: async (bench, handles, { blockTimeS = 0 }) => {
    const { made, process } = await bench.start((port, folder) =>
      testAnvil({ port, folder, blockTimeS }),
    );
    handles.anvil = made.handle(process);
  },
};

function stackOf(bench: TestBench, handles: Handles): TestStack {
  const required = <T>(handle: T | undefined, name: PartName): T => {
    if (handle === undefined) throw new Error(`the test stack was started without ${name}`);
    return handle;
  };
  return {
    folder: bench.folder,
    get postgres() {
      return required(handles.postgres, 'postgres');
    },
    get redis() {
      return required(handles.redis, 'redis');
    },
    get temporal() {
      return required(handles.temporal, 'temporal');
    },
    get anvil() {
      return required(handles.anvil, 'anvil');
    },
    [Symbol.asyncDispose]: () => bench.close(),
  };
}

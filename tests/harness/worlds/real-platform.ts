/**
 * The platform of REAL mode: PostgreSQL, Redis, Temporal and Anvil from the local stack, migrated and with the default
 * program open; API and worker as processes of their own.
 */
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generatePrivateKey } from 'viem/accounts';
import type { ChainEndpoint } from '../../../chain/chain-client.ts';
import { deployContracts } from '../../../chain/deploy.ts';
import { developmentAccounts } from '../../../chain/development-keys.ts';
import { createLocalSigner } from '../../../chain/local-signer.ts';
import { registerChain } from '../../../chain/register-chain.ts';
import { createChain } from '../../../chain/viem-chain.ts';
import type { Database } from '../../../db/database.ts';
import { openPostgres } from '../../../db/postgres.ts';
import { localProgram } from '../../../ledger/local-program.ts';
import { openProgram } from '../../../ledger/open-program.ts';
import { noLimits } from '../../../ops/no-limits.ts';
import { callRpc } from '../../../ops/stack/anvil.ts';
import type { TestStack, TestStackOptions } from '../../../ops/stack/test-stack.ts';
import { askingAtCrashPoints, type CrashGate } from './crash-gate.ts';
import { type NodeProcess, type NodeProcessOptions, startNodeProcess } from './node-process.ts';
import { type PlatformParts, type SharedPart, startParts } from './platform-parts.ts';

/** Options of {@link startRealPlatform}. */
export interface RealPlatformOptions extends TestStackOptions {
  /** Servers that the suite stops or makes hang; it shares them with the other suites otherwise. */
  readonly own?: readonly SharedPart[];
}

/** The running parts and how to start processes on them. */
export interface RealPlatform extends AsyncDisposable {
  readonly stack: TestStack;
  /** As the application's role, in the platform's scope. */
  readonly db: Database;
  readonly programId: string;
  readonly endpoint: ChainEndpoint;
  readonly tokens: Readonly<Record<'usdc' | 'usdt' | 'sge' | 'sgeid', `0x${string}`>>;
  readonly treasury: `0x${string}`;
  /** The settings of API and worker. */
  readonly env: Readonly<Record<string, string>>;
  /** Starts a worker and waits until it polls. */
  startWorker(extra?: Readonly<Record<string, string>>, gate?: CrashGate): Promise<NodeProcess>;
  /** Starts an API on a free port and waits until it listens. */
  startApi(
    extra?: Readonly<Record<string, string>>,
    gate?: CrashGate,
  ): Promise<NodeProcess & { readonly url: string }>;
}

type Program = Pick<NodeProcessOptions, 'script' | 'env'> & { readonly ready: RegExp };

/**
 * Starts everything but the processes: a database, a namespace, a chain, a Redis and a wallet of its own.
 * @throws what a part throws that does not come up; then nothing of it runs any more.
 */
export async function startRealPlatform(options: RealPlatformOptions = {}): Promise<RealPlatform> {
  // Contracts are deployed on a chain that does not wait for blocks.
  const { blockTimeS = 0, ...others } = options;
  const parts = await startParts(others);
  try {
    const platform = await openPlatform(parts);
    if (blockTimeS > 0) await mineEvery(parts.stack.anvil.url, blockTimeS);
    return platform;
  } catch (error) {
    await parts.stack[Symbol.asyncDispose]();
    throw error;
  }
}

/** From here on a block comes every `seconds`, and not with each transaction. */
async function mineEvery(url: string, seconds: number): Promise<void> {
  await callRpc(url, 'evm_setAutomine', [false]);
  await callRpc(url, 'evm_setIntervalMining', [seconds]);
}

async function openPlatform({ stack, database, programs }: PlatformParts): Promise<RealPlatform> {
  const keyFile = join(stack.folder, 'signer.key');
  const key = generatePrivateKey();
  writeFileSync(keyFile, key);
  chmodSync(keyFile, 0o600);
  const world = await openWorld(stack, database, createLocalSigner(key).address);
  const env = settingsOf(stack, { databaseUrl: database.appUrl, keyFile });
  // Also those that are not up yet: they end with the platform, too.
  const processes: Promise<NodeProcess>[] = [];
  let closed = false;
  const start = async (program: Program, gate?: CrashGate) => {
    if (closed) throw new Error('Expected a platform that is open');
    const asking = gate === undefined ? {} : askingAtCrashPoints;
    const extra = { ...env, ...asking, ...program.env };
    const started = startNodeProcess({ ...program, env: extra, gate });
    processes.push(started);
    return await started;
  };
  return {
    stack,
    ...world,
    env,
    startWorker: (extra = {}, gate) =>
      start({ script: programs.worker, ready: /"msg":"worker started"/, env: extra }, gate),
    async startApi(extra = {}, gate) {
      const ready = /http:\/\/127\.0\.0\.1:[0-9]+/;
      const api = await start({ script: programs.api, ready, env: extra }, gate);
      const [url] = /http:\/\/127\.0\.0\.1:[0-9]+/.exec(api.output()) ?? [];
      if (url === undefined) throw new Error('Expected the API to print its address');
      return { ...api, url };
    },
    async [Symbol.asyncDispose]() {
      closed = true;
      const outcomes = await Promise.allSettled(processes);
      const running = outcomes.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
      await Promise.all(running.map((started) => started.stop()));
      await world.close();
      await stack[Symbol.asyncDispose]();
    },
  };
}

/** Contracts on the chain, the default program in the database, and the two introduced to each other. */
async function openWorld(
  stack: TestStack,
  database: { readonly ownerUrl: string; readonly appUrl: string },
  treasury: `0x${string}`,
) {
  const { chainId, url: rpcUrl } = stack.anvil;
  const endpoint = { chainId, connection: { rpcUrls: [rpcUrl] } };
  const [deployer] = developmentAccounts;
  if (deployer === undefined) throw new Error('Expected development accounts');
  const tokens = await deployContracts({
    endpoint,
    deployer: { unlocked: deployer.address },
    minter: treasury,
  });
  const onError = () => undefined;
  const owner = openPostgres({
    url: database.ownerUrl,
    applicationName: 'tests-owner',
    connectionsMax: 1,
    onError,
  });
  const programId = await openProgram(
    owner.db,
    localProgram({ slug: 'default', chainId, treasury, deployment: tokens }),
  );
  await owner.close();
  const app = openPostgres({ url: database.appUrl, applicationName: 'tests', onError });
  await registerChain(app.db, createChain(endpoint), treasury);
  return { db: app.db, programId, endpoint, tokens, treasury, close: app.close };
}

/** The settings of API and worker; without limits, because all requests come from one address. */
function settingsOf(
  stack: TestStack,
  { databaseUrl, keyFile }: { readonly databaseUrl: string; readonly keyFile: string },
): Record<string, string> {
  return {
    MOCK_MODE: 'false',
    NODE_ENV: 'test',
    HOST: '127.0.0.1',
    PORT: '0',
    WORKER_METRICS_PORT: '0',
    LOG_LEVEL: 'info',
    DATABASE_URL: databaseUrl,
    REDIS_URL: stack.redis.url,
    TEMPORAL_ADDRESS: stack.temporal.address,
    TEMPORAL_NAMESPACE: stack.temporal.namespace,
    CHAIN_RPC_URL: stack.anvil.url,
    PUBLIC_RPC_URL: stack.anvil.url,
    CHAIN_ID: String(stack.anvil.chainId),
    SIGNER_KEY_FILE: keyFile,
    ...noLimits,
  };
}

import { parseGwei } from 'viem';
import { generatePrivateKey } from 'viem/accounts';
import { createActivities } from '../activities/create-activities.ts';
import { createKeeper } from '../activities/create-keeper.ts';
import { createMaintenance } from '../activities/create-maintenance.ts';
import type { SweptPage } from '../activities/sweep.ts';
import { deployClaimVault, deployContracts, deployIdentityToken } from '../chain/deploy.ts';
import { developmentAccounts } from '../chain/development-keys.ts';
import { createInProcessEvm, type InProcessEvm } from '../chain/in-process-evm.ts';
import { createLocalSigner } from '../chain/local-signer.ts';
import { registerChain } from '../chain/register-chain.ts';
import { createChain } from '../chain/viem-chain.ts';
import { createWatcher } from '../chain/watcher.ts';
import type { Database, DatabaseClient } from '../db/database.ts';
import { type OwnedPglite, openPglite, type PgliteAssets } from '../db/pglite.ts';
import { recordContract } from '../db/queries/known-contracts.ts';
import type { Chain, Signer } from '../domain/chain-port.ts';
import { invariant } from '../domain/errors.ts';
import { localFee, localProgram } from '../ledger/local-program.ts';
import { openProgram } from '../ledger/open-program.ts';
import { withActivityLogs } from '../platform/activity-logs.ts';
import type { CrashHook } from '../platform/crash-points.ts';
import { neverCrash } from '../platform/crash-points.ts';
import { createDecisionRelay } from '../platform/decision-relay.ts';
import {
  createInProcessOrchestrator,
  type InProcessOrchestrator,
} from '../platform/in-process-orchestrator.ts';
import type { Logger } from '../platform/logger.ts';
import { createRepeating, type Repeating } from '../platform/repeating.ts';
import { createResultRelay } from '../platform/result-relay.ts';
import { signalOrStart } from '../platform/signal-or-start.ts';
import { createStarter, type Starter } from '../platform/starter.ts';
import { type TransitionCounter, withTransitionMetrics } from '../platform/transition-metrics.ts';

/** Options of {@link createMockCore}. */
export interface MockCoreOptions {
  readonly programSlug: string;
  readonly blockTimeMs: number;
  readonly paymentWaitMs: number;
  readonly relayIntervalMs: number;
  readonly answerRetentionDays: number;
  readonly sweepIntervalMs: number;
  readonly chainStalledMs: number;
  readonly bumpAfterBlocks: number;
  readonly gapAfterMs: number;
  readonly leaseMs: number;
  readonly maxFeePerGasGwei: number;
  readonly logger: Logger;
  /** Counts the transitions the sagas make. */
  readonly transitions: TransitionCounter;
  /** Counts what the sweeper starts again, by what its run was found as. */
  readonly onRestart: (found: string) => void;
  /** Applies the migrations; injected because reading them from disk is Node's, not the browser's. */
  readonly migrate: (db: OwnedPglite) => Promise<void>;
  /** PGlite's files where they are loaded already. */
  readonly pgliteAssets?: PgliteAssets;
  readonly crash?: CrashHook;
}

/** Everything of MOCK mode but HTTP. */
export interface MockCore {
  readonly client: DatabaseClient;
  readonly evm: InProcessEvm;
  readonly chain: Chain;
  readonly signer: Signer;
  readonly orchestrator: InProcessOrchestrator;
  readonly starter: Starter;
  close(): Promise<void>;
}

const maintenanceEveryMs = 3_600_000;

/** The chain id of local chains, Anvil's and the in-process one's. */
export const localChainId = 31_337;

/**
 * Builds the platform of MOCK mode in this process, or this browser tab: EVM with the contracts
 * deployed, PGlite with the default program, and the in-process driver. Everything is gone at its end.
 */
export async function createMockCore(options: MockCoreOptions): Promise<MockCore> {
  const { logger, paymentWaitMs, relayIntervalMs, crash = neverCrash } = options;
  const world = await createWorld(options);
  const { client, chain, signer, evm } = world;
  const { db } = client;
  await registerChain(db, chain, signer.address);
  const deps = { db, chain, signer, paymentWaitMs, crash, now: Date.now };
  const activities = withTransitionMetrics(
    withActivityLogs(createActivities(deps), logger, () => undefined),
    options.transitions,
  );
  const orchestrator = createInProcessOrchestrator({ activities, logger });
  await orchestrator.resume(db);
  const starter = createStarter({ db, orchestrator, logger, relayIntervalMs, crash });
  const decisionRelay = createDecisionRelay({ db, orchestrator, logger, relayIntervalMs });
  const signal = signalOrStart({ db, orchestrator, starter });
  const resultRelay = createResultRelay({ db, logger, signal, relayIntervalMs });
  const pollMs = Math.max(20, Math.floor(options.blockTimeMs / 4));
  const watcher = createWatcher({ db, chain, logger, signal, pollMs });
  const keeper = createKeeper(deps, { logger, signal, settings: { ...options, pollMs } });
  // Contracts are deployed a block at a time; from here on blocks come by the clock, as on a real chain.
  const maintenance = maintain({ ...options, db, orchestrator });
  const miner = setInterval(() => void mine(evm, logger), options.blockTimeMs);
  return {
    ...world,
    orchestrator,
    starter,
    async close() {
      clearInterval(miner);
      for (const part of maintenance) await part.close();
      await starter.close();
      await decisionRelay.close();
      await resultRelay.close();
      await keeper.close();
      await watcher.close();
      await orchestrator.close();
      await chain.close();
      await evm.close();
      await client.close();
    },
  };
}

/** The chain with its contracts, and the database with its program. */
async function createWorld(options: MockCoreOptions) {
  const evm = await createInProcessEvm({ blockTimeMs: 0, chainId: localChainId });
  const endpoint = { chainId: localChainId, connection: { provider: evm } } as const;
  const signer = createLocalSigner(generatePrivateKey());
  const [deployer] = developmentAccounts;
  invariant(deployer !== undefined, 'Expected at least one development account');
  const deployment = await deployContracts({
    endpoint,
    deployer: { unlocked: deployer.address },
    minter: signer.address,
  });
  const vault = await deployClaimVault({
    endpoint,
    deployer: { unlocked: deployer.address },
    owner: deployer.address,
    tokens: [deployment.usdc, deployment.usdt],
    fee: localFee,
  });
  const identityToken = await deployIdentityToken({
    endpoint,
    deployer: { unlocked: deployer.address },
    minter: signer.address,
  });
  const program = localProgram({
    slug: options.programSlug,
    chainId: localChainId,
    treasury: signer.address,
    deployment,
  });
  const client = await openPglite({
    migrate: async (db) => {
      await options.migrate(db);
      await openProgram(db, program);
      const chainId = localChainId;
      await recordContract(db, { chainId, name: 'claim_vault' }, vault);
      await recordContract(db, { chainId, name: 'identity_token' }, identityToken);
    },
    ...(options.pgliteAssets === undefined ? {} : { assets: options.pgliteAssets }),
  });
  const maxFeePerGasCap = parseGwei(options.maxFeePerGasGwei.toString());
  return { evm, chain: createChain({ ...endpoint, maxFeePerGasCap }), signer, client };
}

interface Maintained extends MockCoreOptions {
  readonly db: Database;
  readonly orchestrator: InProcessOrchestrator;
}

/** What Temporal's schedules do in REAL: old answers expire, and what does not move on is started again. */
function maintain(options: Maintained): readonly Repeating[] {
  const { logger, answerRetentionDays: retentionDays, sweepIntervalMs } = options;
  const maintenance = createMaintenance({ ...options, chainId: localChainId });
  const expiry = createRepeating({
    everyMs: maintenanceEveryMs,
    work: () => maintenance.expireAnswers({ retentionDays }),
    onError: (error) => logger.warn({ err: error }, 'old answers could not be expired'),
  });
  const sweeper = createRepeating({
    everyMs: sweepIntervalMs,
    work: async () => {
      for (let after: SweptPage['next'] = null; ; ) {
        after = (await maintenance.sweepPage({ after })).next;
        if (after === null) return;
      }
    },
    onError: (error) => logger.warn({ err: error }, 'sweeper could not look for stuck intents'),
  });
  const release = createRepeating({
    everyMs: maintenanceEveryMs,
    work: () => maintenance.releaseCommissions({ until: new Date().toISOString() }),
    onError: (error) => logger.warn({ err: error }, 'commissions could not be made payable'),
  });
  return [sweeper, expiry, release];
}

async function mine(evm: InProcessEvm, logger: Logger): Promise<void> {
  try {
    await evm.request({ method: 'evm_mine' });
  } catch (error) {
    logger.warn({ err: error }, 'the in-process chain could not mine a block');
  }
}

/** Sagas on a database, an in-process chain and the in-process driver, without HTTP. */
import { eq } from 'drizzle-orm';
import { createActivities } from '../../../activities/create-activities.ts';
import { createKeeper } from '../../../activities/create-keeper.ts';
import type { KeeperSettings, SlotKeeper } from '../../../chain/keeper/slot-keeper.ts';
import { registerChain } from '../../../chain/register-chain.ts';
import { createWatcher, type WatcherOptions } from '../../../chain/watcher.ts';
import { accept } from '../../../db/accept.ts';
import type { AcceptItem } from '../../../db/accept-types.ts';
import type { Database } from '../../../db/database.ts';
import { intents } from '../../../db/schema/intents.ts';
import { users } from '../../../db/schema/programs.ts';
import type { Address, Chain, Hex } from '../../../domain/chain-port.ts';
import { newId } from '../../../domain/ids.ts';
import type { SagaActivities } from '../../../domain/sagas/saga-activities.ts';
import { localProgram } from '../../../ledger/local-program.ts';
import { openProgram, type ProgramToOpen } from '../../../ledger/open-program.ts';
import { type CrashHook, neverCrash } from '../../../platform/crash-points.ts';
import {
  createInProcessOrchestrator,
  type InProcessOrchestrator,
} from '../../../platform/in-process-orchestrator.ts';
import { createLogger } from '../../../platform/logger.ts';
import { createRepeating } from '../../../platform/repeating.ts';
import { claimItem, registerItem } from '../samples/writes.ts';
import { until } from '../until.ts';
import { type ChainFixture, openChainFixture } from './chain-fixture.ts';
import type { ChainKind } from './chains.ts';
import { type Engine, openTestDatabase, type TestDatabase } from './databases.ts';

/** Options of {@link openSagaWorld}. */
export interface SagaWorldOptions {
  /** The program token's address, when not the deployed one. */
  readonly programToken?: (fixture: ChainFixture) => Promise<Address>;
  /** Stands between the activities and the chain. */
  readonly aroundChain?: (chain: Chain) => Chain;
  /** Stands between the sagas and the activities. */
  readonly aroundActivities?: (activities: SagaActivities, db: Database) => SagaActivities;
  readonly paymentWaitMs?: number;
  /** The clock of the activities. @default the machine's */
  readonly now?: () => number;
  readonly crash?: CrashHook;
  readonly retryWindowMs?: number;
  /** Nothing is mined but by `fixture.node.rpc('evm_mine')`. @default false */
  readonly mineByHand?: boolean;
  /** @default 'in-process' */
  readonly chain?: ChainKind;
  /** @default 'pglite' */
  readonly engine?: Engine;
  /** How the keeper of slots goes about it. @default as in production, but asked for by hand only */
  readonly keeper?: Partial<KeeperSettings>;
}

/** What a claim is made of. */
export interface ClaimToRun {
  readonly wallet: Address;
  readonly txHash: Hex;
  /** @default the transaction's hash */
  readonly key?: string;
  /** @default USDC */
  readonly tokenType?: 'USDC' | 'USDT';
  /** @default the world's program */
  readonly programId?: string;
}

export interface SagaWorld extends AsyncDisposable {
  readonly fixture: ChainFixture;
  readonly database: TestDatabase;
  readonly programId: string;
  /** The driver of the process as it runs now. */
  readonly orchestrator: InProcessOrchestrator;
  /** As after the end of the process: a new driver takes up what is open. Gives how many intents that is. */
  restart(): Promise<number>;
  /** The activities, as the sagas call them. */
  readonly activities: SagaActivities;
  /** Another keeper of the platform's wallet, as another process would have. */
  openKeeper(): SlotKeeper;
  /** Opens another program on the same chain, with the same tokens, and gives its id. */
  openProgram(program: Partial<ProgramToOpen> & { readonly slug: string }): Promise<string>;
  /** Enters a wallet as registered in the given block, in the world's program unless told otherwise. */
  enter(wallet: Address, registeredBlock?: bigint, inProgram?: string): Promise<void>;
  /** Accepts and starts a claim; gives its intent's id. */
  start(claim: ClaimToRun): Promise<string>;
  /** Accepts and starts a registration; gives its intent's id. */
  register(wallet: Address, inProgram?: string): Promise<string>;
  /** Waits until an intent is final or parked, and gives its row. */
  ended(intentId: string): Promise<typeof intents.$inferSelect>;
}

/** A keeper that does nothing by itself. */
const keeperByHand: KeeperSettings = {
  bumpAfterBlocks: 5,
  gapAfterMs: 60_000,
  leaseMs: 60_000,
  pollMs: 2_000_000_000,
};

/** A program open, a chain that mines by the clock, a watcher that follows it. */
export async function openSagaWorld(options: SagaWorldOptions = {}): Promise<SagaWorld> {
  const [fixture, database] = await Promise.all([
    openChainFixture(options.chain ?? 'in-process'),
    openTestDatabase(options.engine ?? 'pglite'),
  ]);
  const programId = await openProgramOn(fixture, database, options);
  const db = database.app;
  const logger = createLogger({ level: 'silent', name: 'test' });
  const deps = {
    db,
    chain: options.aroundChain?.(fixture.chain) ?? fixture.chain,
    signer: fixture.minter,
    paymentWaitMs: options.paymentWaitMs ?? 60_000,
    crash: options.crash ?? neverCrash,
    now: options.now ?? Date.now,
  };
  const real = createActivities(deps);
  const activities = options.aroundActivities?.(real, db) ?? real;
  const { retryWindowMs = 1000 } = options;
  const driving = { activities, logger, retryWindowMs, retryPauseMs: 20 };
  const openOrchestrator = () => createInProcessOrchestrator(driving);
  let orchestrator = openOrchestrator();
  const signal = (workflowId: string) => orchestrator.signalChain(workflowId);
  const watcher = followNews({ db, chain: fixture.chain, logger, signal });
  const miner =
    options.mineByHand === true
      ? undefined
      : setInterval(() => void mineTogether(fixture), mineEveryMs);
  const keepers: SlotKeeper[] = [];
  return {
    fixture,
    database,
    programId,
    get orchestrator() {
      return orchestrator;
    },
    async restart() {
      await orchestrator.close();
      orchestrator = openOrchestrator();
      return orchestrator.resume(db);
    },
    activities,
    openKeeper() {
      const settings = { ...keeperByHand, ...options.keeper };
      const keeper = createKeeper(deps, { logger, signal, settings });
      keepers.push(keeper);
      return keeper;
    },
    openProgram: (program) =>
      database.asOwner((owner) =>
        openProgram(owner, { ...programOn(fixture, fixture.tokens.sge), ...program }),
      ),
    enter: (wallet, registeredBlock = 0n, inProgram = programId) =>
      enterUser(db, { programId: inProgram, wallet, registeredBlock }),
    start: (claim) => startClaim({ db, programId, orchestrator }, claim),
    register: (wallet, inProgram = programId) =>
      startItem({ db, orchestrator }, registerItem({ programId: inProgram, wallet, key: newId() })),
    ended: (intentId) => endOf(db, intentId),
    async [Symbol.asyncDispose]() {
      clearInterval(miner);
      for (const keeper of keepers) await keeper.close();
      await watcher.close();
      await orchestrator.close();
      await fixture[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}

const mineEveryMs = 100;

/** Two blocks that the watcher works through in one go, which costs it half of what it would cost one by one. */
async function mineTogether({ node }: ChainFixture): Promise<void> {
  await Promise.all([node.rpc('evm_mine'), node.rpc('evm_mine')]);
}

/** How often the head is asked for. */
const lookMs = 20;
/** How often the watcher ticks though the head is the one it has seen, for what became due since. */
const tickMs = 100;

/**
 * A watcher that ticks when the chain has a new head, and seldom without: a tick asks the database, which costs many
 * times what it costs to ask the chain, and most of what a world does is to wait.
 */
function followNews(options: Omit<WatcherOptions, 'pollMs'>): { close(): Promise<void> } {
  const { chain, logger } = options;
  const watcher = createWatcher({ ...options, pollMs: tickMs });
  let seen = '';
  const looking = createRepeating({
    everyMs: lookMs,
    work: async () => {
      const { hash } = await chain.head();
      if (hash === seen) return;
      await watcher.tick();
      seen = hash;
    },
    onError: (error) => logger.warn({ err: error }, 'the head could not be asked for'),
  });
  return {
    async close() {
      await looking.close();
      await watcher.close();
    },
  };
}

async function openProgramOn(
  fixture: ChainFixture,
  database: TestDatabase,
  { programToken }: SagaWorldOptions,
): Promise<string> {
  const sge = (await programToken?.(fixture)) ?? fixture.tokens.sge;
  const programId = await database.asOwner((owner) => openProgram(owner, programOn(fixture, sge)));
  await registerChain(database.app, fixture.chain, fixture.minter.address);
  return programId;
}

function programOn(fixture: ChainFixture, sge: Address): ProgramToOpen {
  return localProgram({
    slug: 'default',
    chainId: fixture.node.endpoint.chainId,
    treasury: fixture.minter.address,
    deployment: { ...fixture.tokens, sge },
  });
}

async function enterUser(
  db: Database,
  user: { readonly programId: string; readonly wallet: Address; readonly registeredBlock: bigint },
): Promise<void> {
  const registered = { tokenId: 1n, registeredAt: new Date() };
  await db.insert(users).values({ id: newId(), registerIntentId: newId(), ...registered, ...user });
}

interface StartParts {
  readonly db: Database;
  readonly programId: string;
  readonly orchestrator: InProcessOrchestrator;
}

function startClaim(
  { db, programId: worldsProgramId, orchestrator }: StartParts,
  { wallet, txHash, key = txHash, tokenType = 'USDC', programId = worldsProgramId }: ClaimToRun,
): Promise<string> {
  const item = claimItem({ programId, wallet, key, txHash, tokenType });
  return startItem({ db, orchestrator }, item);
}

async function startItem(
  { db, orchestrator }: Omit<StartParts, 'programId'>,
  item: AcceptItem,
): Promise<string> {
  const [outcome] = await accept(db, [item]);
  if (outcome?.status !== 'accepted' || !('intent' in item.effect)) {
    throw new Error(`Expected the write to be accepted: ${JSON.stringify(outcome)}`);
  }
  const { id: intentId, workflowId, kind } = item.effect.intent;
  const start = { intentId, workflowId, kind, programSlug: 'default', traceparent: null };
  await orchestrator.start(start);
  return intentId;
}

async function endOf(db: Database, intentId: string): Promise<typeof intents.$inferSelect> {
  let row: typeof intents.$inferSelect | undefined;
  const look = async () => {
    [row] = await db.select().from(intents).where(eq(intents.id, intentId));
    if (row === undefined) throw new Error(`Expected ${intentId} to exist`);
    return row.state === 'SETTLED' || row.state === 'FAILED' || row.parked ? row : null;
  };
  const what = `${intentId} to end`;
  return await until(look, { what, timeoutMs: 30_000, everyMs: 50, state: () => row });
}

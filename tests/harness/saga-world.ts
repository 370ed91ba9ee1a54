/** Sagas on a database, an in-process chain and the in-process driver, without HTTP. */
import { eq } from 'drizzle-orm';
import { createActivities } from '../../activities/create-activities.ts';
import { registerChain } from '../../chain/register-chain.ts';
import { createWatcher } from '../../chain/watcher.ts';
import { accept } from '../../db/accept.ts';
import type { AcceptItem } from '../../db/accept-types.ts';
import type { Database } from '../../db/database.ts';
import { intents } from '../../db/schema/intents.ts';
import { users } from '../../db/schema/programs.ts';
import type { Address, Chain, Hex } from '../../domain/chain-port.ts';
import { newId } from '../../domain/ids.ts';
import { localProgram } from '../../ledger/local-program.ts';
import { openProgram } from '../../ledger/open-program.ts';
import { type CrashHook, neverCrash } from '../../platform/crash-points.ts';
import {
  createInProcessOrchestrator,
  type InProcessOrchestrator,
} from '../../platform/in-process-orchestrator.ts';
import { createLogger } from '../../platform/logger.ts';
import { type ChainFixture, openChainFixture } from './chain-fixture.ts';
import { openTestDatabase, type TestDatabase } from './databases.ts';
import { claimItem } from './writes.ts';

/** Options of {@link openSagaWorld}. */
export interface SagaWorldOptions {
  /** The program token's address, when not the deployed one. */
  readonly programToken?: (fixture: ChainFixture) => Promise<Address>;
  /** Stands between the activities and the chain. */
  readonly aroundChain?: (chain: Chain) => Chain;
  readonly paymentWaitMs?: number;
  readonly crash?: CrashHook;
  readonly retryWindowMs?: number;
}

/** What a claim is made of. */
export interface ClaimToRun {
  readonly wallet: Address;
  readonly txHash: Hex;
  /** @default the transaction's hash */
  readonly key?: string;
}

export interface SagaWorld extends AsyncDisposable {
  readonly fixture: ChainFixture;
  readonly database: TestDatabase;
  readonly programId: string;
  readonly orchestrator: InProcessOrchestrator;
  /** Enters a wallet as registered in the given block. */
  enter(wallet: Address, registeredBlock?: bigint): Promise<void>;
  /** Accepts and starts a claim; gives its intent's id. */
  start(claim: ClaimToRun): Promise<string>;
  /** Waits until an intent is final or parked, and gives its row. */
  ended(intentId: string): Promise<typeof intents.$inferSelect>;
}

/** A program open, a chain that mines by the clock, a watcher that follows it. */
export async function openSagaWorld(options: SagaWorldOptions = {}): Promise<SagaWorld> {
  const [fixture, database] = await Promise.all([
    openChainFixture('in-process'),
    openTestDatabase('pglite'),
  ]);
  const programId = await openProgramOn(fixture, database, options);
  const db = database.app;
  const logger = createLogger({ level: 'silent', name: 'test' });
  const orchestrator = createInProcessOrchestrator({
    activities: createActivities({
      db,
      chain: options.aroundChain?.(fixture.chain) ?? fixture.chain,
      signer: fixture.minter,
      paymentWaitMs: options.paymentWaitMs ?? 60_000,
      crash: options.crash ?? neverCrash,
      now: Date.now,
    }),
    logger,
    retryWindowMs: options.retryWindowMs ?? 1000,
    retryPauseMs: 20,
  });
  const signal = (workflowId: string) => orchestrator.signalChain(workflowId);
  const watcher = createWatcher({ db, chain: fixture.chain, logger, signal, pollMs: 20 });
  const miner = setInterval(() => void fixture.node.rpc('evm_mine'), 50);
  return {
    fixture,
    database,
    programId,
    orchestrator,
    async enter(wallet, registeredBlock = 0n) {
      const registered = { tokenId: 1n, registeredAt: new Date(), registeredBlock };
      await db
        .insert(users)
        .values({ id: newId(), programId, wallet, registerIntentId: newId(), ...registered });
    },
    start: (claim) => startClaim({ db, programId, orchestrator }, claim),
    ended: (intentId) => endOf(db, intentId),
    async [Symbol.asyncDispose]() {
      clearInterval(miner);
      await watcher.close();
      await orchestrator.close();
      await fixture[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}

async function openProgramOn(
  fixture: ChainFixture,
  database: TestDatabase,
  { programToken }: SagaWorldOptions,
): Promise<string> {
  const sge = (await programToken?.(fixture)) ?? fixture.tokens.sge;
  const program = localProgram({
    slug: 'default',
    chainId: fixture.node.endpoint.chainId,
    treasury: fixture.minter.address,
    deployment: { ...fixture.tokens, sge },
  });
  const programId = await database.asOwner((owner) => openProgram(owner, program));
  await registerChain(database.app, fixture.chain, fixture.minter.address);
  return programId;
}

interface StartParts {
  readonly db: Database;
  readonly programId: string;
  readonly orchestrator: InProcessOrchestrator;
}

async function startClaim(
  { db, programId, orchestrator }: StartParts,
  { wallet, txHash, key = txHash }: ClaimToRun,
): Promise<string> {
  const item: AcceptItem = claimItem({ programId, wallet, key, txHash });
  const [outcome] = await accept(db, [item]);
  if (outcome?.status !== 'accepted' || item.effect.type !== 'claim') {
    throw new Error(`Expected the claim to be accepted: ${JSON.stringify(outcome)}`);
  }
  const { id: intentId, workflowId, kind } = item.effect.intent;
  const start = { intentId, workflowId, kind, programSlug: 'default', traceparent: null };
  await orchestrator.start(start);
  return intentId;
}

async function endOf(db: Database, intentId: string): Promise<typeof intents.$inferSelect> {
  const giveUpAt = Date.now() + 30_000;
  for (;;) {
    const [row] = await db.select().from(intents).where(eq(intents.id, intentId));
    if (row === undefined || Date.now() > giveUpAt) {
      throw new Error(`Expected ${intentId} to end: ${JSON.stringify(row)}`);
    }
    if (row.state === 'SETTLED' || row.state === 'FAILED' || row.parked) return row;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

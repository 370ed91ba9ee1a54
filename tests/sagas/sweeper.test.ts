/**
 * Goal: in MOCK the sweeper does for the in-process driver what it does for Temporal: what was never started, and what
 * broke off, is taken up and settles once. Method: sagas on PGlite and the in-process chain, pages swept by hand.
 */
import { sql } from 'drizzle-orm';
import { afterEach, expect, test } from 'vitest';
import { sweepPage } from '../../activities/sweep.ts';
import { accept } from '../../db/accept.ts';
import { RunFenced } from '../../domain/errors.ts';
import { auditLedger } from '../../ledger/imbalance.ts';
import type { CrashPoint } from '../../platform/crash-points.ts';
import { createLogger } from '../../platform/logger.ts';
import { claimItem } from '../harness/samples/writes.ts';
import { payer, transfer } from '../harness/worlds/chain-fixture.ts';
import { openSagaWorld, type SagaWorld } from '../harness/worlds/saga-world.ts';

const logger = createLogger({ level: 'silent', name: 'test' });
let world: SagaWorld;

afterEach(() => world[Symbol.asyncDispose]());

/** A registered wallet's payment of the fee. */
async function pay(): Promise<`0x${string}`> {
  const { fixture, enter } = world;
  await enter(payer.address);
  const fee = transfer(fixture.tokens.usdc, fixture.minter.address, 100_000_000n);
  return (await fixture.send(payer.signer, fee)).txHash;
}

/** Sweeps as if every open intent had not changed for a minute; gives what the runs were found as. */
async function sweep(): Promise<string[]> {
  const { database, orchestrator } = world;
  await database.app.execute(
    sql`update intents set updated_at = now() - interval '1 minute' where state not in ('SETTLED', 'FAILED')`,
  );
  const found: string[] = [];
  const limits = { sweepIntervalMs: 60_000, paymentWaitMs: 60_000, chainStalledMs: 60_000 };
  const onRestart = (run: string) => void found.push(run);
  await sweepPage(
    { db: database.app, orchestrator, logger, chainId: 31_337, onRestart, ...limits },
    { after: null },
  );
  return found;
}

async function expectSettledOnce(intentId: string): Promise<void> {
  expect((await world.ended(intentId)).state).toBe('SETTLED');
  const { fixture, database } = world;
  expect(await fixture.chain.erc20Balance(fixture.tokens.sge, payer.address)).toBe(
    1000n * 10n ** 18n,
  );
  expect(await auditLedger(database.app)).toMatchObject({ unbalancedTransactions: 0 });
}

test('a claim that nobody has started is started by the sweeper', async () => {
  world = await openSagaWorld();
  const txHash = await pay();
  const { programId, database } = world;
  const item = claimItem({ programId, wallet: payer.address, key: 'left over', txHash });
  await accept(database.app, [item]);
  if (item.effect.type !== 'claim') throw new Error('Expected a claim');
  expect(await sweep()).toEqual(['none']);
  await expectSettledOnce(item.effect.intent.id);
});

test.each<CrashPoint>(['verifyPayment:booked', 'submitTransaction:stored', 'settleIntent:before'])(
  'a run that ended at %s without its intent is followed by another',
  async (point) => {
    let ended: () => void = () => undefined;
    const end = new Promise<void>((resolve) => {
      ended = resolve;
    });
    let first = true;
    world = await openSagaWorld({
      crash: async (passed) => {
        if (passed !== point || !first) return;
        first = false;
        // As after a reset by hand: the run learns that it may not go on, and ends.
        ended();
        throw new RunFenced('shut out by the test');
      },
    });
    const txHash = await pay();
    const intentId = await world.start({ wallet: payer.address, txHash });
    await end;
    await expect.poll(sweep, { timeout: 10_000 }).toEqual(['none']);
    await expectSettledOnce(intentId);
  },
);

test('a run that is there is left alone', async () => {
  world = await openSagaWorld();
  await world.enter(payer.address);
  const unknown = `0x${'12'.repeat(32)}` as const;
  await world.start({ wallet: payer.address, txHash: unknown });
  expect(await sweep()).toEqual([]);
});

/**
 * Goal: a process that dies while it takes back what a reorganisation has made void is followed by one that does it
 * once. Method: the crash points of cancelling and of reversing, in MOCK, on the in-process chain mined by hand.
 */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { queryRows } from '../../db/database.ts';
import { type CrashPoint, crashPoints, factsOf } from '../../platform/crash-points.ts';
import {
  createHolds,
  endOfClaim,
  expectSameTotals,
  nudge,
  readStandings,
  untilStandings,
} from '../harness/actors/reorg-claims.ts';
import {
  giveNonceAway,
  type MinedWorld,
  mineUntil,
  reversalOf,
  settledClaim,
} from '../harness/actors/reorg-settled.ts';
import { until } from '../harness/until.ts';
import { createReaper } from '../harness/worlds/mortal-process.ts';
import { openReorgChain } from '../harness/worlds/reorg-chain.ts';
import { openSagaWorld } from '../harness/worlds/saga-world.ts';

const reaper = createReaper();
const holds = createHolds();
let mined: MinedWorld;

beforeAll(async () => {
  const world = await openSagaWorld({
    mineByHand: true,
    keeper: { pollMs: 30 },
    paymentWaitMs: 200,
    crash: async (point, subject) => {
      await holds.crash(point, subject);
      await reaper.crash(point, subject);
    },
  });
  mined = { world, chain: await openReorgChain(world.fixture) };
});
afterAll(() => mined?.world[Symbol.asyncDispose]());

const pointsOf = (way: string) => crashPoints.filter((point) => factsOf(point).way === way);

/** Wakes the runs, so that nobody waits for timers, until `ended` resolves; `mine`: there is a block now and then. */
async function nudgeUntil(ended: Promise<void>, { mine }: { mine: boolean }): Promise<void> {
  let over = false;
  void ended.then(() => {
    over = true;
  });
  let looks = 0;
  const look = async () => {
    if (over) return true;
    looks += 1;
    if (mine && looks % 8 === 0) await mined.chain.mineForNow();
    await nudge(mined.world, await readStandings(mined.world));
    return false;
  };
  const state = async () => (await readStandings(mined.world)).slice(-3);
  const what = 'somebody to come to the point';
  await until(look, { what, timeoutMs: 30_000, everyMs: 50, state });
  await ended;
}

async function nextProcess(): Promise<void> {
  reaper.revive();
  await mined.world.restart();
}

/** A claim that has signed its delivery, and has not sent it when its payment is taken away. */
async function claimWithoutPayment(): Promise<{ intentId: string; wallet: `0x${string}` }> {
  const { world, chain } = mined;
  const [payer] = await chain.payers(1);
  if (payer === undefined) throw new Error('Expected a payer');
  const wallet = payer.signer.address;
  await world.enter(wallet);
  await chain.send(payer);
  await chain.mineForNow();
  const intentId = await world.start({ wallet, txHash: payer.txHash });
  holds.hold(intentId, 'broadcastTransaction:before');
  await chain.mineForNow();
  await untilStandings(
    world,
    'the delivery to be signed',
    (all) => all.get(intentId)?.state === 'SUBMITTED',
  );
  await chain.takeBack(2);
  await chain.mineForNow(3);
  await untilStandings(
    world,
    'the payment to be missed',
    (all) => all.get(intentId)?.orphaned === true,
  );
  return { intentId, wallet };
}

async function unsent(intentId: string): Promise<number> {
  const [row] = await queryRows(
    mined.world.database.app,
    sql`select count(*)::int as unsent from attempts a join slots s on s.id = a.slot_id
      where s.intent_id = ${intentId}::uuid and a.broadcast_at is null`,
    z.object({ unsent: z.number() }),
  );
  return row?.unsent ?? 0;
}

test.each<CrashPoint>(pointsOf('cancels'))(
  'the process dies at %s: one cancellation, nothing delivered, the claim fails',
  async (point) => {
    const { world } = mined;
    const { intentId, wallet } = await claimWithoutPayment();
    const death = reaper.awaitDeath(point, [intentId]);
    holds.release();
    // Nothing may be mined before the cancellation is sent: the delivery would be.
    await nudgeUntil(death, { mine: false });
    await nextProcess();
    await untilStandings(world, 'the cancellation', (all) => all.get(intentId)?.cancels === 1);
    await expect
      .poll(
        async () => {
          await nudge(world, await readStandings(world));
          return await unsent(intentId);
        },
        { timeout: 20_000 },
      )
      .toBe(0);
    await mineUntil(mined, intentId, ({ state }) => state === 'FAILED');
    const standing = (await readStandings(world)).find(({ id }) => id === intentId);
    expect(standing).toMatchObject({ failure_code: 'PAYMENT_VANISHED', calls: 1, cancels: 1 });
    const { chain, tokens } = world.fixture;
    expect(await chain.erc20Balance(tokens.sge, wallet)).toBe(0n);
    await expectSameTotals(world);
  },
  60_000,
);

describe('with the keeper of slots, which sees that a nonce is gone', () => {
  beforeAll(() => void mined.world.openKeeper());

  test.each<CrashPoint>(pointsOf('reverses'))(
    'the process dies at %s: the settlement is reversed once',
    async (point) => {
      const { world } = mined;
      const { intentId, wallet } = await settledClaim(mined);
      const death = reaper.awaitDeath(point);
      await giveNonceAway(mined, intentId);
      await nudgeUntil(death, { mine: true });
      await nextProcess();
      const reversal = await reversalOf(mined, intentId);
      await mineUntil(mined, reversal, ({ state }) => state === 'SETTLED');
      expect(await endOfClaim(world, intentId)).toMatchObject({ reversal: 'SETTLED' });
      const { chain, tokens } = world.fixture;
      expect(await chain.erc20Balance(tokens.sge, wallet)).toBe(0n);
      await expectSameTotals(world);
    },
    60_000,
  );
});

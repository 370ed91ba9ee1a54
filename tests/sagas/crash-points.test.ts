/**
 * Goal: in MOCK, too, whatever moment the process dies at, the next one takes up from the database, and every claim
 * comes to its end with everything once. Method: the table of crash points; at each one the process of a claim dies (what it
 * had not committed is undone, nothing after the point is done) and another is started on the same database and chain.
 */
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AcceptItem } from '../../db/accept-types.ts';
import { payments } from '../../db/schema/intents.ts';
import { auditLedger } from '../../ledger/imbalance.ts';
import { type CrashPoint, crashPoints, factsOf } from '../../platform/crash-points.ts';
import { retryItem } from '../harness/actors/decisions.ts';
import { expectAllExactlyOnce } from '../harness/oracles/all-exactly-once.ts';
import { claimItem } from '../harness/samples/writes.ts';
import { freshSigner, payer, transfer } from '../harness/worlds/chain-fixture.ts';
import { createReaper, type MortalProcess, openProcess } from '../harness/worlds/mortal-process.ts';
import { openSagaWorld, type SagaWorld } from '../harness/worlds/saga-world.ts';

const fee = 100_000_000n;
const reaper = createReaper();
let world: SagaWorld;
let away = false;

beforeAll(async () => {
  world = await openSagaWorld({
    crash: reaper.crash,
    retryWindowMs: 200,
    aroundChain: (chain) => ({
      ...chain,
      estimate: (from, call) =>
        away ? Promise.reject(new Error('the node is away')) : chain.estimate(from, call),
    }),
  });
});
afterAll(() => world?.[Symbol.asyncDispose]());

const ways = ['settles', 'fails', 'parks', 'relayed'];
const points = crashPoints.filter((point) => ways.includes(factsOf(point).way));

interface PaidClaim {
  readonly item: AcceptItem;
  readonly intentId: string;
  readonly subjects: readonly string[];
  readonly wallet: `0x${string}`;
}

/** A registered wallet's claim, its fee paid; too little where it is to fail. */
async function paidClaim(point: CrashPoint): Promise<PaidClaim> {
  const { fixture, enter, programId } = world;
  const signer = freshSigner();
  const wallet = signer.address;
  await enter(wallet);
  await fixture.node.rpc('anvil_setBalance', wallet, '0xde0b6b3a7640000');
  await fixture.send(payer.signer, transfer(fixture.tokens.usdc, wallet, fee));
  const amount = factsOf(point).way === 'fails' ? 1n : fee;
  const call = transfer(fixture.tokens.usdc, fixture.minter.address, amount);
  const { txHash } = await fixture.send(signer, call);
  const item = claimItem({ programId, wallet, key: `${point} ${wallet}`, txHash });
  if (item.effect.type !== 'claim') throw new Error('Expected a claim');
  const { id: intentId, workflowId } = item.effect.intent;
  return { item, intentId, wallet, subjects: [intentId, workflowId] };
}

/** Sends the claim until it is taken in, as a client does whose server has died. */
async function acceptSurely(process: MortalProcess, { item }: PaidClaim): Promise<void> {
  const { status } = await process.accept(item);
  expect(['accepted', 'replayed']).toContain(status);
}

async function retryOnceParked(process: MortalProcess, { intentId }: PaidClaim): Promise<void> {
  expect(await world.ended(intentId)).toMatchObject({ parked: true });
  away = false;
  const { status } = await process.accept(retryItem({ programId: world.programId, intentId }));
  expect(['accepted', 'replayed']).toContain(status);
}

async function expectEnd(point: CrashPoint, { intentId, wallet }: PaidClaim): Promise<void> {
  const { database, fixture } = world;
  if (factsOf(point).way === 'fails') {
    await expect
      .poll(async () => (await world.ended(intentId)).failureCode)
      .toBe('PAYMENT_MISMATCH');
    const booked = await database.app
      .select()
      .from(payments)
      .where(eq(payments.intentId, intentId));
    expect(booked).toHaveLength(1);
    expect(await fixture.chain.erc20Balance(fixture.tokens.sge, wallet)).toBe(0n);
  } else {
    await expect.poll(() => stateOf(intentId), { timeout: 20_000 }).toBe('SETTLED');
    const { endpoint } = fixture.node;
    await expectAllExactlyOnce({ db: database.app, endpoint, tokens: fixture.tokens }, [
      { intentId, wallet },
    ]);
  }
  expect(await auditLedger(database.app)).toEqual({
    unbalancedTransactions: 0,
    unbalancedAssets: 0,
    driftedBalances: 0,
  });
}

async function stateOf(intentId: string): Promise<string> {
  const { state, parked } = await world.ended(intentId);
  return parked ? 'parked' : state;
}

describe('the process dies', () => {
  test.each(points)(
    'at %s',
    async (point) => {
      const { way } = factsOf(point);
      away = way === 'parks';
      const claim = await paidClaim(point);
      const starts = way !== 'relayed';
      const first = openProcess(world, { crash: reaper.crash, starts });
      const death = reaper.awaitDeath(point, claim.subjects);
      const answer = first.accept(claim.item).catch(() => null);
      if (point.startsWith('resume')) {
        await answer;
        await retryOnceParked(first, claim);
      }
      await death;
      await answer;
      await first[Symbol.asyncDispose]();
      reaper.revive();
      await world.restart();
      await using second = openProcess(world, { crash: reaper.crash, starts: true });
      await acceptSurely(second, claim);
      if (point.startsWith('park')) await retryOnceParked(second, claim);
      await expectEnd(point, claim);
    },
    60_000,
  );
});

/**
 * Goal: what a reorganisation has made void is taken back once, whoever dies while it is done. Method: real
 * PostgreSQL, Temporal and Anvil, blocks mined by hand. Claims whose payment is gone stand at the crash points of
 * cancelling, reversals at those of reversing; then the worker or the API is killed, or the workflows are terminated.
 */
import { eq, notInArray, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createChain } from '../../chain/viem-chain.ts';
import { accept } from '../../db/accept.ts';
import { queryRows } from '../../db/database.ts';
import { intents } from '../../db/schema/intents.ts';
import type { Chain } from '../../domain/chain-port.ts';
import { callRpc } from '../../ops/stack/anvil.ts';
import { type CrashPoint, crashPoints, factsOf } from '../../platform/crash-points.ts';
import type { Orchestrator } from '../../platform/orchestrator.ts';
import type { TemporalClient } from '../../platform/temporal-connection.ts';
import { createTemporalOrchestrator } from '../../platform/temporal-orchestrator.ts';
import { enterUsers } from '../harness/actors/claimants.ts';
import { intervene } from '../harness/actors/workflow-killer.ts';
import {
  type Ending,
  endingsAt,
  endingsAtAll,
  openCrashTable,
} from '../harness/oracles/crash-table.ts';
import { expectBalancedLedger } from '../harness/oracles/exactly-once.ts';
import { claimItem } from '../harness/samples/writes.ts';
import { until } from '../harness/until.ts';
import { type CrashGate, createCrashGate } from '../harness/worlds/crash-gate.ts';
import type { NodeProcess } from '../harness/worlds/node-process.ts';
import { type RealPlatform, startRealPlatform } from '../harness/worlds/real-platform.ts';
import { openRealReorgChain } from '../harness/worlds/real-reorg-chain.ts';
import type { Payer, ReorgChain } from '../harness/worlds/reorg-chain.ts';
import { connectTo } from '../harness/worlds/temporal-client.ts';

const settings = {
  CHAIN_POLL_MS: '250',
  RELAY_INTERVAL_MS: '500',
  SWEEP_INTERVAL_MS: '2000',
  PAYMENT_WAIT_MS: '1000',
  KEEPER_LEASE_MS: '3000',
};
/** A claim that waits for a reorganisation has some 60; a run that did not wait for anything had thousands. */
const eventsMax = 500;
const patience = { timeout: 90_000, interval: 100 };
const ways = ['cancels', 'reverses'];
const table = openCrashTable((point) => ways.includes(factsOf(point).way), endingsAt);
const mirroring: CrashPoint = 'reverseIntent:uncommitted';
const beforeMirroring: CrashPoint = 'reverseIntent:before';
const pointsOf = (way: string) => crashPoints.filter((point) => factsOf(point).way === way);
let platform: RealPlatform;
let temporal: TemporalClient;
let orchestrator: Orchestrator;
let chain: Chain;
let mined: ReorgChain;
let worker: NodeProcess;
let api: NodeProcess;
let gate: CrashGate;

beforeAll(async () => {
  platform = await startRealPlatform();
  const { endpoint, stack } = platform;
  temporal = await connectTo(stack.temporal);
  orchestrator = createTemporalOrchestrator({ temporal, taskQueue: 'quittance' });
  chain = createChain(endpoint);
  mined = await openRealReorgChain(platform, chain);
  api = await platform.startApi(settings);
  await startWorker();
});
afterAll(async () => {
  process.stdout.write(table.print());
  await chain?.close();
  await temporal?.close();
  await platform?.[Symbol.asyncDispose]();
});

async function startWorker(): Promise<void> {
  gate = createCrashGate();
  worker = await platform.startWorker(settings, gate);
}

async function end(how: Ending, held: readonly Claim[]): Promise<void> {
  switch (how) {
    case 'kill worker':
      worker.kill('SIGKILL');
      expect(await worker.ended).toBe('SIGKILL');
      await startWorker();
      break;
    case 'kill API':
      api.kill('SIGKILL');
      expect(await api.ended).toBe('SIGKILL');
      gate.open();
      api = await platform.startApi(settings);
      break;
    case 'terminate':
      for (const { workflowId } of held)
        expect(await intervene(temporal, workflowId, 'terminate')).toBe(true);
      gate.open();
      break;
  }
}

interface Claim {
  readonly intentId: string;
  readonly workflowId: string;
  readonly wallet: `0x${string}`;
}

async function startClaim(payer: Payer): Promise<Claim> {
  const wallet = payer.signer.address;
  await enterUsers(platform, [wallet]);
  await mined.send(payer);
  const { txHash } = payer;
  const item = claimItem({ programId: platform.programId, wallet, key: txHash, txHash });
  const [outcome] = await accept(platform.db, [item]);
  if (outcome?.status !== 'accepted' || item.effect.type !== 'claim')
    throw new Error('Expected an accepted claim');
  const { id: intentId, workflowId, kind } = item.effect.intent;
  const start = { intentId, workflowId, kind, programSlug: 'default', traceparent: null };
  await orchestrator.start(start);
  return { intentId, workflowId, wallet };
}

async function endOf(intentId: string): Promise<string> {
  const [row] = await platform.db.select().from(intents).where(eq(intents.id, intentId));
  const parked = row?.parked === true ? ` parked: ${row.parkedReason}` : '';
  return `${row?.state}${row?.failureCode == null ? '' : ` ${row.failureCode}`}${parked}`;
}

/** Mines a block every now and then, and wakes what is under way so that nobody waits for timers, until `isSo`. */
async function mineUntil(what: string, isSo: () => Promise<boolean>): Promise<void> {
  let looks = 0;
  const look = async () => {
    if (await isSo()) return true;
    looks += 1;
    if (looks % 8 !== 0) return false;
    await mined.mineForNow();
    const open = await platform.db
      .select({ workflowId: intents.workflowId })
      .from(intents)
      .where(notInArray(intents.state, ['SETTLED', 'FAILED']));
    for (const { workflowId } of open) await orchestrator.signalChain(workflowId);
    return false;
  };
  const { timeout: timeoutMs, interval: everyMs } = patience;
  await until(look, { what, timeoutMs, everyMs });
}

/** Mines until all who are held stand at their points. */
async function standing(who: string): Promise<void> {
  let reached = false;
  const told = gate.reached().then(() => {
    reached = true;
  });
  await Promise.all([told, mineUntil(`${who} to stand`, async () => reached)]);
}

const all = (claims: readonly Claim[], state: string) => async () =>
  (await Promise.all(claims.map(({ intentId }) => endOf(intentId)))).every((end) => end === state);

const attemptRow = z.object({ calls: z.number(), cancels: z.number(), unsent: z.number() });

async function attemptsOf({ intentId }: Claim) {
  const [row] = await queryRows(
    platform.db,
    sql`select count(*) filter (where a.purpose = 'CALL')::int as calls,
        count(*) filter (where a.purpose = 'CANCEL')::int as cancels,
        count(*) filter (where a.broadcast_at is null)::int as unsent
      from slots s join attempts a on a.slot_id = s.id where s.intent_id = ${intentId}::uuid`,
    attemptRow,
  );
  return row;
}

async function received(wallet: `0x${string}`): Promise<bigint> {
  return await chain.erc20Balance(platform.tokens.sge, wallet);
}

/** Claims whose deliveries are signed and sent, and wait behind the nonce that another claim is held up with. */
async function sentClaims(points: readonly CrashPoint[]): Promise<readonly [Claim, Claim[]]> {
  const [first, ...others] = await mined.payers(points.length + 1);
  if (first === undefined) throw new Error('Expected payers');
  const blocking = await startClaim(first);
  gate.hold([{ point: 'submitTransaction:reserved', subjects: [blocking.intentId] }]);
  await mined.mine(2);
  await gate.reached();
  const claims: Claim[] = [];
  for (const payer of others) claims.push(await startClaim(payer));
  await mined.mineForNow(2);
  for (const claim of claims)
    await expect.poll(() => attemptsOf(claim), patience).toMatchObject({ calls: 1, unsent: 0 });
  return [blocking, claims];
}

describe.each(endingsAtAll(ways.flatMap(pointsOf)))('%s', (how) => {
  test('while claims take back what they have signed', async () => {
    const points = pointsOf('cancels');
    const [blocking, claims] = await sentClaims(points);
    gate.hold([
      { point: 'submitTransaction:reserved', subjects: [blocking.intentId] },
      ...claims.map(({ intentId }, index) => ({
        point: points[index] ?? 'cancelTransaction:before',
        subjects: [intentId],
      })),
    ]);
    await mined.takeBack(2);
    await mined.mineForNow(3);
    await standing('the cancellations');
    await end(how, claims);
    for (const claim of claims)
      await expect
        .poll(() => attemptsOf(claim), patience)
        .toEqual({ calls: 1, cancels: 1, unsent: 0 });
    await mineUntil('the claims to fail', all(claims, 'FAILED PAYMENT_VANISHED'));
    await mineUntil('the claim before them to settle', all([blocking], 'SETTLED'));
    for (const claim of claims) {
      expect(await attemptsOf(claim)).toEqual({ calls: 1, cancels: 1, unsent: 0 });
      expect(await received(claim.wallet)).toBe(0n);
    }
    expect(await received(blocking.wallet)).toBe(1000n * 10n ** 18n);
    for (const point of points) table.passed(point, how);
  }, 200_000);

  describe('while settlements are reversed', () => {
    const points = pointsOf('reverses');
    // What mirrors postings keeps others waiting until it commits, so it comes there last.
    const order = [...points.filter((point) => point !== mirroring), mirroring];
    let claims: Claim[];
    let reversals: string[];

    beforeAll(async () => {
      claims = [];
      for (const payer of await mined.payers(order.length)) {
        await mined.send(payer);
        await mined.mine();
        claims.push(await startClaim(payer));
      }
      await mineUntil('the claims to settle', all(claims, 'SETTLED'));
      reversals = await loseDeliveries(claims);
      const held = reversals.map((id, index) => ({
        point: order[index] ?? mirroring,
        subjects: [id],
      }));
      gate.hold(
        held.map((one) => (one.point === mirroring ? { ...one, point: beforeMirroring } : one)),
      );
      await standing('the reversals');
      gate.hold(held.filter(({ point }) => point === mirroring));
      await standing('the last reversal');
      await end(how, await Promise.all(reversals.map(workflowOf)));
    }, 200_000);

    test.each(order)(
      'at %s',
      async (point) => {
        const claim = claims[order.indexOf(point)];
        const reversal = reversals[order.indexOf(point)];
        if (claim === undefined || reversal === undefined)
          throw new Error(`Expected a reversal at ${point}`);
        const asClaim = { intentId: reversal, workflowId: '', wallet: '0x' } as const;
        await mineUntil('the reversal to settle', all([asClaim], 'SETTLED'));
        expect(await received(claim.wallet)).toBe(0n);
        expect(await reversalsOf(claim.intentId)).toHaveLength(1);
        await expectBalancedLedger(platform);
        table.passed(point, how);
      },
      200_000,
    );
  });
});

async function workflowOf(intentId: string): Promise<Claim> {
  const [row] = await platform.db.select().from(intents).where(eq(intents.id, intentId));
  return { intentId, workflowId: row?.workflowId ?? '', wallet: '0x' };
}

function reversalsOf(intentId: string): Promise<{ id: string }[]> {
  return queryRows(
    platform.db,
    sql`select id from intents where reverses_intent_id = ${intentId}::uuid`,
    z.object({ id: z.string() }),
  );
}

const deliveryRow = z.object({ nonce: z.number(), block: z.coerce.bigint(), tx_hash: z.string() });

/** Takes the blocks of deliveries back and gives their nonces to somebody else; gives the reversals. */
async function loseDeliveries(claims: readonly Claim[]): Promise<string[]> {
  const deliveries = [];
  for (const { intentId } of claims) {
    const [row] = await queryRows(
      platform.db,
      sql`select s.nonce::int as nonce, a.mined_block::text as block, a.tx_hash
        from slots s join attempts a on a.slot_id = s.id where s.intent_id = ${intentId}::uuid`,
      deliveryRow,
    );
    if (row === undefined) throw new Error('Expected a delivery');
    deliveries.push(row);
  }
  const { number: head } = await chain.head();
  const depth = Math.max(...deliveries.map(({ block }) => Number(head - block))) + 1;
  await mined.takeBack(depth);
  await mined.drop(deliveries.map(({ tx_hash }) => tx_hash));
  const { url } = platform.stack.anvil;
  await callRpc(url, 'anvil_impersonateAccount', [platform.treasury]);
  for (const { nonce } of deliveries) {
    const fees = { maxFeePerGas: '0x174876e800', maxPriorityFeePerGas: '0x12a05f200' };
    const self = { from: platform.treasury, to: platform.treasury, value: '0x0', gas: '0x5208' };
    await callRpc(url, 'eth_sendTransaction', [
      { ...self, ...fees, nonce: `0x${nonce.toString(16)}` },
    ]);
  }
  await mined.mineForNow(depth + 1);
  const reversals: string[] = [];
  for (const { intentId } of claims) {
    const look = async () => (await reversalsOf(intentId))[0] ?? null;
    const { timeout: timeoutMs } = patience;
    const what = `${intentId} to be reversed`;
    reversals.push((await until(look, { what, timeoutMs, everyMs: 100 })).id);
  }
  return reversals;
}

test('no point is left out, the ledger balances, and no run has gone round in circles', async () => {
  expect(table.missing()).toEqual([]);
  await expectBalancedLedger(platform);
  const query = 'WorkflowType IN ("claim", "reversal")';
  for await (const { workflowId, runId } of temporal.client.workflow.list({ query })) {
    const { events } = await temporal.client.workflow.getHandle(workflowId, runId).fetchHistory();
    expect(events?.length, workflowId).toBeLessThan(eventsMax);
  }
});

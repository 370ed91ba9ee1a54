/**
 * Goal: an operator's decision about a parked claim has its effect once, whoever is away when it is given: no
 * worker, a workflow ended by hand, ten requests at once. Method: API and workers as processes on real
 * PostgreSQL, Redis, Temporal and Anvil; claims park because the token's contract refuses to move.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { decisions } from '../../db/schema/intents.ts';
import { newId } from '../../domain/ids.ts';
import { callRpc } from '../../ops/stack/anvil.ts';
import type { TemporalClient } from '../../platform/temporal-connection.ts';
import { enterUsers, payFee } from '../harness/actors/claimants.ts';
import { asOperator, decisionsOf, enterDecider, parkByHand } from '../harness/actors/decisions.ts';
import { awaitFinal, readIntent, recordClaim } from '../harness/actors/flow.ts';
import { intervene } from '../harness/actors/workflow-killer.ts';
import {
  expectBalancedLedger,
  expectExactlyOnce,
  expectOneDelivery,
} from '../harness/oracles/exactly-once.ts';
import { walletNumber } from '../harness/samples/writes.ts';
import type { NodeProcess } from '../harness/worlds/node-process.ts';
import { type RealPlatform, startRealPlatform } from '../harness/worlds/real-platform.ts';
import { connectTo } from '../harness/worlds/temporal-client.ts';

const fee = 100_000_000n;
/** PUSH1 0, PUSH1 0, REVERT: whatever is called, it reverts. */
const refusingCode = '0x60006000fd';
const [retried, lost, abandoned, signed] = [0xd101, 0xd102, 0xd103, 0xd104].map(walletNumber);
let platform: RealPlatform;
let temporal: TemporalClient;
let worker: NodeProcess;
let api: string;
let workingCode: unknown;
const intentOf = new Map<string, string>();

const parkedShape = z.object({
  state: z.string(),
  parked: z.boolean(),
  parkedReason: z.string().nullable(),
  workflowId: z.string(),
  canAbandon: z.boolean(),
  decisions: z.array(
    z.object({
      id: z.string(),
      outcome: z.string().nullable(),
      outcomeDetail: z.string().nullable(),
    }),
  ),
});

beforeAll(async () => {
  platform = await startRealPlatform({ blockTimeS: 1 });
  temporal = await connectTo(platform.stack.temporal);
  const wallets = [retried, lost, abandoned, signed].map((wallet) => wallet ?? '0x');
  await enterUsers(platform, wallets);
  await enterDecider(platform.db);
  const [started, served] = await Promise.all([startSweepingWorker(), platform.startApi()]);
  worker = started;
  api = served.url;
  workingCode = await anvil('eth_getCode', [platform.tokens.sge, 'latest']);
  await anvil('anvil_setCode', [platform.tokens.sge, refusingCode]);
  for (const wallet of [retried, lost, abandoned]) await claim(wallet ?? '0x');
});
afterAll(async () => {
  await temporal?.close();
  await platform?.[Symbol.asyncDispose]();
});

function startSweepingWorker(extra: Readonly<Record<string, string>> = {}): Promise<NodeProcess> {
  return platform.startWorker({ SWEEP_INTERVAL_MS: '1000', ...extra });
}

function anvil(method: string, params: readonly unknown[]): Promise<unknown> {
  return callRpc(platform.stack.anvil.url, method, [...params]);
}

async function claim(wallet: `0x${string}`): Promise<string> {
  const txHash = await payFee(platform, { wallet, amount: fee });
  const id = await recordClaim(api, { wallet, txHash, key: `parked-${wallet}` });
  intentOf.set(wallet, id);
  return id;
}

function idOf(wallet: string | undefined): string {
  const id = intentOf.get(wallet ?? '');
  if (id === undefined) throw new Error(`Expected a claim of ${wallet}`);
  return id;
}

async function readParked(id: string): Promise<z.infer<typeof parkedShape>> {
  const response = await fetch(`${api}/api/admin/dlq/${id}`, asOperator());
  return parkedShape.parse(await response.json());
}

async function parkedAs(id: string, reason: string): Promise<void> {
  await expect
    .poll(async () => (await readParked(id)).parkedReason, { timeout: 60_000, interval: 250 })
    .toContain(reason);
}

async function decide(id: string, type: 'retry' | 'abandon', key?: string) {
  const request = asOperator({ reason: 'the token is open again' }, key);
  const response = await fetch(`${api}/api/admin/dlq/${id}/${type}`, request);
  return { status: response.status, text: await response.text() };
}

async function outcomesOf(id: string) {
  return (await readParked(id)).decisions.map(({ outcome }) => outcome);
}

test('a call that reverts parks its claim: in the API, in the list, and for a search in Temporal', async () => {
  await Promise.all([...intentOf.values()].map((id) => parkedAs(id, 'CallReverts')));
  const intent = z
    .object({ parked: z.literal(true), parkedReason: z.string(), workflowId: z.string() })
    .parse(await (await fetch(`${api}/api/v2/intents/${idOf(retried)}`)).json());
  expect(intent.parkedReason).toMatch(/^RetriesExhausted: CallReverts: /);
  const list = await (await fetch(`${api}/api/admin/dlq`, asOperator())).json();
  const listed = z.object({ intents: z.array(z.object({ intentId: z.string() })) }).parse(list);
  expect(listed.intents.map((item) => item.intentId).sort()).toEqual([...intentOf.values()].sort());
  const handle = temporal.client.workflow.getHandle(intent.workflowId);
  const { searchAttributes } = await handle.describe();
  expect(searchAttributes).toMatchObject({ QuittanceParked: [true], QuittanceState: ['LOCKED'] });
  const metrics = await (await fetch(`${api}/metrics`)).text();
  expect(metrics).toMatch(/quittance_parked_intents\{kind="claim",state="LOCKED"\} 3/);
});

test('giving up a claim that has sent nothing fails it, and its payment stays in suspense', async () => {
  const id = idOf(abandoned);
  expect((await decide(id, 'abandon')).status).toBe(202);
  const intent = await expectFinal(id);
  expect(intent.failure?.code).toBe('ABANDONED');
  expect(intent.payment?.status).toBe('SUSPENSE');
  const [decision] = (await readParked(id)).decisions;
  expect(decision?.outcome).toBe('abandoned');
  expect(decision?.outcomeDetail).toContain('stays in suspense');
});

test('decided ten times at once with no worker alive: carried out once when a worker comes', async () => {
  const id = idOf(retried);
  await worker.stop();
  await anvil('anvil_setCode', [platform.tokens.sge, workingCode]);
  const keys = Array.from({ length: 5 }, () => crypto.randomUUID());
  const answers = await Promise.all([...keys, ...keys].map((key) => decide(id, 'retry', key)));
  const accepted = answers.filter(({ status }) => status === 202);
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202, 409]));
  expect(new Set(accepted.map(({ text }) => text)).size).toBe(1);
  expect(await outcomesOf(id)).toEqual([null]);
  expect((await readIntent(api, id)).parked).toBe(true);
  worker = await startSweepingWorker();
  expect((await expectFinal(id)).state).toBe('SETTLED');
  expect(await outcomesOf(id)).toEqual(['resumed']);
  await expectExactlyOnce(platform, id);
  await expectOneDelivery(platform, retried ?? '0x');
});

test('a workflow ended by hand while parked: its successor stays parked until the decision gets through', async () => {
  const id = idOf(lost);
  const { workflowId } = await readParked(id);
  expect(await intervene(temporal, workflowId, 'terminate')).toBe(true);
  const handle = temporal.client.workflow.getHandle(workflowId);
  await expect
    .poll(async () => (await handle.describe()).status.name, { timeout: 30_000 })
    .toBe('RUNNING');
  const still = await readParked(id);
  expect(still).toMatchObject({ parked: true, decisions: [] });
  expect((await decide(id, 'retry')).status).toBe(202);
  const intent = await expectFinal(id);
  expect(intent.state).toBe('SETTLED');
  const parkings = intent.transitions.filter(({ reason }) => reason.startsWith('parked: '));
  expect(parkings).toHaveLength(1);
  await expectExactlyOnce(platform, id);
  await expectOneDelivery(platform, lost ?? '0x');
});

test('what is signed can not be given up, neither at the API nor by a decision that comes too late', async () => {
  await worker.stop();
  const dying = await startSweepingWorker({ QUITTANCE_CRASH_POINT: 'submitTransaction:stored' });
  const id = await claim(signed ?? '0x');
  await dying.ended;
  const { workflowId, state } = await readParked(id);
  expect(state).toBe('SUBMITTED');
  await intervene(temporal, workflowId, 'terminate');
  await parkByHand(platform.db, id);
  const refused = await decide(id, 'abandon');
  expect(refused.status).toBe(409);
  expect(JSON.parse(refused.text)).toMatchObject({ code: 'ABANDON_REFUSED' });
  // As if it had been taken in a moment before the transaction was signed.
  await platform.db.insert(decisions).values({
    id: newId(),
    programId: platform.programId,
    intentId: id,
    type: 'abandon',
    operator: 'operator:test',
    reason: 'too late',
    intentVersion: (await versionOf(id)) ?? -1,
  });
  worker = await startSweepingWorker();
  await expect.poll(() => outcomesOf(id), { timeout: 60_000 }).toEqual(['refused']);
  const [late] = await decisionsOf(platform.db, id);
  expect(late?.outcomeDetail).toContain('money may have left');
  expect(await readParked(id)).toMatchObject({ parked: true, canAbandon: false });
  expect((await decide(id, 'retry')).status).toBe(202);
  expect((await expectFinal(id)).state).toBe('SETTLED');
  expect(await outcomesOf(id)).toEqual(['resumed', 'refused']);
  await expectExactlyOnce(platform, id);
  await expectOneDelivery(platform, signed ?? '0x');
  await expectBalancedLedger(platform);
});

/** Waits for the end of an intent that may still be parked for a moment. */
async function expectFinal(id: string) {
  await expect
    .poll(async () => (await readParked(id)).parked, { timeout: 90_000, interval: 250 })
    .toBe(false);
  return await awaitFinal(api, id);
}

async function versionOf(id: string): Promise<number | undefined> {
  const rows = await platform.db.query.intents.findMany({
    columns: { version: true },
    where: (intent, { eq }) => eq(intent.id, id),
  });
  return rows[0]?.version;
}

/**
 * Goal: the processes follow a reorganisation: the worker's watcher and keeper, its relay (which starts the
 * reversal) and the workflows on Temporal. Method: PostgreSQL, Temporal, Anvil and a worker process; three claims,
 * settled, sent and waiting, lose their blocks and get them back, and the worker is killed in between.
 */
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { createChain } from '../../chain/viem-chain.ts';
import { accept } from '../../db/accept.ts';
import { queryRows } from '../../db/database.ts';
import { intents } from '../../db/schema/intents.ts';
import type { Chain } from '../../domain/chain-port.ts';
import { enterUsers } from '../harness/actors/claimants.ts';
import {
  expectBalancedLedger,
  expectExactlyOnce,
  expectOneDelivery,
} from '../harness/oracles/exactly-once.ts';
import { claimItem } from '../harness/samples/writes.ts';
import { until } from '../harness/until.ts';
import { type RealPlatform, startRealPlatform } from '../harness/worlds/real-platform.ts';
import { openRealReorgChain } from '../harness/worlds/real-reorg-chain.ts';
import type { Payer, ReorgChain } from '../harness/worlds/reorg-chain.ts';

const settings = { CHAIN_POLL_MS: '100', RELAY_INTERVAL_MS: '200', KEEPER_LEASE_MS: '3000' };
let platform: RealPlatform;
let chain: Chain;
let mined: ReorgChain;

beforeAll(async () => {
  platform = await startRealPlatform();
  chain = createChain(platform.endpoint);
  mined = await openRealReorgChain(platform, chain);
});
afterAll(async () => {
  await chain?.close();
  await platform?.[Symbol.asyncDispose]();
});

async function claim(payer: Payer): Promise<string> {
  const wallet = payer.signer.address;
  await enterUsers(platform, [wallet]);
  await mined.send(payer);
  const { programId } = platform;
  const item = claimItem({ programId, wallet, key: payer.txHash, txHash: payer.txHash });
  const [outcome] = await accept(platform.db, [item]);
  if (outcome?.status !== 'accepted' || item.effect.type !== 'claim')
    throw new Error('Expected an accepted claim');
  return item.effect.intent.id;
}

async function stateOf(intentId: string): Promise<string> {
  const [row] = await platform.db.select().from(intents).where(eq(intents.id, intentId));
  return row?.parked === true ? `parked: ${row.parkedReason}` : (row?.state ?? 'MISSING');
}

async function reversalStates(): Promise<string[]> {
  const rows = await queryRows(
    platform.db,
    sql`select state || coalesce(' ' || failure_code, '') as state from intents where kind = 'reversal'`,
    z.object({ state: z.string() }),
  );
  return rows.map((row) => row.state);
}

const patience = { timeout: 90_000, interval: 100 };

/** Mines a block every now and then until `isSo`. */
async function mineUntil(isSo: () => Promise<boolean>): Promise<void> {
  let looks = 0;
  const look = async () => {
    if (await isSo()) return true;
    looks += 1;
    if (looks % 8 === 0) await mined.mineForNow();
    return false;
  };
  const { timeout: timeoutMs, interval: everyMs } = patience;
  await until(look, { what: 'the claims to get on', timeoutMs, everyMs });
}

test('claims lose their blocks and get them back under a worker that is killed: each settles once', async () => {
  const first = await platform.startWorker(settings);
  const [settled, sent, waiting] = await mined.payers(3);
  if (settled === undefined || sent === undefined || waiting === undefined)
    throw new Error('Expected payers');
  const settledId = await claim(settled);
  await mined.mineForNow();
  await mineUntil(async () => (await stateOf(settledId)) === 'SETTLED');
  const sentId = await claim(sent);
  await mined.mineForNow(2);
  await expect.poll(() => stateOf(sentId), patience).toBe('SUBMITTED');
  const waitingId = await claim(waiting);
  await mined.mineForNow();
  await expect.poll(() => stateOf(waitingId), patience).toBe('LOCKED');

  const { number: head } = await chain.head();
  const [delivered] = await queryRows(
    platform.db,
    sql`select min(mined_block)::text as block from attempts`,
    z.object({ block: z.coerce.bigint() }),
  );
  const depth = Number(head - (delivered?.block ?? head)) + 1;
  await mined.takeBack(depth);
  for (const payer of [settled, sent, waiting]) {
    if ((await chain.transactionStatus(payer.txHash)) === 'unknown') await mined.send(payer);
  }
  await mined.mineForNow(depth + 1);
  await expect.poll(async () => (await reversalStates()).length, patience).toBe(1);
  first.kill('SIGKILL');
  await first.ended;
  await platform.startWorker(settings);
  await mineUntil(async () => {
    const states = await Promise.all([sentId, waitingId].map(stateOf));
    const [reversal] = await reversalStates();
    return states.every((state) => state === 'SETTLED') && reversal?.startsWith('FAILED') === true;
  });
  expect(await reversalStates()).toEqual(['FAILED SETTLEMENT_RESTORED']);
  for (const intentId of [sentId, waitingId]) await expectExactlyOnce(platform, intentId);
  for (const { signer } of [settled, sent, waiting])
    await expectOneDelivery(platform, signer.address);
  await expectBalancedLedger(platform);
  const open = await queryRows(
    platform.db,
    sql`select code from findings where closed_at is null and code <> 'CHAIN_REORGANISED'`,
    z.object({ code: z.string() }),
  );
  expect(open).toEqual([]);
}, 300_000);

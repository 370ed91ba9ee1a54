/**
 * Goal: what an activity has read before a reorganisation can not be booked or settled after it. Method: the node the
 * activities ask goes on showing the receipts of blocks that are gone, while the watcher sees the chain as it is.
 */
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { attempts, slots } from '../../db/schema/chain.ts';
import { transitions } from '../../db/schema/intents.ts';
import type { ReceiptView } from '../../domain/chain-port.ts';
import { storedTxHash } from '../../domain/chain-values.ts';
import { endOfClaim, expectSameTotals, untilStandings } from '../harness/actors/reorg-claims.ts';
import { mineUntil } from '../harness/actors/reorg-settled.ts';
import { openReorgChain, type Payer, type ReorgChain } from '../harness/worlds/reorg-chain.ts';
import { openSagaWorld, type SagaWorld } from '../harness/worlds/saga-world.ts';

/** Receipts the activities are shown, whatever has become of their blocks. */
const stale = new Map<string, ReceiptView>();
let world: SagaWorld;
let chain: ReorgChain;

beforeAll(async () => {
  world = await openSagaWorld({
    mineByHand: true,
    keeper: { pollMs: 30 },
    aroundChain: (real) => ({
      ...real,
      receipt: async (txHash) => stale.get(txHash) ?? real.receipt(txHash),
    }),
  });
  chain = await openReorgChain(world.fixture);
  world.openKeeper();
});
afterAll(() => world?.[Symbol.asyncDispose]());

async function aPayer(): Promise<Payer> {
  const [payer] = await chain.payers(1);
  if (payer === undefined) throw new Error('Expected a payer');
  await world.enter(payer.signer.address);
  return payer;
}

async function freeze(txHash: `0x${string}`): Promise<void> {
  const receipt = await world.fixture.chain.receipt(txHash);
  if (receipt === null) throw new Error(`Expected ${txHash} to be mined`);
  stale.set(txHash, receipt);
}

/** Waits until the watcher has worked in a reorganisation and followed the chain for some blocks. */
async function followed(): Promise<void> {
  await chain.mineForNow(4);
  const giveUpAt = Date.now() + 1500;
  await untilStandings(world, 'the intents to be looked at', () => Date.now() > giveUpAt);
}

test('a payment in a block that is gone is not booked', async () => {
  const payer = await aPayer();
  await chain.send(payer);
  await chain.mineForNow(2);
  await freeze(payer.txHash);
  await chain.takeBack(2);
  await chain.mineForNow(3);
  const intentId = await world.start({ wallet: payer.signer.address, txHash: payer.txHash });
  await followed();
  expect(await endOfClaim(world, intentId)).toMatchObject({ state: 'LOCKED', payment_hash: null });
  stale.clear();
  await chain.send(payer);
  await chain.mine(2);
  await untilStandings(world, 'it to be booked', (all) => all.get(intentId)?.state === 'SUBMITTED');
  await chain.mine(2);
  await untilStandings(world, 'it to settle', (all) => all.get(intentId)?.state === 'SETTLED');
  await expectSameTotals(world);
});

test('a delivery confirmed by a block that is gone is taken back instead of settled', async () => {
  const payer = await aPayer();
  await chain.send(payer);
  await chain.mine(2);
  const intentId = await world.start({ wallet: payer.signer.address, txHash: payer.txHash });
  await untilStandings(world, 'it to be sent', (all) => all.get(intentId)?.state === 'SUBMITTED');
  await chain.mineForNow();
  const txHash = await deliveryOf(intentId);
  await freeze(txHash);
  await chain.takeBack(1);
  await chain.drop([txHash]);
  await chain.mineForNow(3);
  await followed();
  expect(await movesOf(intentId)).toContain('CONFIRMED SUBMITTED');
  expect(await movesOf(intentId)).not.toContain('CONFIRMED SETTLED');
  stale.clear();
  await mineUntil({ world, chain }, intentId, ({ state }) => state === 'SETTLED');
  expect(await endOfClaim(world, intentId)).toMatchObject({ reversal: null, findings: [] });
  await expectSameTotals(world);
});

async function deliveryOf(intentId: string): Promise<`0x${string}`> {
  const [row] = await world.database.app
    .select({ txHash: attempts.txHash })
    .from(slots)
    .innerJoin(attempts, eq(attempts.slotId, slots.id))
    .where(eq(slots.intentId, intentId));
  return storedTxHash.parse(row?.txHash);
}

async function movesOf(intentId: string): Promise<string[]> {
  const rows = await world.database.app
    .select()
    .from(transitions)
    .where(eq(transitions.intentId, intentId));
  return rows.map(({ fromState, toState }) => `${fromState} ${toState}`);
}

/**
 * Goal: no settlement without its payment and its delivery, no payment without its settlement, however the chain
 * changes its mind. Method: properties. Claims in every state at once on the in-process chain, which is taken back
 * by any depth, with any fate of the payments; PGlite, the in-process driver, watcher and keeper as they are. The
 * rounds of an example follow each other on one chain, so that each starts from what the last has left.
 */

import { and, eq, isNull } from 'drizzle-orm';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findings } from '../../db/schema/findings.ts';
import type { FindingCode } from '../../domain/finding-codes.ts';
import {
  createHolds,
  expectSameTotals,
  standings,
  untilStandings,
} from '../harness/actors/reorg-claims.ts';
import { createRoundClock, fates, paymentWaitMs, runRound } from '../harness/actors/reorg-round.ts';
import { inDepth } from '../harness/depth.ts';
import { property } from '../harness/property.ts';
import { openReorgChain, type ReorgChain } from '../harness/worlds/reorg-chain.ts';
import { openSagaWorld, type SagaWorld } from '../harness/worlds/saga-world.ts';

const clock = createRoundClock();
const holds = createHolds();
let world: SagaWorld;
let chain: ReorgChain;

beforeAll(async () => {
  world = await openSagaWorld({
    mineByHand: true,
    paymentWaitMs,
    now: clock.now,
    crash: holds.crash,
    keeper: { pollMs: 30 },
  });
  chain = await openReorgChain(world.fixture);
  world.openKeeper();
});
afterAll(async () => {
  holds.release();
  await world?.[Symbol.asyncDispose]();
});

const depth = fc.integer({ min: 1, max: 6 });

// Few runs: the node keeps a limited number of snapshots. A failed round can not be undone, so none is shrunk.
property([depth, fc.constantFrom(...fates)], { numRuns: inDepth(3, 6), endOnFailure: true })(
  'after any reorganisation chain, claims and ledger say the same',
  async (blocks, fate) => {
    const round = { world, chain, holds, confirmations: 2, clock, depth: blocks, fate };
    expect((await runRound(round)).size).toBe(standings.length);
  },
);

test('a payment that comes back after its claim has failed is taken by another claim, and booked again', async () => {
  const round = { world, chain, holds, confirmations: 2, clock } as const;
  const failed = (await runRound({ ...round, depth: 4, fate: 'gone' })).get('LOCKED, booked');
  expect(failed?.end).toMatchObject({ state: 'FAILED', failure_code: 'PAYMENT_VANISHED' });
  if (failed === undefined) throw new Error('Expected a claim');
  const { payer } = failed;
  await chain.send(payer);
  await chain.mine(2);
  await expect.poll(() => openFindings('VANISHED_PAYMENT_RETURNED'), { timeout: 10_000 }).toBe(1);
  const claim = { wallet: payer.signer.address, txHash: payer.txHash, key: 'once more' };
  const intentId = await world.start(claim);
  await untilStandings(
    world,
    'its delivery to be sent',
    (all) => all.get(intentId)?.state === 'SUBMITTED',
  );
  await chain.mine();
  await chain.mine();
  await untilStandings(world, 'it to settle', (all) => all.get(intentId)?.state === 'SETTLED');
  expect(await openFindings('VANISHED_PAYMENT_RETURNED')).toBe(0);
  await expectSameTotals(world);
});

async function openFindings(code: FindingCode): Promise<number> {
  const rows = await world.database.app
    .select()
    .from(findings)
    .where(and(eq(findings.code, code), isNull(findings.closedAt)));
  return rows.length;
}

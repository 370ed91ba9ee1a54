/**
 * Goal: no payment without its settlement, no settlement without its payment, after reorganisations of many depths
 * under claims in every state. Method: Anvil, taken back by snapshot and revert and mined on with other blocks;
 * PostgreSQL; sagas, activities, watcher and keeper as they are, held up in states by crash points. Each round
 * has one claim per state and is judged by the chain's own receipts and balances; the table is printed.
 */
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { programs } from '../../db/schema/programs.ts';
import { type ClaimEnd, createHolds, standings } from '../harness/actors/reorg-claims.ts';
import { createRoundClock, fates, paymentWaitMs, runRound } from '../harness/actors/reorg-round.ts';
import { inDepth } from '../harness/depth.ts';
import { openReorgChain, type ReorgChain } from '../harness/worlds/reorg-chain.ts';
import { openSagaWorld, type SagaWorld } from '../harness/worlds/saga-world.ts';

const clock = createRoundClock();
/** The property over the in-process chain (tests/sagas) goes through all of them each time. */
const depths = inDepth([1, 4], [1, 2, 3, 4, 5, 6]);
const confirmationsWanted = inDepth([2], [2, 3]);
const holds = createHolds();
const table: string[] = [];
let world: SagaWorld;
let chain: ReorgChain;

beforeAll(async () => {
  world = await openSagaWorld({
    chain: 'anvil',
    engine: 'postgres',
    mineByHand: true,
    paymentWaitMs,
    now: clock.now,
    crash: holds.crash,
    keeper: { pollMs: 50 },
  });
  chain = await openReorgChain(world.fixture);
  world.openKeeper();
});
afterAll(async () => {
  process.stdout.write(`${[heading(), ...table].join('\n')}\n`);
  holds.release();
  await world?.[Symbol.asyncDispose]();
});

const rounds = confirmationsWanted.flatMap((confirmations) =>
  fates.flatMap((fate) => depths.map((depth) => ({ confirmations, fate, depth }))),
);

test.each(rounds)(
  'depth $depth, $confirmations confirmations, payments: $fate',
  async ({ confirmations, fate, depth }) => {
    await world.database.asOwner(async (owner) => {
      await owner.update(programs).set({ confirmations }).where(eq(programs.id, world.programId));
    });
    const round = { world, chain, holds, confirmations, depth, fate, clock };
    const ends = await runRound(round);
    const cells = standings.map((standing) => outcome(ends.get(standing)?.end));
    table.push(line([String(depth), String(confirmations), fate, ...cells]));
    expect(cells).not.toContain('?');
    // Nothing is signed for a payment that is gone.
    expect(ends.get('LOCKED, booked')?.end.parked).toBe(false);
  },
);

/** What became of a claim, in a word or two. */
function outcome(end: ClaimEnd | undefined): string {
  if (end === undefined) return '?';
  if (end.parked) return 'parked';
  if (end.state === 'FAILED') return 'failed';
  if (end.reversal === null) return 'settled';
  return end.reversal.startsWith('SETTLED') ? 'reversed' : 'restored';
}

function heading(): string {
  return line(['depth', 'conf.', 'payments', ...standings]);
}

function line(cells: readonly string[]): string {
  return cells.map((cell) => cell.padEnd(17)).join('');
}

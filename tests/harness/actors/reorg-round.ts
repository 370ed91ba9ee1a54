/** One reorganisation under six claims, one in each state, and what became of them. */
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { queryRows } from '../../../db/database.ts';
import { until } from '../until.ts';
import {
  bringClaims,
  type ClaimEnd,
  endOfClaim,
  expectSameTotals,
  expectTrue,
  type IntentStanding,
  isQuiet,
  nudge,
  readStandings,
  type Stage,
  type Standing,
  type StandingClaim,
  untilStandings,
} from './reorg-claims.ts';

/**
 * What becomes of the payments the reorganisation takes away. `returns`: the wallets send them again. `gone`: never,
 * and nothing is mined until that is certain. `gone late`: never, and blocks go on meanwhile.
 */
export const fates = ['returns', 'gone', 'gone late'] as const;
export type Fate = (typeof fates)[number];

/**
 * The clock of the activities: a payment that is gone is waited for by setting it ahead. By the machine's clock a slow
 * machine would give up payments that are about to return.
 */
export interface RoundClock {
  now(): number;
  aheadMs: number;
}

/** How long a payment is waited for; no machine is as slow as that. */
export const paymentWaitMs = 3_600_000;

/** A clock that shows the machine's time. */
export function createRoundClock(): RoundClock {
  const clock = { aheadMs: 0, now: () => Date.now() + clock.aheadMs };
  return clock;
}

export interface Round extends Stage {
  readonly depth: number;
  readonly fate: Fate;
  /** The clock of the world. */
  readonly clock: RoundClock;
}

/** A claim at the end of its round. */
export interface EndedClaim extends StandingClaim {
  readonly end: ClaimEnd;
}

/** Runs a round to its end, judges it, and gives what became of each claim. */
export async function runRound(round: Round): Promise<ReadonlyMap<Standing, EndedClaim>> {
  const { world, chain, holds, depth, fate } = round;
  const claims = await bringClaims(round);
  const unmined = await openAttempts(round);
  await chain.takeBack(depth);
  // What a node forgets is sent again by the keeper; until then no block may hold it.
  await chain.drop(unmined);
  if (fate === 'returns') await sendAgain(round, claims);
  await chain.mine(fate === 'gone' ? 1 : depth + 1);
  await reorganised(round);
  holds.release();
  if (fate !== 'returns') await outwait(round, claims);
  await goOn(round);
  const ends = new Map<Standing, EndedClaim>();
  for (const claim of claims) {
    const end = await endOfClaim(world, claim.intentId);
    await expectTrue(world, end);
    ends.set(claim.standing, { ...claim, end });
  }
  await expectSameTotals(world);
  round.clock.aheadMs = 0;
  return ends;
}

/** Mines on until every intent has ended, one way or another. */
async function goOn(round: Round): Promise<void> {
  const { world, chain, depth, fate } = round;
  let rows: readonly IntentStanding[] = [];
  const look = async () => {
    await chain.mine();
    // The watcher has to see the block first: what is quiet before that may not stay so.
    await reorganised(round);
    await sleep(50);
    rows = await readStandings(world);
    if (isQuiet(rows)) return true;
    await nudge(world, rows);
    return false;
  };
  await until(look, { what: `round ${depth}, ${fate} to end`, everyMs: 0, state: () => rows });
}

async function openAttempts({ world }: Round): Promise<string[]> {
  const rows = await queryRows(
    world.database.app,
    sql`select a.tx_hash from attempts a join slots s on s.id = a.slot_id where s.state = 'OPEN'`,
    z.object({ tx_hash: z.string() }),
  );
  return rows.map((row) => row.tx_hash);
}

async function sendAgain({ chain, world }: Round, claims: readonly StandingClaim[]): Promise<void> {
  for (const { payer } of claims) {
    const status = await world.fixture.chain.transactionStatus(payer.txHash);
    if (status === 'unknown') await chain.send(payer);
  }
}

/** Waits until the database is on the chain's present branch. */
async function reorganised({ world }: Round): Promise<void> {
  const { chain } = world.fixture;
  const look = async () => {
    const head = await chain.head();
    const [known] = await queryRows(
      world.database.app,
      sql`select hash from blocks where chain_id = ${chain.chainId} and number = ${head.number}`,
      z.object({ hash: z.string() }),
    );
    return known?.hash === head.hash;
  };
  const what = 'the watcher to work the reorganisation in';
  await until(look, { what, timeoutMs: 30_000, everyMs: 30 });
}

/** Waits until it is certain that the payments do not come back, and the deliveries for them are being cancelled. */
async function outwait(round: Round, claims: readonly StandingClaim[]): Promise<void> {
  const { world, fate, clock } = round;
  clock.aheadMs = paymentWaitMs + 60_000;
  if (fate === 'gone late') return;
  await untilStandings(world, 'deliveries without a payment to be cancelled', (intents) =>
    claims.every(({ intentId }) => {
      const row = intents.get(intentId);
      return row?.state !== 'SUBMITTED' || !row.orphaned || row.cancels > 0;
    }),
  );
}

/** Claims brought to every state at once on a chain mined by hand, and what must be true of them in the end. */
import { sql } from 'drizzle-orm';
import { expect } from 'vitest';
import { z } from 'zod';
import { queryRows } from '../../../db/database.ts';
import { programAccount } from '../../../domain/chart-of-accounts.ts';
import { balanceOf } from '../../../ledger/balances.ts';
import { auditLedger } from '../../../ledger/imbalance.ts';
import type { CrashHook, CrashPoint } from '../../../platform/crash-points.ts';
import { until } from '../until.ts';
import type { Payer, ReorgChain } from '../worlds/reorg-chain.ts';
import type { SagaWorld } from '../worlds/saga-world.ts';

/** Where a claim stands when the chain is reorganised, in the order in which they are brought there. */
export const standings = [
  'SETTLED',
  'CONFIRMED',
  'SUBMITTED, mined',
  'SUBMITTED, sent',
  'LOCKED, booked',
  'LOCKED, waiting',
] as const;
export type Standing = (typeof standings)[number];

export interface StandingClaim {
  readonly standing: Standing;
  readonly intentId: string;
  readonly payer: Payer;
}

/** Holds intents up at a crash point, as long as a test wants. */
export function createHolds(): {
  readonly crash: CrashHook;
  hold(intentId: string, point: CrashPoint): void;
  release(): void;
} {
  const held = new Map<string, CrashPoint>();
  let waiting: (() => void)[] = [];
  return {
    crash: async (point, subject) => {
      if (subject === undefined || held.get(subject) !== point) return;
      await new Promise<void>((resolve) => waiting.push(resolve));
    },
    hold: (intentId, point) => void held.set(intentId, point),
    release() {
      held.clear();
      for (const go of waiting) go();
      waiting = [];
    },
  };
}

const stateRow = z.object({
  id: z.string(),
  kind: z.string(),
  state: z.string(),
  parked: z.boolean(),
  workflow_id: z.string(),
  failure_code: z.string().nullable(),
  booked: z.boolean(),
  orphaned: z.boolean(),
  calls: z.number(),
  cancels: z.number(),
  mined: z.boolean(),
});
export type IntentStanding = z.infer<typeof stateRow>;

/** Where all intents are now. */
export function readStandings(world: SagaWorld): Promise<IntentStanding[]> {
  return queryRows(
    world.database.app,
    sql`select i.id, i.kind, i.state, i.parked, i.workflow_id, i.failure_code,
        exists (select from payments p where p.intent_id = i.id and p.status <> 'VANISHED') as booked,
        exists (select from payments p where p.intent_id = i.id and p.status <> 'VANISHED' and p.orphaned_at is not null) as orphaned,
        (select count(*)::int from slots s join attempts a on a.slot_id = s.id where s.intent_id = i.id and a.purpose = 'CALL') as calls,
        (select count(*)::int from slots s join attempts a on a.slot_id = s.id where s.intent_id = i.id and a.purpose = 'CANCEL') as cancels,
        exists (select from watches w where w.intent_id = i.id and w.seen_block is not null) as mined
      from intents i order by i.id`,
    stateRow,
  );
}

/** Waits until the intents are as they should be; wakes the open ones, so that nobody waits for timers. */
export async function untilStandings(
  world: SagaWorld,
  what: string,
  isSo: (intents: ReadonlyMap<string, IntentStanding>) => boolean,
): Promise<void> {
  let rows: readonly IntentStanding[] = [];
  const look = async () => {
    rows = await readStandings(world);
    if (isSo(new Map(rows.map((row) => [row.id, row])))) return true;
    await nudge(world, rows);
    return false;
  };
  await until(look, { what, everyMs: 60, state: () => rows.slice(-8) });
}

/** Starts what has no run, such as a reversal, and wakes the others. */
export async function nudge(world: SagaWorld, rows: readonly IntentStanding[]): Promise<void> {
  await world.orchestrator.resume(world.database.app);
  const open = rows.filter(({ state }) => state !== 'SETTLED' && state !== 'FAILED');
  for (const { workflow_id } of open) await world.orchestrator.signalChain(workflow_id);
}

/** What a claim is like when it has got to a standing, apart from where it is held up. */
const reached: Record<Standing, (row: IntentStanding) => boolean> = {
  SETTLED: ({ state }) => state === 'SETTLED',
  CONFIRMED: ({ state }) => state === 'CONFIRMED',
  'SUBMITTED, mined': ({ state, mined }) => state === 'SUBMITTED' && mined,
  'SUBMITTED, sent': ({ state }) => state === 'SUBMITTED',
  'LOCKED, booked': ({ state, booked }) => state === 'LOCKED' && booked,
  'LOCKED, waiting': ({ state }) => state === 'LOCKED',
};

/** Where claims are brought, over which chain, with how many confirmations. */
export interface Stage {
  readonly world: SagaWorld;
  readonly chain: ReorgChain;
  readonly holds: ReturnType<typeof createHolds>;
  readonly confirmations: number;
}

/**
 * Brings one claim to each standing, in twice as many blocks as there are confirmations: the newest payments are in
 * the newest block, the oldest in the oldest of them, and deliveries in between.
 */
export async function bringClaims(stage: Stage): Promise<readonly StandingClaim[]> {
  const { world, chain, confirmations: depth } = stage;
  const payers = await chain.payers(standings.length);
  await chain.mineForNow(6);
  const paidIn: Record<Standing, number> = {
    SETTLED: 1,
    CONFIRMED: 1,
    'SUBMITTED, mined': depth,
    'SUBMITTED, sent': depth + 1,
    'LOCKED, booked': depth + 1,
    'LOCKED, waiting': 2 * depth,
  };
  const claims: StandingClaim[] = [];
  for (let block = 1; block <= 2 * depth; block++) {
    for (const [index, standing] of standings.entries()) {
      const payer = payers[index];
      if (payer === undefined) throw new Error('Expected a payer');
      if (paidIn[standing] === block) claims.push(await startPaid(stage, standing, payer));
    }
    await chain.mineForNow();
    const deep = claims.filter(({ standing }) => paidIn[standing] <= block - depth + 1);
    await untilStandings(world, `payments of block ${block} to be booked`, (intents) =>
      deep.every(({ intentId, standing }) => {
        const row = intents.get(intentId);
        const sent = standing === 'LOCKED, booked' || row?.state !== 'LOCKED';
        return row?.booked === true && sent;
      }),
    );
    await everythingSent(stage);
  }
  await untilStandings(world, 'every claim to be where it should be', (intents) =>
    claims.every(({ standing, intentId }) => {
      const row = intents.get(intentId);
      return row !== undefined && reached[standing](row);
    }),
  );
  return claims;
}

/** Sends a payment and records it: a claim for one that no node knows would not wait for long. */
async function startPaid(
  { world, chain, holds }: Stage,
  standing: Standing,
  payer: Payer,
): Promise<StandingClaim> {
  await world.enter(payer.signer.address);
  await chain.send(payer);
  const intentId = await world.start({ wallet: payer.signer.address, txHash: payer.txHash });
  if (standing === 'LOCKED, booked') holds.hold(intentId, 'submitTransaction:before');
  if (standing === 'CONFIRMED') holds.hold(intentId, 'settleIntent:before');
  return { standing, intentId, payer };
}

/** Stored is not sent: waits until the node knows every transaction that waits to be mined. */
async function everythingSent({ world }: Stage): Promise<void> {
  const sent = z.object({ unsent: z.number() });
  await expect
    .poll(
      async () => {
        const [row] = await queryRows(
          world.database.app,
          sql`select count(*)::int as unsent from attempts a join slots s on s.id = a.slot_id
            where s.state = 'OPEN' and a.broadcast_at is null`,
          sent,
        );
        return row?.unsent;
      },
      { timeout: 20_000 },
    )
    .toBe(0);
}

/** Whether a round is over: every claim settled, failed or parked, every reversal at its end. */
export function isQuiet(intents: readonly IntentStanding[]): boolean {
  return intents.every(({ state, parked }) => state === 'SETTLED' || state === 'FAILED' || parked);
}

const endRow = z.object({
  id: z.string(),
  wallet: z.templateLiteral(['0x', z.string()]),
  state: z.string(),
  parked: z.boolean(),
  failure_code: z.string().nullable(),
  payment_hash: z.templateLiteral(['0x', z.string()]).nullable(),
  payment_status: z.string().nullable(),
  payment_block: z.string().nullable(),
  orphaned: z.boolean(),
  delivery_hash: z.templateLiteral(['0x', z.string()]).nullable(),
  delivery_block: z.string().nullable(),
  reversal: z.string().nullable(),
  findings: z.array(z.string()),
});
export type ClaimEnd = z.infer<typeof endRow>;

/** What became of a claim, in the database. */
export async function endOfClaim(world: SagaWorld, intentId: string): Promise<ClaimEnd> {
  const [row] = await queryRows(
    world.database.app,
    sql`select i.id, i.wallet, i.state, i.parked, i.failure_code, p.tx_hash as payment_hash, p.status as payment_status,
        p.block_hash as payment_block, coalesce(p.orphaned_at is not null, false) as orphaned,
        d.tx_hash as delivery_hash, d.mined_block_hash as delivery_block,
        (select r.state || coalesce(' ' || r.failure_code, '') from intents r where r.reverses_intent_id = i.id
          order by r.created_at desc limit 1) as reversal,
        coalesce((select jsonb_agg(f.code order by f.code) from findings f
          where f.subject = 'intent:' || i.id and f.closed_at is null), '[]') as findings
      from intents i left join payments p on p.intent_id = i.id
        left join lateral (select a.tx_hash, a.mined_block_hash from slots s join attempts a on a.slot_id = s.id
          where s.intent_id = i.id and s.state = 'EFFECTIVE' and a.mined_block is not null) d on true
      where i.id = ${intentId}::uuid`,
    endRow,
  );
  if (row === undefined) throw new Error(`Expected intent ${intentId} to exist`);
  return row;
}

const delivered = 1000n * 10n ** 18n;
/** What deployContracts mints to the platform's wallet beyond the inventory of the default program. */
const spare = 10n ** 27n;

/**
 * Expects that what the database says of a claim is what the chain shows: no settlement without its payment and its
 * delivery, no delivery without its settlement, except where an open finding says so.
 */
export async function expectTrue(world: SagaWorld, end: ClaimEnd): Promise<void> {
  const { chain, tokens } = world.fixture;
  const about = JSON.stringify(end);
  const payment = end.payment_hash === null ? null : await chain.receipt(end.payment_hash);
  const delivery = end.delivery_hash === null ? null : await chain.receipt(end.delivery_hash);
  const received = await chain.erc20Balance(tokens.sge, end.wallet);
  if (end.state === 'SETTLED' && !end.reversal?.startsWith('SETTLED')) {
    expect(end, about).toMatchObject({ payment_status: 'APPLIED', orphaned: false, findings: [] });
    expect(payment?.blockHash, about).toBe(end.payment_block);
    expect(delivery?.blockHash, about).toBe(end.delivery_block);
    expect(received, about).toBe(delivered);
  } else if (end.state === 'SETTLED') {
    expect(end, about).toMatchObject({ payment_status: 'VANISHED' });
    expect(end.findings, about).toEqual(['SETTLED_PAYMENT_VANISHED']);
    expect(payment, about).toBeNull();
    expect(received, about).toBe(delivered);
  } else if (end.state === 'FAILED') {
    expect(['PAYMENT_VANISHED', 'PAYMENT_NOT_FOUND'], about).toContain(end.failure_code);
    expect(end.findings, about).toEqual([]);
    expect(payment, about).toBeNull();
    expect(received, about).toBe(0n);
  } else {
    expect(end, about).toMatchObject({ state: 'CONFIRMED', parked: true, orphaned: true });
    expect(end.findings, about).toEqual(['PAYMENT_VANISHED_AFTER_DELIVERY']);
    expect(payment, about).toBeNull();
    expect(received, about).toBe(delivered);
  }
}

/** Expects the ledger to balance, and its treasury and inventory to be the chain's but for what findings explain. */
export async function expectSameTotals(world: SagaWorld): Promise<void> {
  const { database, fixture, programId } = world;
  const db = database.app;
  expect(await auditLedger(db)).toEqual({
    unbalancedTransactions: 0,
    unbalancedAssets: 0,
    driftedBalances: 0,
  });
  const [open] = await queryRows(
    db,
    sql`select
        coalesce((select sum(p.amount) from payments p where p.status <> 'VANISHED' and p.orphaned_at is not null), 0)::text as unpaid,
        (select count(*) from intents i where i.state = 'CONFIRMED')::text as unsettled`,
    z.object({ unpaid: z.coerce.bigint(), unsettled: z.coerce.bigint() }),
  );
  const { unpaid = 0n, unsettled = 0n } = open ?? {};
  const treasury = await balanceOf(db, programAccount(programId, 'treasury'), 'USDC');
  const inventory = await balanceOf(db, programAccount(programId, 'token_inventory'), 'SGE');
  const { usdc, sge } = fixture.tokens;
  const { address } = fixture.minter;
  expect(await fixture.chain.erc20Balance(usdc, address)).toBe(treasury.posted - unpaid);
  expect(await fixture.chain.erc20Balance(sge, address)).toBe(
    spare + inventory.posted - unsettled * delivered,
  );
}

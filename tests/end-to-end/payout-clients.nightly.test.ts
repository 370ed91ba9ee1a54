/**
 * Goal: the batch of a past period that ten clients create, edit, approve, execute, report on, retry and cancel at once
 * comes to the same end every time: one batch that is COMPLETED, every commission paid once. Method: two API processes
 * and a worker on the real parts; each client does in any order, again and again, whatever the routes have, under keys of
 * its own; one payout goes to a bank, which returns it the first time.
 */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { batchWithPayoutsSchema } from '../../api/schemas/payout.ts';
import { createChain } from '../../chain/viem-chain.ts';
import { queryRows } from '../../db/database.ts';
import { storedAddress } from '../../domain/chain-values.ts';
import { fundTreasury } from '../harness/actors/fund-treasury.ts';
import { enterOperator, type TestOperator } from '../harness/actors/operators.ts';
import { inDepth } from '../harness/depth.ts';
import { expectBalancedLedger } from '../harness/oracles/exactly-once.ts';
import { differingAccounts, growLine } from '../harness/samples/commission-tree.ts';
import { earnPayable } from '../harness/samples/payable-rows.ts';
import type { Earner } from '../harness/samples/payout-rows.ts';
import { seeded } from '../harness/samples/seeded.ts';
import { type RealPlatform, startRealPlatform } from '../harness/worlds/real-platform.ts';

const clients = 10;
const affiliates = 4;
const earned = 10_000_000n;
/** So many times a batch may be called off; then somebody has to carry one through. */
const cancelsMax = 2;

let platform: RealPlatform;
let urls: readonly string[] = [];
let people: readonly TestOperator[] = [];

beforeAll(async () => {
  platform = await startRealPlatform({ blockTimeS: 1 });
  const [, ...apis] = await Promise.all([
    platform.startWorker(),
    platform.startApi(),
    platform.startApi(),
  ]);
  urls = apis.map(({ url }) => url);
  const roles = (['operator', 'approver'] as const).map((role) => ({ role, programId: null }));
  people = await Promise.all(
    Array.from({ length: clients }, () => enterOperator(platform.db, { roles })),
  );
}, 120_000);
afterAll(() => platform?.[Symbol.asyncDispose]());

type Batch = z.infer<typeof batchWithPayoutsSchema>;
const listShape = z.object({
  batches: z.array(z.object({ batchId: z.string(), status: z.string() })),
});

/** What the clients share: the period, and how often it was called off. */
interface Round {
  readonly period: string;
  cancels: number;
}

/** A client of one of the two processes; every answer is one of those the routes promise. */
function clientOf(index: number, round: Round) {
  const person = people[index];
  const url = urls[index % urls.length];
  if (person === undefined || url === undefined) throw new Error('Expected a client');
  const send = async (path: string, init?: RequestInit): Promise<Response> => {
    const response = await fetch(`${url}/api/v2/payouts/${path}`, init);
    expect([200, 201, 202, 403, 409, 422], await response.clone().text()).toContain(
      response.status,
    );
    return response;
  };
  const write = (path: string, body: object, method?: 'PATCH') =>
    send(path, person.request(body, method === undefined ? {} : { method }));
  return {
    async current(): Promise<Batch | null> {
      const list = await send(`batches?period=${round.period}`, person.request());
      const { batches } = listShape.parse(await list.json());
      const live = batches.find(({ status }) => status !== 'CANCELLED');
      if (live === undefined) return null;
      const one = await send(`batch/${live.batchId}`, person.request());
      return batchWithPayoutsSchema.parse(await one.json());
    },
    create: () => write('batch/create', { programId: 'default', period: round.period }),
    toBank: ({ batchId, digest, payouts }: Batch) =>
      write(
        `batch/${batchId}`,
        { digest, methods: [{ payoutId: payouts[0]?.id, method: 'ACH' }] },
        'PATCH',
      ),
    approve: ({ batchId, digest }: Batch) => write(`batch/${batchId}/approve`, { digest }),
    execute: ({ batchId }: Batch) => write(`batch/${batchId}/execute`, {}),
    retry: ({ batchId }: Batch) => write(`batch/${batchId}/retry-failed`, {}),
    cancel: ({ batchId }: Batch) => write(`batch/${batchId}/cancel`, {}),
    /** The bank returns a payout the first time, and pays it the second. */
    report: ({ batchId, payouts }: Batch) =>
      write(`batch/${batchId}/results`, {
        rows: payouts
          .filter(({ method }) => method === 'ACH')
          .map(({ id, amount, retriesId }) => ({
            ...{ payoutId: id, amount: amount.amount, asset: amount.asset },
            outcome: retriesId === null ? 'FAILED' : 'PAID',
          })),
      }),
  };
}

/** Does whatever comes to its mind until the period's batch is paid. */
async function work(index: number, round: Round, seed: number): Promise<void> {
  const client = clientOf(index, round);
  const random = seeded(seed * clients + index);
  const giveUpAt = Date.now() + 150_000;
  for (;;) {
    const batch = await client.current();
    if (batch?.status === 'COMPLETED') return;
    if (Date.now() > giveUpAt) throw new Error(`Expected an end: ${JSON.stringify(batch)}`);
    if (batch === null) {
      await client.create();
      continue;
    }
    const byBank = batch.payouts.some(({ method }) => method === 'ACH');
    const wishes = [
      client.create,
      () => (byBank ? client.approve(batch) : client.toBank(batch)),
      () => (byBank ? client.execute(batch) : client.toBank(batch)),
      () => client.retry(batch),
      async () => (byBank && batch.status !== 'PENDING' ? await client.report(batch) : null),
      async () => {
        if (round.cancels >= cancelsMax || batch.status !== 'PENDING') return;
        const answer = await client.cancel(batch);
        if (answer.status === 200) round.cancels += 1;
      },
    ];
    await wishes[random(wishes.length)]?.();
  }
}

/** What an affiliate can be paid, and is in no payout. */
async function payableOf(affiliateId: string): Promise<bigint> {
  const [row] = await queryRows(
    platform.db,
    sql`select coalesce(sum(c.amount), 0)::text as amount from commissions c
      where c.affiliate_id = ${affiliateId}::uuid and c.status = 'PAYABLE'
        and not exists (select from payout_items i where i.commission_id = c.id and i.live)`,
    z.object({ amount: z.coerce.bigint() }),
  );
  return row?.amount ?? 0n;
}

const endRow = z.object({ batches: z.number(), executions: z.number(), twice: z.number() });

async function expectSameEnd(period: string, earners: readonly Earner[]): Promise<void> {
  const { db, tokens, endpoint } = platform;
  const [end] = await queryRows(
    db,
    sql`select (select count(*)::int from payout_batches where period = ${period} and status = 'COMPLETED') as batches,
        (select count(*)::int from intents i join payout_batches b on b.id = (i.input ->> 'batchId')::uuid
          where i.kind = 'payout_batch' and i.state = 'SETTLED' and b.period = ${period}) as executions,
        (select count(*)::int from (select commission_id from payout_items where live group by 1 having count(*) > 1) t) as twice`,
    endRow,
  );
  expect(end).toMatchObject({ batches: 1, twice: 0 });
  // One execution, and one retry of what the bank had returned.
  expect(end?.executions).toBeGreaterThanOrEqual(2);
  const chain = createChain(endpoint);
  const paidBy: string[] = [];
  for (const { affiliateId, wallet } of earners) {
    const onChain = await chain.erc20Balance(tokens.usdc, storedAddress.parse(wallet));
    const rows = await queryRows(
      db,
      sql`select p.method, p.amount::text as amount from payouts p
        where p.affiliate_id = ${affiliateId}::uuid and p.status = 'PAID'`,
      z.object({ method: z.string(), amount: z.coerce.bigint() }),
    );
    expect(rows.length).toBeLessThanOrEqual(1);
    const [paid] = rows;
    // One that was called off at the moment it began has let go of what had not left.
    if (paid === undefined) {
      expect([await payableOf(affiliateId), onChain]).toEqual([earned, 0n]);
      continue;
    }
    expect([paid?.amount, onChain]).toEqual([earned, paid?.method === 'ACH' ? 0n : earned]);
    paidBy.push(paid?.method ?? '');
  }
  await chain.close();
  expect(paidBy.filter((method) => method === 'ACH')).toHaveLength(1);
  expect(await differingAccounts(db)).toEqual([]);
  await expectBalancedLedger(platform);
}

test.each(inDepth([1], [1, 2, 3, 4]))(
  'ten clients do what they like to a batch: it is paid once (seed %i)',
  async (seed) => {
    const { db, programId } = platform;
    await fundTreasury(platform, BigInt(affiliates) * earned);
    const earners: Earner[] = [];
    for (let count = 0; count < affiliates; count++)
      earners.push(...(await growLine(db, programId, 1)));
    await earnPayable(db, earners);
    const round: Round = { period: `2026-0${seed}`, cancels: 0 };
    await Promise.all(Array.from({ length: clients }, (_, index) => work(index, round, seed)));
    await expectSameEnd(round.period, earners);
  },
  240_000,
);

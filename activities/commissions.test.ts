/**
 * Goal: whatever order payments are settled, released, planned for a payout and reversed in, each affiliate is owed in
 * the books exactly what its commissions come to, and no payment is split other than to the unit. Method: a property
 * over steps drawn at random, on PGlite through the database's guards.
 */
import { and, eq } from 'drizzle-orm';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect } from 'vitest';
import { releaseCommissions } from '../db/release-commissions.ts';
import { commissionRuns, commissions } from '../db/schema/commissions.ts';
import { affiliates } from '../db/schema/people.ts';
import { programs } from '../db/schema/programs.ts';
import { recompute } from '../domain/explain-commission.ts';
import { auditLedger } from '../ledger/imbalance.ts';
import { runs } from '../tests/harness/depth.ts';
import { property } from '../tests/harness/property.ts';
import {
  bring,
  differingAccounts,
  growLine,
  runOf,
} from '../tests/harness/samples/commission-tree.ts';
import { createProgram } from '../tests/harness/samples/ledger-fixtures.ts';
import { planBatch } from '../tests/harness/samples/payout-rows.ts';
import { reversePayment, settlePayment } from '../tests/harness/samples/settled-payments.ts';
import { randomWallet } from '../tests/harness/worlds/api-app.ts';
import { openTestDatabase, type TestDatabase } from '../tests/harness/worlds/databases.ts';

const lineLength = 4;
const dayMs = 86_400_000;
const who = fc.nat(lineLength - 1);
const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('settle' as const),
      by: fc.option(who, { freq: 5 }),
      proven: fc.integer({ min: 0, max: 4 }).map((chance) => chance > 0),
      fee: fc.bigInt({ min: 1n, max: 10n ** 9n }),
      asset: fc.constantFrom('USDC', 'USDT'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('release' as const),
      days: fc.constantFrom(29, 31, 31),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('reverse' as const),
      which: fc.nat(),
      held: fc.boolean(),
      twice: fc.boolean(),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('plan' as const), which: fc.nat() }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('status' as const),
      who,
      status: fc.constantFrom('ACTIVE' as const, 'SUSPENDED' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('rules' as const),
      direct: fc.nat(3333),
      override: fc.nat(700),
      depth: fc.nat(10),
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer One> ? One : never;

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase('pglite');
});
afterAll(() => database[Symbol.asyncDispose]());

/** A program with a line of affiliates, and what it takes to do a step in it. */
async function openStory() {
  const { app, asOwner } = database;
  const programId = await createProgram(database);
  const line = await growLine(app, programId, lineLength);
  const settled: string[] = [];
  const reversed = new Set<string>();
  /** Commissions in payouts, and the intents they are from. */
  const inPayouts = new Map<string, string>();

  async function settle({ by, proven, fee, asset }: Extract<Step, { do: 'settle' }>) {
    const wallet = randomWallet();
    if (by !== null) await bring(app, wallet, { affiliate: line[by], proven });
    settled.push(await settlePayment(app, { programId, wallet, fee, asset }));
  }

  /** Reverses one that is not reversed yet; `held`: one of which a payout holds something, if there is such. */
  async function reverse({ which, held, twice }: Extract<Step, { do: 'reverse' }>) {
    const open = settled.filter((intentId) => !reversed.has(intentId));
    const planned = open.filter((intentId) => [...inPayouts.values()].includes(intentId));
    const from = held && planned.length > 0 ? planned : open;
    const intentId = from[which % from.length];
    if (intentId === undefined) return;
    reversed.add(intentId);
    await reversePayment(app, intentId, twice ? 2 : 1);
  }

  /** Plans a payout of one payable commission that is in none yet. */
  async function plan({ which }: Extract<Step, { do: 'plan' }>) {
    const payable = await app
      .select({ commission: commissions, intentId: commissionRuns.intentId })
      .from(commissions)
      .innerJoin(commissionRuns, eq(commissionRuns.id, commissions.runId))
      .where(and(eq(commissions.programId, programId), eq(commissions.status, 'PAYABLE')))
      .orderBy(commissions.id);
    const free = payable.filter(
      ({ commission: { id, asset, amount } }) =>
        asset === 'USDC' && amount > 0n && !inPayouts.has(id),
    );

    const { commission, intentId } = free[which % free.length] ?? {};
    const earner = line.find(({ affiliateId }) => affiliateId === commission?.affiliateId);
    if (commission === undefined || intentId === undefined || earner === undefined) return;
    inPayouts.set(commission.id, intentId);
    const { id: commissionId, amount } = commission;
    await planBatch(app, earner, { commissionId, amount, period: `${2000 + inPayouts.size}-01` });
  }

  async function take(one: Step): Promise<void> {
    if (one.do === 'settle') await settle(one);
    if (one.do === 'reverse') await reverse(one);
    if (one.do === 'plan') await plan(one);
    if (one.do === 'release')
      await releaseCommissions(app, {
        until: new Date(Date.now() + one.days * dayMs).toISOString(),
      });
    if (one.do === 'status') {
      const id = line[one.who]?.affiliateId ?? '';
      await app.update(affiliates).set({ status: one.status }).where(eq(affiliates.id, id));
    }
    if (one.do === 'rules') {
      const { direct, override, depth } = one;
      const rates = { directCommissionBps: direct, overrideCommissionBps: override };
      await asOwner((owner) =>
        owner
          .update(programs)
          .set({ ...rates, maxAffiliateDepth: depth })
          .where(eq(programs.id, programId)),
      );
    }
  }
  return { app, take, settled, reversed };
}

property([fc.array(step, { minLength: 10, maxLength: 30, size: 'max' })], {
  numRuns: runs(8),
  endOnFailure: true,
})(
  'what affiliates are owed in the books is what their commissions come to, after every step',
  async (steps) => {
    const { app, take, settled, reversed } = await openStory();
    for (const one of steps) {
      await take(one);
      expect(await differingAccounts(app)).toEqual([]);
    }
    for (const intentId of settled) {
      const { run, earned } = await runOf(app, intentId);
      const parts = earned.filter(({ reversesId }) => reversesId === null);
      recompute({ ...run, parts });
      const nets = earned.filter(({ status }) => status !== 'REVERSED');
      const net = nets.reduce((sum, { amount }) => sum + amount, 0n);
      if (reversed.has(intentId)) expect(net).toBe(0n);
      else expect(net).toBe(run.fee - run.kept);
    }
    expect(await auditLedger(app)).toEqual({
      unbalancedTransactions: 0,
      unbalancedAssets: 0,
      driftedBalances: 0,
    });
  },
);

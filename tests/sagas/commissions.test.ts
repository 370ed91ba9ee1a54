/**
 * Goal: a settled payment makes its affiliates owed exactly what the program's rule says, in the transaction that
 * settles it, and a settlement that is taken back takes that back. Method: a tree of depth 3 and claims on the
 * in-process chain mined by hand, both databases, exact integers, the books against the commissions after each.
 */
import { eq } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { releaseCommissions } from '../../db/release-commissions.ts';
import { affiliates } from '../../db/schema/people.ts';
import { programs } from '../../db/schema/programs.ts';
import { affiliateAccount } from '../../domain/affiliate-account.ts';
import { programAccount } from '../../domain/chart-of-accounts.ts';
import { commissionRuleVersion } from '../../domain/commission-split.ts';
import { balanceOf } from '../../ledger/balances.ts';
import { expectSameTotals } from '../harness/actors/reorg-claims.ts';
import {
  giveNonceAway,
  type MinedWorld,
  mineUntil,
  reversalOf,
  settledClaim,
} from '../harness/actors/reorg-settled.ts';
import { bring, differingAccounts, growLine, runOf } from '../harness/samples/commission-tree.ts';
import { type Earner, planBatch } from '../harness/samples/payout-rows.ts';
import { engines } from '../harness/worlds/databases.ts';
import { openReorgChain, type ReorgChain } from '../harness/worlds/reorg-chain.ts';
import { openSagaWorld, type SagaWorld } from '../harness/worlds/saga-world.ts';

const fee = 100_000_000n;
const dayMs = 86_400_000;

describe.each(engines)('%s', (engine) => {
  let world: SagaWorld;
  let chain: ReorgChain;
  let mined: MinedWorld;
  /** The root first. */
  let [root, middle, low]: (Earner | undefined)[] = [];

  beforeAll(async () => {
    world = await openSagaWorld({ mineByHand: true, keeper: { pollMs: 30 }, engine });
    chain = await openReorgChain(world.fixture);
    mined = { world, chain };
    world.openKeeper();
    [root, middle, low] = await growLine(world.database.app, world.programId, 3);
  });
  afterEach(async () => {
    expect(await differingAccounts(world.database.app)).toEqual([]);
    await expectSameTotals(world);
  });
  afterAll(() => world?.[Symbol.asyncDispose]());

  const posted = async (account: string) =>
    (await balanceOf(world.database.app, account, 'USDC')).posted;
  const owed = async (affiliate: Earner | undefined) =>
    await posted(affiliateAccount(affiliate?.affiliateId ?? ''));
  const expense = () => posted(programAccount(world.programId, 'commission_expense'));

  /** A claim that has settled, of a wallet that an affiliate brought. */
  async function settled(affiliate?: Earner, proven = true) {
    const { app } = world.database;
    return await settledClaim(mined, async (wallet) => {
      if (affiliate !== undefined) await bring(app, wallet, { affiliate, proven });
    });
  }

  async function setRules(rules: Partial<typeof programs.$inferInsert>): Promise<void> {
    await world.database.asOwner((owner) =>
      owner.update(programs).set(rules).where(eq(programs.id, world.programId)),
    );
  }

  async function reverse(intentId: string): Promise<void> {
    await giveNonceAway(mined, intentId);
    const reversal = await reversalOf(mined, intentId);
    await mineUntil(mined, reversal, ({ state }) => state === 'SETTLED');
  }

  test('the referrer earns directly, those above an override down to the depth, the program keeps the rest', async () => {
    const spent = await expense();
    const { intentId } = await settled(low);
    const { run, earned } = await runOf(world.database.app, intentId);
    expect(run).toMatchObject({ fee, kept: 85_000_000n, ruleVersion: commissionRuleVersion });
    expect(run.inputs).toEqual({
      ...{ directBps: 1000, overrideBps: 500, maxDepth: 2, holdPeriodDays: 30, programVersion: 1 },
      attribution: 'LOCKED',
      line: [low, middle, root].map((one) => ({ affiliateId: one?.affiliateId, active: true })),
    });
    const shared = { settlementId: run.settlementId, asset: 'USDC', status: 'ACCRUED' };
    const [direct, override] = earned;
    expect(earned).toMatchObject([
      { ...shared, affiliateId: low?.affiliateId, kind: 'DIRECT', level: 1, amount: 10_000_000n },
      {
        ...shared,
        affiliateId: middle?.affiliateId,
        kind: 'OVERRIDE',
        level: 2,
        amount: 5_000_000n,
      },
    ]);
    expect([await owed(low), await owed(middle)]).toEqual([10_000_000n, 5_000_000n]);
    expect((await expense()) - spent).toBe(15_000_000n);
    expect(direct?.payableAt).toEqual(override?.payableAt);
    const due = direct?.payableAt ?? new Date(0);
    const heldFor = due.getTime() - (direct?.createdAt.getTime() ?? 0);
    expect(Math.round(heldFor / dayMs)).toBe(30);
  });

  test('what does not divide stays with the program, and a suspended affiliate earns nothing for anybody', async () => {
    const { app } = world.database;
    await setRules({
      directCommissionBps: 3333,
      overrideCommissionBps: 333,
      maxAffiliateDepth: 10,
    });
    const suspend = async (status: 'SUSPENDED' | 'ACTIVE') => {
      const id = middle?.affiliateId ?? '';
      await app.update(affiliates).set({ status }).where(eq(affiliates.id, id));
    };
    await suspend('SUSPENDED');
    const { intentId } = await settled(low);
    await suspend('ACTIVE');
    const { run, earned } = await runOf(app, intentId);
    expect(earned.map(({ affiliateId, amount, level }) => [affiliateId, level, amount])).toEqual([
      [low?.affiliateId, 1, 33_330_000n],
      [root?.affiliateId, 3, 3_330_000n],
    ]);
    expect(earned.reduce((sum, { amount }) => sum + amount, run.kept)).toBe(fee);
    expect(run.inputs).toMatchObject({
      line: [
        { active: true },
        { affiliateId: middle?.affiliateId, active: false },
        { active: true },
      ],
    });
    await setRules({ directCommissionBps: 1000, overrideCommissionBps: 500, maxAffiliateDepth: 2 });
  });

  test('nobody earns by what a wallet has not proven, nor from a wallet that nobody brought; why is written down', async () => {
    const spent = await expense();
    for (const [affiliate, attribution] of [
      [low, 'PROVISIONAL'],
      [undefined, null],
    ] as const) {
      const { intentId } = await settled(affiliate, false);
      const { run, earned } = await runOf(world.database.app, intentId);
      expect(run).toMatchObject({ fee, kept: fee, inputs: { attribution } });
      expect(earned).toEqual([]);
    }
    expect(await expense()).toBe(spent);
  });

  test('a commission is payable when its hold period is over, and not before', async () => {
    const { app } = world.database;
    const { intentId } = await settled(low);
    const payableAt = (await runOf(app, intentId)).earned[0]?.payableAt.getTime() ?? 0;
    const statuses = async () => (await runOf(app, intentId)).earned.map(({ status }) => status);
    const until = (ms: number) => ({ until: new Date(ms).toISOString() });
    await releaseCommissions(app, until(payableAt - 1));
    expect(await statuses()).toEqual(['ACCRUED', 'ACCRUED']);
    expect(await releaseCommissions(app, until(payableAt))).toBe(2);
    expect(await statuses()).toEqual(['PAYABLE', 'PAYABLE']);
    expect(await releaseCommissions(app, until(payableAt + 1))).toBe(0);
  });

  test('a settlement that is reversed takes its commissions back', async () => {
    const before = [await owed(low), await owed(middle), await expense()];
    const { intentId } = await settled(low);
    await reverse(intentId);
    const { earned } = await runOf(world.database.app, intentId);
    expect(earned.map(({ status }) => status)).toEqual(['REVERSED', 'REVERSED']);
    expect([await owed(low), await owed(middle), await expense()]).toEqual(before);
  });

  test('what a payout holds already is carried into the next one below zero, and only that', async () => {
    const { app } = world.database;
    const before = [await owed(low), await owed(middle)];
    const { intentId } = await settled(low);
    await releaseCommissions(app, { until: new Date(Date.now() + 31 * dayMs).toISOString() });
    const { run, earned } = await runOf(app, intentId);
    const direct = earned[0];
    if (low === undefined || direct === undefined) throw new Error('Expected a commission');
    await planBatch(app, low, { commissionId: direct.id, amount: direct.amount });
    await reverse(intentId);
    const after = (await runOf(app, intentId)).earned;
    expect(after).toMatchObject([
      { id: direct.id, status: 'PAYABLE', amount: 10_000_000n },
      { status: 'REVERSED', amount: 5_000_000n },
      { status: 'PAYABLE', amount: -10_000_000n, reversesId: direct.id, runId: run.id, level: 1 },
    ]);
    expect(after[2]?.settlementId).not.toBe(run.settlementId);
    expect([await owed(low), await owed(middle)]).toEqual(before);
  });
});

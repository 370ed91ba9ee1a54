/**
 * Goal: a settlement that two people want reversed is reversed once: the fee is in suspense, commissions and overrides
 * are taken back (what was paid out is carried below zero into the next batch), what was delivered stays; also where a
 * reorganisation comes in between. Method: a tree and claims on the in-process chain mined by hand, both databases.
 */
import { eq } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { unstartedIntents } from '../../db/queries/intent-starts.ts';
import { releaseCommissions } from '../../db/release-commissions.ts';
import { requestReversal } from '../../db/request-reversal.ts';
import { findings } from '../../db/schema/findings.ts';
import { payments } from '../../db/schema/intents.ts';
import { affiliateAccount } from '../../domain/affiliate-account.ts';
import { programAccount } from '../../domain/chart-of-accounts.ts';
import { balanceOf } from '../../ledger/balances.ts';
import { enterOperator } from '../harness/actors/operators.ts';
import { payByHand } from '../harness/actors/pay-by-hand.ts';
import {
  giveNonceAway,
  type MinedWorld,
  mineUntil,
  reversalOf,
  settledClaim,
} from '../harness/actors/reorg-settled.ts';
import { expectBalancedLedger } from '../harness/oracles/exactly-once.ts';
import { bring, differingAccounts, growLine, runOf } from '../harness/samples/commission-tree.ts';
import { type Earner, planBatch } from '../harness/samples/payout-rows.ts';
import { engines } from '../harness/worlds/databases.ts';
import { openReorgChain, type ReorgChain } from '../harness/worlds/reorg-chain.ts';
import { openSagaWorld, type SagaWorld } from '../harness/worlds/saga-world.ts';

describe.each(engines)('%s', (engine) => {
  let world: SagaWorld;
  let chain: ReorgChain;
  let mined: MinedWorld;
  let people: readonly { readonly id: string; readonly keyId: string }[];
  /** The root first. */
  let [root, low]: (Earner | undefined)[] = [];

  beforeAll(async () => {
    world = await openSagaWorld({ mineByHand: true, keeper: { pollMs: 30 }, engine });
    chain = await openReorgChain(world.fixture);
    mined = { world, chain };
    world.openKeeper();
    const { app } = world.database;
    [root, low] = await growLine(app, world.programId, 2);
    people = [await enterOperator(app), await enterOperator(app)];
  });
  afterEach(async () => {
    expect(await differingAccounts(world.database.app)).toEqual([]);
    await expectBalancedLedger({ db: world.database.app });
  });
  afterAll(() => world?.[Symbol.asyncDispose]());

  const posted = async (account: string, asset = 'USDC') =>
    (await balanceOf(world.database.app, account, asset)).posted;
  const ofProgram = (account: 'revenue' | 'suspense' | 'commission_expense' | 'treasury') =>
    posted(programAccount(world.programId, account));
  const owed = (affiliate: Earner | undefined) =>
    posted(affiliateAccount(affiliate?.affiliateId ?? ''));

  const settled = async () =>
    await settledClaim(mined, async (wallet) =>
      bring(world.database.app, wallet, { affiliate: low, proven: true }),
    );

  async function want(intentId: string): Promise<void> {
    for (const { id: operatorId, keyId } of people) {
      const actor = { actor: `operator:${operatorId}`, keyId, requestId: 'test' };
      const wish = { intentId, operatorId, reason: 'a mistake', actor };
      const refusal = await world.database.app.transaction((tx) => requestReversal(tx, wish));
      expect(refusal).toBeNull();
    }
  }

  /** Starts the reversal as the relay does; gives its intent. */
  async function begin(): Promise<string> {
    const [start, ...more] = (await unstartedIntents(world.database.app, -60_000)).filter(
      ({ kind }) => kind === 'reversal',
    );
    if (start === undefined || more.length > 0) throw new Error('Expected one reversal');
    await world.orchestrator.start(start);
    return start.intentId;
  }

  const books = async () => ({
    revenue: await ofProgram('revenue'),
    suspense: await ofProgram('suspense'),
    expense: await ofProgram('commission_expense'),
    treasury: await ofProgram('treasury'),
    low: await owed(low),
    root: await owed(root),
  });

  test('what was earned is taken back to the last unit; what was delivered stays', async () => {
    await settled();
    const before = await books();
    const { intentId, wallet } = await settled();
    await want(intentId);
    await want(intentId);
    const reversal = await begin();
    await mineUntil(mined, reversal, ({ state }) => state === 'SETTLED');
    const after = await books();
    expect(after).toEqual({
      ...before,
      suspense: before.suspense + 100_000_000n,
      treasury: before.treasury + 100_000_000n,
    });
    const { app } = world.database;
    const [payment] = await app.select().from(payments).where(eq(payments.intentId, intentId));
    expect(payment?.status).toBe('SUSPENSE');
    const { earned } = await runOf(app, intentId);
    expect(earned.map(({ status }) => status)).toEqual(['REVERSED', 'REVERSED']);
    const { sge } = world.fixture.tokens;
    expect(await world.fixture.chain.erc20Balance(sge, wallet)).toBe(1000n * 10n ** 18n);
    const [found] = await app
      .select()
      .from(findings)
      .where(eq(findings.subject, `intent:${intentId}`));
    expect(found?.code).toBe('REVERSED_DELIVERY_KEPT');
  });

  test('a commission that was paid is carried below zero, the one that was not is reversed', async () => {
    const { app } = world.database;
    const before = await books();
    const { intentId } = await settled();
    await releaseCommissions(app, { until: '2100-01-01T00:00:00Z' });
    const [direct] = (await runOf(app, intentId)).earned;
    if (direct === undefined || low === undefined) throw new Error('Expected a commission');
    const period = engine === 'pglite' ? '2026-08' : '2026-09';
    const planned = { commissionId: direct.id, amount: direct.amount, period };
    await payByHand(app, await planBatch(app, low, planned));
    await want(intentId);
    await mineUntil(mined, await begin(), ({ state }) => state === 'SETTLED');
    const { earned } = await runOf(app, intentId);
    expect(earned.map(({ kind, amount, status }) => [kind, amount, status])).toEqual([
      ['DIRECT', 10_000_000n, 'PAID'],
      ['OVERRIDE', 5_000_000n, 'REVERSED'],
      ['DIRECT', -10_000_000n, 'PAYABLE'],
    ]);
    const after = await books();
    expect([after.low - before.low, after.root - before.root]).toEqual([-10_000_000n, 0n]);
  });

  test('a delivery that the chain has taken back for good is judged first: the whole settlement is void', async () => {
    const before = await books();
    const { intentId } = await settled();
    await giveNonceAway(mined, intentId);
    await want(intentId);
    await mineUntil(mined, await reversalIdOf(intentId), ({ state }) => state === 'SETTLED');
    const after = await books();
    expect(after).toEqual({
      ...before,
      suspense: before.suspense + 100_000_000n,
      treasury: before.treasury + 100_000_000n,
    });
  });

  /** The reversal of the reorganisation, or the wanted one where that came first; started by hand where nobody has. */
  async function reversalIdOf(intentId: string): Promise<string> {
    const id = await reversalOf(mined, intentId);
    const starts = await unstartedIntents(world.database.app, -60_000);
    for (const start of starts) await world.orchestrator.start(start);
    return id;
  }
});

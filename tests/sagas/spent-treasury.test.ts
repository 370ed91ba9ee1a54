/**
 * Goal: a payment that the chain takes back for good is reversed also when it was spent by then: its commissions are taken
 * back, the books say what the treasury owes and a finding does; nothing else takes from a treasury that owes. Method: a
 * claim on the in-process chain, settled and then taken back, with a treasury that was emptied in between, on both engines.
 */
import { and, eq, isNull } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { unstartedIntents } from '../../db/queries/intent-starts.ts';
import { findings } from '../../db/schema/findings.ts';
import { payments } from '../../db/schema/intents.ts';
import { closePaidDebts } from '../../db/treasury-debts.ts';
import { paymentBookedPostings, programAccount } from '../../domain/chart-of-accounts.ts';
import { newId } from '../../domain/ids.ts';
import { balanceOf } from '../../ledger/balances.ts';
import { InsufficientBalance } from '../../ledger/errors.ts';
import { takeHold } from '../../ledger/holds.ts';
import { post } from '../../ledger/post.ts';
import { mineUntil, reversalOf } from '../harness/actors/reorg-settled.ts';
import { expectBalancedLedger } from '../harness/oracles/exactly-once.ts';
import { createIntent } from '../harness/samples/ledger-fixtures.ts';
import { engines } from '../harness/worlds/databases.ts';
import { openReorgChain, type ReorgChain } from '../harness/worlds/reorg-chain.ts';
import { openSagaWorld, type SagaWorld } from '../harness/worlds/saga-world.ts';

const fee = 100_000_000n;

describe.each(engines)('%s', (engine) => {
  let world: SagaWorld;
  let chain: ReorgChain;
  let skippedMs = 0;
  beforeAll(async () => {
    world = await openSagaWorld({
      ...{ engine, mineByHand: true, paymentWaitMs: 60_000 },
      now: () => Date.now() + skippedMs,
      keeper: { pollMs: 30 },
    });
    chain = await openReorgChain(world.fixture);
    world.openKeeper();
  });
  afterAll(() => world?.[Symbol.asyncDispose]());

  const account = () => programAccount(world.programId, 'treasury');
  const treasury = async () => (await balanceOf(world.database.app, account(), 'USDC')).posted;
  const open = async () =>
    await world.database.app
      .select()
      .from(findings)
      .where(and(eq(findings.code, 'TREASURY_OWES'), isNull(findings.closedAt)));
  /** From the treasury to wherever. */
  const spend = async (amount: bigint) =>
    await post(world.database.app, [
      {
        ...{ programId: world.programId, reference: `test:${newId()}` },
        postings: [
          {
            account: programAccount(world.programId, 'gas_expense'),
            direction: 'debit',
            amount,
            asset: 'USDC',
          },
          { account: account(), direction: 'credit', amount, asset: 'USDC' },
        ],
      },
    ]);

  test('the books say that the treasury owes it, and nothing more is taken until it is paid in', async () => {
    const { app } = world.database;
    const [payer] = await chain.payers(1);
    if (payer === undefined) throw new Error('Expected a payer');
    const wallet = payer.signer.address;
    await world.enter(wallet);
    const { number: before } = await world.fixture.chain.head();
    await chain.send(payer);
    await chain.mineForNow();
    const intentId = await world.start({ wallet, txHash: payer.txHash });
    const mined = { world, chain };
    await mineUntil(mined, intentId, ({ state }) => state === 'SETTLED');
    expect(await treasury()).toBe(fee);
    await spend(fee - 1n);
    const { number: head } = await world.fixture.chain.head();
    await chain.takeBack(Number(head - before));
    await chain.drop([payer.txHash]);
    const reversal = await mineUntilReversed(mined, intentId);
    expect(reversal.state).toBe('SETTLED');
    const [payment] = await app.select().from(payments).where(eq(payments.intentId, intentId));
    expect(payment?.status).toBe('VANISHED');
    expect(await treasury()).toBe(1n - fee);
    const [found] = await open();
    expect(found).toMatchObject({ programId: world.programId });
    expect(found?.detail).toContain(`owes ${fee - 1n} minor units of USDC`);
    await expectBalancedLedger({ db: app });

    const hold = { programId: world.programId, account: account(), asset: 'USDC', amount: 1n };
    const holding = async () =>
      await takeHold(app, { ...hold, intentId: await createIntent(app, world.programId) });
    await expect(holding()).rejects.toThrow(InsufficientBalance);
    await expect(spend(1n)).rejects.toThrow(InsufficientBalance);
    await closePaidDebts(app);
    expect(await open()).toHaveLength(1);
    const payIn = async (amount: bigint) => {
      const money = { programId: world.programId, amount, asset: 'USDC' };
      const reference = `test:${newId()}`;
      const postings = paymentBookedPostings(money);
      await post(app, [{ programId: world.programId, reference, postings }]);
    };
    await payIn(fee - 1n);
    await expect(holding()).rejects.toThrow(InsufficientBalance);
    await closePaidDebts(app);
    expect(await open()).toEqual([]);
    // What was held before has left, and is settled whatever is there.
    await payIn(2n);
    await holding();
    await spend(1n);
    await expect(spend(1n)).rejects.toThrow(InsufficientBalance);
    expect(await treasury()).toBe(1n);
  });

  async function mineUntilReversed(
    mined: { readonly world: SagaWorld; readonly chain: ReorgChain },
    intentId: string,
  ) {
    await chain.mineForNow(3);
    const id = await reversalOf(mined, intentId);
    for (const start of await unstartedIntents(world.database.app, -60_000))
      await world.orchestrator.start(start);
    skippedMs += 120_000;
    await mineUntil(mined, id, ({ state }) => state === 'SETTLED' || state === 'FAILED');
    return await world.ended(id);
  }
});

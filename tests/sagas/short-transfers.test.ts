/**
 * Goal: money that left is never FAILED: where less arrives than was sent, nothing is freed and nothing is paid again, and a
 * finding says what moved. Method: a token that takes a fee of each transfer, as USDT can, as program token and as
 * what payouts are in; the sagas' own steps on the in-process chain; chain, holds and payouts afterwards.
 */
import { eq, sql } from 'drizzle-orm';
import { encodeFunctionData } from 'viem';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { feeToken } from '../../chain/contracts/fee-token.generated.ts';
import { type Database, queryRows } from '../../db/database.ts';
import { payouts } from '../../db/schema/payouts.ts';
import { tokens } from '../../db/schema/programs.ts';
import type { Address } from '../../domain/chain-port.ts';
import { programAccount } from '../../domain/chart-of-accounts.ts';
import { newId } from '../../domain/ids.ts';
import { balanceOf } from '../../ledger/balances.ts';
import { openedDecision } from '../harness/actors/decisions.ts';
import { expectBalancedLedger } from '../harness/oracles/exactly-once.ts';
import { countRows } from '../harness/samples/ledger-fixtures.ts';
import {
  approvedBatch,
  beginExecution,
  earnPayable,
  nextPeriod,
  openPayingWorld,
} from '../harness/samples/payout-batches.ts';
import { type ChainFixture, deployer, payer, transfer } from '../harness/worlds/chain-fixture.ts';
import { openSagaWorld } from '../harness/worlds/saga-world.ts';

const percent = 100n;

/** A token of which the platform's wallet has plenty, and that takes this much of each transfer. */
async function deployFeeToken(fixture: ChainFixture, basisPoints: bigint): Promise<Address> {
  const token = await fixture.deploy(feeToken);
  const { abi } = feeToken;
  const mint = [fixture.minter.address, 10n ** 27n] as const;
  await fixture.call(deployer.signer, {
    to: token,
    data: encodeFunctionData({ abi, functionName: 'mint', args: mint }),
  });
  await fixture.call(deployer.signer, {
    to: token,
    data: encodeFunctionData({ abi, functionName: 'setFee', args: [basisPoints] }),
  });
  return token;
}

/** The open findings that something else has moved: what they say. */
async function differing(db: Database): Promise<string[]> {
  const rows = await queryRows(
    db,
    sql`select detail from findings where code = 'TRANSFER_DIFFERS' and closed_at is null order by subject`,
    z.object({ detail: z.string() }),
  );
  return rows.map(({ detail }) => detail);
}

test('a claim whose delivery arrives short parks with what moved, keeps what it held, and can not be abandoned', async () => {
  await using world = await openSagaWorld({
    programToken: (fixture) => deployFeeToken(fixture, percent),
  });
  const { fixture, database, programId } = world;
  const db = database.app;
  await world.enter(payer.address);
  const pay = transfer(fixture.tokens.usdc, fixture.minter.address, 100_000_000n);
  const { txHash } = await fixture.send(payer.signer, pay);
  const intentId = await world.start({ wallet: payer.address, txHash });

  const parked = await world.ended(intentId);
  expect([parked.state, parked.parked]).toEqual(['SUBMITTED', true]);
  expect(parked.parkedReason).toContain('TransferDiffers');
  const [finding = '', ...others] = await differing(db);
  expect(others).toEqual([]);
  expect(finding).toContain(`moved ${10n * 10n ** 18n} of `);
  expect(finding).toContain(`, ${990n * 10n ** 18n} of `);
  expect(finding).toContain(`asked for was ${1000n * 10n ** 18n} of `);
  const inventory = programAccount(programId, 'token_inventory');
  const held = async () => (await balanceOf(db, inventory, 'SGE')).held;
  expect(await held()).toBe(1000n * 10n ** 18n);

  await world.orchestrator.decide(parked.workflowId, newId(), openedDecision('abandon'));
  await world.orchestrator.decide(parked.workflowId, newId(), openedDecision('retry'));
  await expect.poll(() => transitionsTo(db, intentId, 'parked'), { timeout: 10_000 }).toBe(2);
  expect((await world.ended(intentId)).state).toBe('SUBMITTED');
  expect(await held()).toBe(1000n * 10n ** 18n);
  expect(await sentBy(db, intentId)).toBe(1);
  await expectBalancedLedger({ db });
});

async function transitionsTo(db: Database, intentId: string, what: string): Promise<number> {
  return await countRows(
    db,
    sql`transitions where intent_id = ${intentId}::uuid and reason like ${`${what}%`}`,
  );
}

const sentBy = (db: Database, intentId: string) =>
  countRows(
    db,
    sql`attempts a join slots s on s.id = a.slot_id where s.intent_id = ${intentId}::uuid`,
  );

test.each([
  ['arrive short', percent, 'UNKNOWN'],
  ['arrive whole', 0n, 'PAID'],
])('payouts that %s', async (_, basisPoints, status) => {
  let token: Address | undefined;
  const { world, chain } = await openPayingWorld({
    // Before mining is by hand.
    async programToken(fixture) {
      token = await deployFeeToken(fixture, basisPoints);
      return fixture.tokens.sge;
    },
  });
  await using _world = world;
  const { database, programId, activities } = world;
  const db = database.app;
  await database.asOwner((owner) =>
    owner.update(tokens).set({ address: token }).where(eq(tokens.symbol, 'USDC')),
  );
  const earners = await earnPayable(db, programId, 2);
  const batchId = await approvedBatch(db, earners, { programId, period: nextPeriod() });
  const { intentId } = await beginExecution(db, programId, batchId);
  const run = { intentId, runId: newId(), runFence: 1 };
  const chunk = { run, after: null };
  await activities.openRun(run);
  await activities.openPayouts(chunk);
  await activities.submitPayouts(chunk);
  await activities.sendPayouts(chunk);
  await chain.mine(4);
  const ask = async () => {
    await activities.askPayouts({ ...chunk, news: true });
    await activities.askPayouts({ ...chunk, news: false });
    await activities.settlePayouts(chunk).catch(() => null);
    return (await db.select().from(payouts)).map((payout) => payout.status);
  };
  await expect.poll(ask, { timeout: 10_000 }).toEqual([status, status]);
  // Asked again, nothing changes: neither failed nor paid once more.
  expect(await ask()).toEqual([status, status]);
  expect((await activities.finishPayouts(run)).finished).toBe(status === 'PAID');
  expect(await differing(db)).toHaveLength(status === 'PAID' ? 0 : 2);
  const held = sql`holds where state = 'HELD'`;
  expect(await countRows(db, held)).toBe(status === 'PAID' ? 0 : 2);
  expect(await countRows(db, sql`attempts`)).toBe(2);
  await expectBalancedLedger({ db });
});

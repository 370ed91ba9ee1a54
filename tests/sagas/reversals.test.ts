/**
 * Goal: what was final and is taken back by the chain either stands again as it was, or is reversed to the unit, and
 * nobody is paid twice. Method: single intents on the in-process chain mined by hand; a stranger with the
 * platform's key takes the nonce of a delivery.
 */
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { accept } from '../../db/accept.ts';
import { queryRows } from '../../db/database.ts';
import { payments } from '../../db/schema/intents.ts';
import { users } from '../../db/schema/programs.ts';
import { programAccount } from '../../domain/chart-of-accounts.ts';
import { balanceOf } from '../../ledger/balances.ts';
import { endOfClaim, expectSameTotals } from '../harness/actors/reorg-claims.ts';
import {
  giveNonceAway,
  type MinedWorld,
  mineUntil,
  reversalOf,
  settledClaim,
} from '../harness/actors/reorg-settled.ts';
import { registerItem } from '../harness/samples/writes.ts';
import { freshAddress } from '../harness/worlds/chain-fixture.ts';
import { openReorgChain, type ReorgChain } from '../harness/worlds/reorg-chain.ts';
import { openSagaWorld, type SagaWorld } from '../harness/worlds/saga-world.ts';

let world: SagaWorld;
let chain: ReorgChain;
let mined: MinedWorld;

beforeAll(async () => {
  world = await openSagaWorld({ mineByHand: true, keeper: { pollMs: 30 } });
  chain = await openReorgChain(world.fixture);
  mined = { world, chain };
  world.openKeeper();
});
afterAll(() => world?.[Symbol.asyncDispose]());

test('a delivery whose nonce goes to a stranger after a reorganisation is reversed, and its payment kept', async () => {
  const { fixture, database, programId } = world;
  const { intentId, wallet } = await settledClaim(mined);
  const revenue = programAccount(programId, 'revenue');
  const gas = programAccount(programId, 'gas_expense');
  const earned = await balanceOf(database.app, revenue, 'USDC');
  const burnt = await balanceOf(database.app, gas, 'ETH');
  await giveNonceAway(mined, intentId);
  const reversal = await reversalOf(mined, intentId);
  await mineUntil(mined, reversal, ({ state }) => state === 'SETTLED');
  expect(await endOfClaim(world, intentId)).toMatchObject({
    state: 'SETTLED',
    payment_status: 'SUSPENSE',
    reversal: 'SETTLED',
    findings: ['SETTLED_DELIVERY_VANISHED'],
  });
  expect(await fixture.chain.erc20Balance(fixture.tokens.sge, wallet)).toBe(0n);
  const [payment] = await database.app
    .select()
    .from(payments)
    .where(eq(payments.intentId, intentId));
  expect((await balanceOf(database.app, revenue, 'USDC')).posted).toBe(
    earned.posted - (payment?.amount ?? 0n),
  );
  expect((await balanceOf(database.app, gas, 'ETH')).posted).toBeLessThan(burnt.posted);
  await expectSameTotals(world);
});

test('a delivery that is mined again stands: nothing is reversed, and the gas is what it cost at last', async () => {
  const { intentId } = await settledClaim(mined);
  await chain.takeBack(2);
  await chain.mineForNow(3);
  const reversal = await reversalOf(mined, intentId);
  await mineUntil(mined, reversal, ({ state }) => state === 'FAILED');
  const end = await endOfClaim(world, intentId);
  expect(end).toMatchObject({ reversal: 'FAILED SETTLEMENT_RESTORED', findings: [] });
  if (end.delivery_hash === null) throw new Error('Expected a delivery');
  const receipt = await world.fixture.chain.receipt(end.delivery_hash);
  const [posted] = await queryRows(
    world.database.app,
    sql`select sum(case p.direction when 'debit' then p.amount else -p.amount end)::text as gas
      from ledger_transactions t join postings p on p.transaction_id = t.id join accounts a on a.id = p.account_id
      where t.intent_id = ${intentId}::uuid and a.name like '%:gas_expense'`,
    z.object({ gas: z.coerce.bigint() }),
  );
  expect(posted?.gas).toBe((receipt?.gasUsed ?? 0n) * (receipt?.effectiveGasPrice ?? 0n));
  await expectSameTotals(world);
});

test('a registration that is mined again keeps its token, in its new block', async () => {
  const { fixture, database, programId, orchestrator } = world;
  const wallet = freshAddress();
  const item = registerItem({ programId, wallet, key: wallet });
  const [outcome] = await accept(database.app, [item]);
  if (outcome?.status !== 'accepted' || item.effect.type !== 'register')
    throw new Error('Expected an accepted registration');
  const { id: intentId, workflowId, kind } = item.effect.intent;
  const start = { intentId, workflowId, kind, programSlug: 'default', traceparent: null };
  await orchestrator.start(start);
  await chain.mine();
  await mineUntil(mined, intentId, ({ state }) => state === 'SETTLED');
  await chain.takeBack(2);
  await chain.mineForNow(4);
  await mineUntil(mined, await reversalOf(mined, intentId), ({ state }) => state === 'FAILED');
  const [user] = await database.app.select().from(users).where(eq(users.wallet, wallet));
  const tokenId = await fixture.chain.identityTokenOf(fixture.tokens.sgeid, wallet);
  expect(tokenId).not.toBeNull();
  const end = await endOfClaim(world, intentId);
  if (end.delivery_hash === null) throw new Error('Expected a mint');
  const receipt = await fixture.chain.receipt(end.delivery_hash);
  expect(user).toMatchObject({ tokenId, registeredBlock: receipt?.blockNumber });
});

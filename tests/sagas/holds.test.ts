/**
 * Goal: money out takes its hold before anything is signed, and what is not there is never signed for. Method: claims
 * on the in-process chain and driver, looked at between signing and storing, with an inventory for one of them.
 */
import { eq, sql } from 'drizzle-orm';
import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { queryRows } from '../../db/database.ts';
import { holds } from '../../db/schema/ledger.ts';
import { programAccount, tokensDeliveredPostings } from '../../domain/chart-of-accounts.ts';
import { balanceOf } from '../../ledger/balances.ts';
import { post } from '../../ledger/post.ts';
import { other, payer, transfer } from '../harness/worlds/chain-fixture.ts';
import { openSagaWorld, type SagaWorld } from '../harness/worlds/saga-world.ts';

const fee = 100_000_000n;
const delivery = 1000n * 10n ** 18n;
let world: SagaWorld;
afterEach(() => world[Symbol.asyncDispose]());

const inventory = () =>
  balanceOf(world.database.app, programAccount(world.programId, 'token_inventory'), 'SGE');

async function claim(from: typeof payer): Promise<string> {
  const { fixture } = world;
  await world.enter(from.address);
  const paid = transfer(fixture.tokens.usdc, fixture.minter.address, fee);
  const { txHash } = await fixture.send(from.signer, paid);
  return world.start({ wallet: from.address, txHash });
}

test('the hold stands when the delivery is signed, and is converted when it is settled', async () => {
  const atSigning: bigint[] = [];
  world = await openSagaWorld({
    crash: async (point) => {
      if (point === 'submitTransaction:signed') atSigning.push((await inventory()).held);
    },
  });
  const before = await inventory();
  const id = await claim(payer);
  expect((await world.ended(id)).state).toBe('SETTLED');
  expect(atSigning).toEqual([delivery]);
  expect(await inventory()).toEqual({
    posted: before.posted - delivery,
    held: 0n,
    available: before.available - delivery,
  });
  const [hold] = await world.database.app.select().from(holds).where(eq(holds.intentId, id));
  expect(hold).toMatchObject({ state: 'CONVERTED', amount: delivery });
});

test('of two claims over the last of the inventory one is delivered, the other parks and signs nothing', async () => {
  world = await openSagaWorld();
  const { programId, database } = world;
  const { available } = await inventory();
  const spent = { programId, amount: available - delivery, asset: 'SGE' };
  const reference = 'test:spent';
  await post(database.app, [{ programId, reference, postings: tokensDeliveredPostings(spent) }]);
  const ids = await Promise.all([claim(payer), claim(other)]);
  const ends = await Promise.all(ids.map((id) => world.ended(id)));
  expect(ends.filter(({ state }) => state === 'SETTLED')).toHaveLength(1);
  const short = ends.find(({ state }) => state !== 'SETTLED');
  expect(short).toMatchObject({ state: 'LOCKED', parked: true });
  expect(short?.parkedReason).toContain('available above its floor');
  const [signed] = await queryRows(
    database.app,
    sql`select count(*)::int as found from slots where intent_id = ${short?.id}::uuid`,
    z.object({ found: z.number() }),
  );
  expect(signed?.found).toBe(0);
  expect(await inventory()).toEqual({ posted: 0n, held: 0n, available: 0n });
});

/**
 * Goal: a nonce that was given up holds up nobody: neither when a reorganisation frees it again, nor behind many intents
 * that are parked. Method: blocks mined and taken back by hand on the in-process chain, with watcher and keeper at work.
 */
import { eq, sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { intents } from '../../db/schema/intents.ts';
import { newId } from '../../domain/ids.ts';
import {
  expectSameTotals,
  nudge,
  readStandings,
  untilStandings,
} from '../harness/actors/reorg-claims.ts';
import { slotsOf } from '../harness/oracles/stored-slots.ts';
import { countRows } from '../harness/samples/ledger-fixtures.ts';
import { walletNumber } from '../harness/samples/writes.ts';
import { until } from '../harness/until.ts';
import { transfer } from '../harness/worlds/chain-fixture.ts';
import { openReorgChain } from '../harness/worlds/reorg-chain.ts';
import { openSagaWorld, type SagaWorld } from '../harness/worlds/saga-world.ts';

/** Tries to take back what an intent has signed, as its run would. */
async function cancel(world: SagaWorld, intentId: string): Promise<void> {
  const [row] = await world.database.app.select().from(intents).where(eq(intents.id, intentId));
  if (row === undefined || row.runId === null) throw new Error('Expected the intent to be run');
  await world.activities.cancelTransaction({
    ...{ intentId, runId: row.runId, runFence: row.runFence },
  });
}

test('freed by a reorganisation it is used up again, and what waits behind it goes on', async () => {
  const keeper = { pollMs: 30, gapAfterMs: 0, bumpAfterBlocks: 3 };
  await using world = await openSagaWorld({ mineByHand: true, keeper });
  const chain = await openReorgChain(world.fixture);
  world.openKeeper();
  const [first, second] = await chain.payers(2);
  if (first === undefined || second === undefined) throw new Error('Expected two payers');
  for (const payer of [first, second]) {
    await world.enter(payer.signer.address);
    await chain.send(payer);
  }
  await chain.mine(3);
  const start = async ({ signer, txHash }: typeof first) =>
    await world.start({ wallet: signer.address, txHash });
  const givenUp = await start(first);
  await untilStandings(world, 'it to be signed', (all) => all.get(givenUp)?.state === 'SUBMITTED');
  await cancel(world, givenUp);
  let blocks = 0;
  const look = async () => {
    const [slot] = await slotsOf(world.database.app, givenUp);
    if (slot?.state === 'WITHOUT_EFFECT') return true;
    if (blocks === 10) throw new Error('Expected the nonce to be given up within 10 blocks');
    await chain.mineForNow(1);
    blocks += 1;
    await nudge(world, await readStandings(world));
    return false;
  };
  await until(look, { what: 'the nonce to be given up', everyMs: 200 });
  await chain.takeBack(blocks);
  const behind = await start(second);
  const miner = setInterval(() => void chain.mine(1), 250);
  try {
    for (const intentId of [givenUp, behind])
      await untilStandings(world, 'it to settle', (all) => all.get(intentId)?.state === 'SETTLED');
  } finally {
    clearInterval(miner);
  }
  await expectSameTotals(world);
});

test('behind fifty parked intents it is ended all the same', async () => {
  await using world = await openSagaWorld({ mineByHand: true });
  const { fixture, database, programId } = world;
  const db = database.app;
  const call = transfer(fixture.tokens.sge, walletNumber(0xbad), 1n);
  for (let nonce = 0; nonce < 52; nonce++) await fixture.send(fixture.minter, call);
  for (let nonce = 0; nonce < 50; nonce++) await parkedAt(world, nonce);
  const place = sql`${fixture.chain.chainId}, ${fixture.minter.address}`;
  await db.execute(
    sql`insert into slots (id, chain_id, wallet, nonce) values (${newId()}, ${place}, 51)`,
  );
  const keeper = world.openKeeper();
  for (let blocks = 0; blocks < 12; blocks++) {
    await fixture.node.rpc('evm_mine');
    // What the keeper ends, the watcher has to know as deep.
    const { number } = await fixture.chain.head();
    const watched = sql`chains where watched_block = ${number}`;
    await until(async () => (await countRows(db, watched)) === 1, {
      what: 'the watcher to follow',
    });
    await keeper.tick();
  }
  expect((await slotsOf(db, null))[0]?.state).toBe('WITHOUT_EFFECT');

  /** A parked intent whose nonce something else has used up. */
  async function parkedAt({ fixture: { chain, minter } }: SagaWorld, nonce: number) {
    const [id, slotId] = [newId(), newId()];
    const change = (set: ReturnType<typeof sql>) =>
      db.execute(
        sql`update intents set ${set}, changed_by = 't', change_reason = 't' where id = ${id}::uuid`,
      );
    const hash = `0x${nonce.toString(16).padStart(64, '0')}`;
    await db.execute(sql`insert into intents (id, program_id, kind, wallet, idempotency_key, workflow_id, input, changed_by, change_reason)
      values (${id}, ${programId}, 'register', ${walletNumber(nonce + 1)}, ${id}, ${id}, '{}', 't', 't')`);
    await change(sql`state = 'LOCKED'`);
    await db.execute(sql`insert into slots (id, program_id, intent_id, chain_id, wallet, nonce)
      values (${slotId}, ${programId}, ${id}, ${chain.chainId}, ${minter.address}, ${nonce})`);
    await db.execute(sql`insert into attempts (id, program_id, slot_id, ordinal, tx_hash, raw_transaction, purpose, max_fee_per_gas, max_priority_fee_per_gas)
      values (${newId()}, ${programId}, ${slotId}, 1, ${hash}, '0x00', 'CALL', 1, 1)`);
    await change(sql`state = 'SUBMITTED'`);
    await change(sql`parked = true, parked_reason = 'x'`);
  }
});

/** Claims that have settled and lose their deliveries to a reorganisation. */
import { sql } from 'drizzle-orm';
import { expect } from 'vitest';
import { z } from 'zod';
import { queryRows } from '../../../db/database.ts';
import { storedTxHash } from '../../../domain/chain-values.ts';
import type { ReorgChain } from '../worlds/reorg-chain.ts';
import type { SagaWorld } from '../worlds/saga-world.ts';
import { type IntentStanding, untilStandings } from './reorg-claims.ts';

/** A world whose chain is mined by hand. */
export interface MinedWorld {
  readonly world: SagaWorld;
  readonly chain: ReorgChain;
}

/** Mines, a block at a time, until an intent is as it should be. */
export async function mineUntil(
  { world, chain }: MinedWorld,
  intentId: string,
  isSo: (row: IntentStanding) => boolean,
): Promise<void> {
  for (let blocks = 0; blocks < 60; blocks++) {
    let reached = false;
    const giveUpAt = Date.now() + 150;
    await untilStandings(world, `intent ${intentId}`, (all) => {
      const row = all.get(intentId);
      reached = row !== undefined && isSo(row);
      return reached || Date.now() > giveUpAt;
    });
    if (reached) return;
    await chain.mineForNow();
  }
  throw new Error(`Expected intent ${intentId} to get on`);
}

/** The id of an intent's reversal, once there is one. */
export async function reversalOf({ world }: MinedWorld, intentId: string): Promise<string> {
  const row = z.object({ id: z.string() });
  const query = sql`select id from intents where reverses_intent_id = ${intentId}::uuid order by created_at desc limit 1`;
  await expect
    .poll(async () => (await queryRows(world.database.app, query, row)).length, { timeout: 20_000 })
    .toBe(1);
  const [found] = await queryRows(world.database.app, query, row);
  return found?.id ?? '';
}

/** A settled claim whose delivery is in the newest blocks; `before` is told whose, before the wallet pays. */
export async function settledClaim(
  mined: MinedWorld,
  before: (wallet: `0x${string}`) => Promise<void> = () => Promise.resolve(),
): Promise<{ intentId: string; wallet: `0x${string}` }> {
  const { world, chain } = mined;
  const [payer] = await chain.payers(1);
  if (payer === undefined) throw new Error('Expected a payer');
  const wallet = payer.signer.address;
  await world.enter(wallet);
  await before(wallet);
  await chain.send(payer);
  await chain.mine();
  const intentId = await world.start({ wallet, txHash: payer.txHash });
  await chain.mine(3);
  await mineUntil(mined, intentId, ({ state }) => state === 'SETTLED');
  return { intentId, wallet };
}

/** Takes the block of a delivery back, and those after it, and gives its nonce to somebody else. */
export async function giveNonceAway({ world, chain }: MinedWorld, intentId: string): Promise<void> {
  const { fixture, database } = world;
  const [attempt] = await queryRows(
    database.app,
    sql`select a.tx_hash, s.nonce::int as nonce from slots s join attempts a on a.slot_id = s.id where s.intent_id = ${intentId}::uuid`,
    z.object({ tx_hash: storedTxHash, nonce: z.number() }),
  );
  if (attempt === undefined) throw new Error('Expected an attempt');
  // However many blocks it took to come so far on a busy machine.
  const receipt = await fixture.chain.receipt(attempt.tx_hash);
  if (receipt === null) throw new Error('Expected a delivery that is mined');
  const { number: head } = await fixture.chain.head();
  await chain.takeBack(Number(head - receipt.blockNumber) + 1);
  await chain.drop([attempt.tx_hash]);
  const stranger = await fixture.sign(
    fixture.minter,
    { to: fixture.minter.address, data: '0x' },
    { nonce: attempt.nonce, feeFactor: 5n },
  );
  await fixture.chain.broadcast(stranger.raw);
  await chain.mineForNow(3);
}

/** A database belongs to one chain and one wallet's history: what a start accepts, and what stops it. */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { queryRows } from '../db/database.ts';
import type { Chain, Hex } from '../domain/chain-port.ts';
import { walletNumber } from '../tests/harness/samples/writes.ts';
import { openTestDatabase, type TestDatabase } from '../tests/harness/worlds/databases.ts';
import { createFakeChain, type FakeChain } from '../tests/harness/worlds/fake-chain.ts';
import { acceptNonces, ChainSurprise, registerChain } from './register-chain.ts';

const wallet = walletNumber(0x77);
let database: TestDatabase;
let chain: FakeChain;
let chainId = 31_337;

beforeAll(async () => {
  database = await openTestDatabase('pglite');
});
afterAll(() => database[Symbol.asyncDispose]());
beforeEach(() => {
  chainId += 1;
  const fake = createFakeChain();
  chain = Object.assign(fake, {
    chainId,
    nodeChainId: async () => chainId,
    block: async (number: bigint) => ({ ...(await fake.head()), number, hash: hashOf(number) }),
  });
});

function hashOf(number: bigint): Hex {
  return `0x${number.toString(16).padStart(64, '0')}`;
}

const register = (seen: Chain = chain) => registerChain(database.app, seen, wallet);
const keep = (number: bigint, hash: Hex) =>
  database.app.execute(
    sql`insert into blocks (chain_id, number, hash) values (${chainId}, ${number}, ${hash})`,
  );

async function nextNonce(): Promise<number> {
  const [row] = await queryRows(
    database.app,
    sql`select next_nonce from signers where chain_id = ${chainId}`,
    z.object({ next_nonce: z.coerce.number() }),
  );
  return row?.next_nonce ?? -1;
}

test('the same chain registers again and again; another genesis or chain id does not', async () => {
  await register();
  await register();
  const other = { ...chain, block: async () => ({ ...(await chain.head()), hash: hashOf(9n) }) };
  await expect(register(other)).rejects.toThrow(ChainSurprise);
  await expect(register({ ...chain, nodeChainId: async () => 5 })).rejects.toThrow(ChainSurprise);
});

test('a node that is behind passes while it has a block that was kept, and else is another chain', async () => {
  await register();
  chain.blockNumber = 90n;
  await expect(register()).rejects.toThrow(ChainSurprise);
  await keep(88n, hashOf(88n));
  await keep(100n, hashOf(100n));
  await register();
  const other = {
    ...chain,
    block: async (number: bigint) => ({
      ...(await chain.head()),
      hash: hashOf(number === 0n ? 0n : 9n),
    }),
  };
  await expect(register(other)).rejects.toThrow(/what was seen before/);
});

test('nonces used by somebody else stop the start until an operator accepts them', async () => {
  await register();
  expect(await acceptNonces(database.app, chain, wallet)).toBeNull();
  const used = { ...chain, nonce: async () => 4 };
  await expect(register(used)).rejects.toThrow(/nonces:accept/);
  expect(await acceptNonces(database.app, used, wallet)).toEqual({ first: 0, last: 3 });
  await register(used);
  expect(await nextNonce()).toBe(4);
  expect(await acceptNonces(database.app, used, wallet)).toBeNull();
  const found = await queryRows(
    database.app,
    sql`select detail from findings where code = 'NONCE_TAKEN' and closed_at is null`,
    z.object({ detail: z.string() }),
  );
  expect(found).toHaveLength(1);
});

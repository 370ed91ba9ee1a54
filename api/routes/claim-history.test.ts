// Goal: a wallet's claims come page by page, each once, with what the chain says was paid. Method: app.request() on PGlite.
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { failIntent, settleRegistration } from '../../tests/harness/actors/move-intent.ts';
import { createProblemJudge } from '../../tests/harness/oracles/problem-judge.ts';
import {
  openTestApi,
  randomWallet,
  type TestApi,
  write,
} from '../../tests/harness/worlds/api-app.ts';

const { problemOf } = createProblemJudge();
const accepted = z.object({ intentId: z.string() });
const history = z.object({
  claim: z.object({ amount: z.string(), status: z.string() }).nullable(),
  hasClaimed: z.boolean(),
  intents: z.array(z.object({ id: z.string() })),
  nextCursor: z.string().nullable(),
});
let api: TestApi;
let wallet: string;
beforeAll(async () => {
  api = await openTestApi();
  wallet = randomWallet();
  const answer = await api.app().request('/api/register', write({ wallet }));
  await settleRegistration(api.db, accepted.parse(await answer.json()).intentId);
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
});

let payments = 0;
async function claim(): Promise<string> {
  payments += 1;
  const txHash = `0x${payments.toString(16).padStart(64, '0')}`;
  const told = { wallet, tokenType: 'USDC', txHash, amount: '7' };
  const answer = await api.app().request('/api/claim/record', write(told));
  return accepted.parse(await answer.json()).intentId;
}
const read = async (query = '') =>
  history.parse(
    await (await api.app().request(`/api/claim/history?wallet=${wallet}${query}`)).json(),
  );

describe('claim history', () => {
  test('is empty for a wallet that never claimed', async () => {
    expect(await read()).toEqual({
      claim: null,
      hasClaimed: false,
      intents: [],
      nextCursor: null,
    });
  });

  test('comes in pages, newest first, each claim once, by cursor and by offset', async () => {
    const ids: string[] = [];
    for (let index = 0; index < 5; index += 1) ids.unshift(await claim());
    for (const id of ids) await failIntent(api.db, id, 'PAYMENT_MISMATCH');
    const byCursor: string[] = [];
    let cursor: string | null = '';
    for (let page = 0; cursor !== null && page < 9; page += 1) {
      const { intents, nextCursor } = await read(`&limit=2${cursor && `&cursor=${cursor}`}`);
      byCursor.push(...intents.map(({ id }) => id));
      cursor = nextCursor;
    }
    expect(byCursor).toEqual(ids);
    const third = await read('&limit=2&offset=4');
    expect(third.intents.map(({ id }) => id)).toEqual(ids.slice(4));
    expect(third.nextCursor).toBeNull();
    expect((await read('&limit=5')).nextCursor).toBeNull();
  });

  test.each(['limit=0', 'limit=201', 'limit=x', 'limit=', 'offset=-1', 'offset=10001', 'cursor=x'])(
    'refuses %s',
    async (bad) => {
      const answer = await api.app().request(`/api/claim/history?wallet=${wallet}&${bad}`);
      await problemOf(answer, 'VALIDATION_FAILED');
    },
  );

  test('shows what the client told until the payment is verified, then what the chain says', async () => {
    const id = await claim();
    expect((await read()).claim).toMatchObject({ amount: '7', status: 'pending' });
    await api.db.execute(sql`insert into payments (id, program_id, intent_id, chain_id, tx_hash, log_index, transfer_logs,
        asset, amount, payer, recipient, block_number, block_hash)
      values (gen_random_uuid(), ${api.programId}, ${id}, 31337, ${id}, 0, 1, 'USDC', 100000001, ${wallet}, ${wallet}, 1, '0x')`);
    await api.db.execute(
      sql`insert into claims (program_id, wallet, intent_id) values (${api.programId}, ${wallet}, ${id})`,
    );
    // Also where the claim is not on the page that was asked for.
    const { claim: shown, hasClaimed, intents } = await read('&limit=1&offset=1');
    expect(shown).toMatchObject({ amount: '100000001', status: 'pending' });
    expect(hasClaimed).toBe(true);
    expect(intents.map((intent) => intent.id)).not.toContain(id);
  });
});

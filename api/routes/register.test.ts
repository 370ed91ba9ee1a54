/**
 * Goal: a registration says who brought its wallet, a proof locks it, and what is wrong with what it names is refused
 * with a reason. Method: POST /api/register over PGlite with wallets that sign; affiliates join through accept.
 */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { queryRows } from '../../db/database.ts';
import { newWallet, signedProof } from '../../tests/harness/actors/sign-in.ts';
import { createProblemJudge } from '../../tests/harness/oracles/problem-judge.ts';
import {
  openTestApi,
  randomWallet,
  type TestApi,
  testSettings,
  write,
} from '../../tests/harness/worlds/api-app.ts';
import { codeOf, referralWorld } from '../../tests/harness/worlds/referral-world.ts';
import type { App } from '../app-parts.ts';

const { problemOf } = createProblemJudge();
const kept = z.object({
  state: z.string(),
  affiliate: z.string().nullable(),
  code: z.string().nullable(),
  source: z.string(),
  address_hash: z.string().nullable(),
  user_agent_hash: z.string().nullable(),
});
const registered = z.object({ intentId: z.string(), status: z.string() });
const asked = { purpose: 'REGISTRATION' } as const;

let api: TestApi;
let app: App;
let world: ReturnType<typeof referralWorld>;

beforeAll(async () => {
  api = await openTestApi();
  app = api.app();
  world = referralWorld(api.db, api.programId);
});
afterAll(() => api[Symbol.asyncDispose]());

const register = async (body: object, key?: string) =>
  await app.request('/api/register', write(body, key));

/** A new affiliate and its code. */
async function affiliate(wallet = randomWallet()) {
  return { wallet, code: codeOf(await world.join(wallet)) };
}

async function keptOf(wallet: string) {
  const [row] = await queryRows(
    api.db,
    sql`select t.state, a.wallet as affiliate, t.code, t.source, t.address_hash, t.user_agent_hash
      from attributions t left join affiliates a on a.id = t.affiliate_id
      where t.program_id = ${api.programId}::uuid and t.wallet = ${wallet.toLowerCase()}`,
    kept,
  );
  return row ?? null;
}

describe('who brought a wallet', () => {
  test('is what an unproven registration says, by code in any case or by wallet, and who registered is no secret kept in clear', async () => {
    const { wallet: referrer, code } = await affiliate();
    const wallet = randomWallet();
    const request = write({ wallet, referralCode: code.toLowerCase() });
    const headers = { ...request.headers, 'user-agent': 'a browser' };
    expect((await app.request('/api/register', { ...request, headers })).status).toBe(202);
    const first = await keptOf(wallet);
    expect(first).toMatchObject({ state: 'PROVISIONAL', affiliate: referrer, source: 'register' });
    for (const hash of [first?.address_hash, first?.user_agent_hash])
      expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(first?.address_hash).not.toBe(first?.user_agent_hash);

    const [second, third] = [randomWallet(), randomWallet()];
    await register({ wallet: second, referrer });
    await register({ wallet: third, referrer: code });
    expect((await keptOf(second))?.affiliate).toBe(referrer);
    expect((await keptOf(third))?.affiliate).toBe(referrer);
    expect((await keptOf(third))?.user_agent_hash).toBeNull();
  });

  test('is replaced and locked by the first proof, also a late one that names nobody, and never again', async () => {
    const [mine, squatter] = [await affiliate(), await affiliate()];
    const [late, nobodys] = [newWallet(), newWallet()];
    const firstAnswer = await register({ wallet: late.address, referralCode: squatter.code });
    const { intentId } = registered.parse(await firstAnswer.json());
    const proof = await signedProof(app, late, asked);
    const proven = await register({ wallet: late.address, referralCode: mine.code, proof });
    expect(registered.parse(await proven.json()).intentId).toBe(intentId);
    expect(await keptOf(late.address)).toMatchObject({ state: 'LOCKED', affiliate: mine.wallet });

    const again = await signedProof(app, late, asked);
    await register({ wallet: late.address, referralCode: squatter.code, proof: again });
    expect(await keptOf(late.address)).toMatchObject({ state: 'LOCKED', affiliate: mine.wallet });

    await register({ wallet: nobodys.address, referralCode: squatter.code });
    await register({ wallet: nobodys.address, proof: await signedProof(app, nobodys, asked) });
    expect(await keptOf(nobodys.address)).toMatchObject({ state: 'LOCKED', affiliate: null });
  });

  test('a stranger who used a key first keeps it from nobody who proves the wallet', async () => {
    const squatter = await affiliate();
    const owner = newWallet();
    await register({ wallet: owner.address, referralCode: squatter.code }, 'the-same-key');
    const body = { wallet: owner.address, proof: await signedProof(app, owner, asked) };
    const proven = await register(body, 'the-same-key');
    expect(proven.status).toBe(202);
    expect(await keptOf(owner.address)).toMatchObject({ state: 'LOCKED', affiliate: null });
    const replay = await register(body, 'the-same-key');
    expect(replay.headers.get('idempotency-replayed')).toBe('true');
    expect(await replay.text()).toBe(await proven.text());
  });
});

describe('refused', () => {
  test('codes and wallets of nobody, and two that are not the same', async () => {
    const [one, other] = [await affiliate(), await affiliate()];
    const wallet = randomWallet();
    for (const named of [
      { referralCode: 'NOBODYXX' },
      { referrer: 'nobodyxx' },
      { referrer: randomWallet() },
      { referrer: one.wallet, referralCode: other.code },
      { referrer: one.code, referralCode: other.code },
    ]) {
      await problemOf(await register({ wallet, ...named }), 'UNKNOWN_REFERRAL');
    }
    expect((await register({ wallet, referrer: one.wallet, referralCode: one.code })).status).toBe(
      202,
    );
  });

  test("the code of another program's affiliate", async () => {
    const elsewhere = referralWorld(api.db, await api.openProgram('elsewhere'));
    const code = codeOf(await elsewhere.join(randomWallet()));
    const refused = await register({ wallet: randomWallet(), referralCode: code });
    await problemOf(refused, 'UNKNOWN_REFERRAL');
  });

  test('itself, by wallet or code', async () => {
    const { wallet, code } = await affiliate();
    await problemOf(await register({ wallet, referrer: wallet }), 'SELF_REFERRAL');
    await problemOf(await register({ wallet, referralCode: code.toLowerCase() }), 'SELF_REFERRAL');
  });

  test('a circle of affiliates who brought each other', async () => {
    const [a, b] = [await affiliate(), await affiliate()];
    expect((await register({ wallet: a.wallet, referralCode: b.code })).status).toBe(202);
    const closing = await register({ wallet: b.wallet, referralCode: a.code });
    await problemOf(closing, 'REFERRAL_CYCLE');
  });

  test('a suspended affiliate brings nobody new, and whom it brought stays', async () => {
    const { wallet: referrer, code } = await affiliate();
    const brought = randomWallet();
    await register({ wallet: brought, referralCode: code });
    await world.suspend(referrer);
    const refused = await register({ wallet: randomWallet(), referralCode: code });
    await problemOf(refused, 'AFFILIATE_SUSPENDED');
    expect((await register({ wallet: brought, referralCode: code })).status).toBe(202);
    expect((await keptOf(brought))?.affiliate).toBe(referrer);
  });
});

describe('proofs', () => {
  test('of another wallet, purpose or program, or used before, prove nothing and change nothing', async () => {
    await api.openProgram('second');
    const [owner, thief] = [newWallet(), newWallet()];
    const wallet = owner.address;
    const used = await signedProof(app, owner, asked);
    await register({ wallet, proof: used });
    for (const proof of [
      used,
      await signedProof(app, thief, asked),
      await signedProof(app, owner),
      await signedProof(app, owner, { ...asked, program: 'second' }),
      { ...(await signedProof(app, owner, asked)), signature: `0x${'11'.repeat(65)}` },
    ]) {
      await problemOf(await register({ wallet, proof }), 'WALLET_PROOF_INVALID');
    }
    const nonsense = { message: 'let me in', signature: '0x11' };
    const problem = await problemOf(
      await register({ wallet, proof: nonsense }),
      'VALIDATION_FAILED',
    );
    expect(problem.errors.map(({ field }) => field)).toEqual(['/proof/message']);
  });

  test('are needed where the program says so, for what is new', async () => {
    await using strict = await openTestApi();
    const strictApp = strict.app();
    const early = randomWallet();
    await strictApp.request('/api/register', write({ wallet: early }));
    await strict.asOwner(() =>
      strict.db.execute(sql`update programs set wallet_proof_required = true`),
    );
    const owner = newWallet();
    const body = { wallet: owner.address };
    const refused = await strictApp.request('/api/register', write(body));
    await problemOf(refused, 'WALLET_PROOF_REQUIRED');
    const proof = await signedProof(strictApp, owner, asked);
    const proven = await strictApp.request('/api/register', write({ ...body, proof }));
    expect(proven.status).toBe(202);
    expect((await strictApp.request('/api/register', write({ wallet: early }))).status).toBe(202);
  });
});

test('what addresses and user agents are kept as depends on the key and the program', async () => {
  const hashes = [];
  for (const originHashKey of [
    testSettings.originHashKey,
    'another key of thirty-two characters',
  ]) {
    const wallet = randomWallet();
    await api.app({ originHashKey }).request('/api/register', write({ wallet }));
    hashes.push((await keptOf(wallet))?.address_hash);
  }
  expect(new Set(hashes).size).toBe(2);
});

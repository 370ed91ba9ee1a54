/**
 * Goal: wallets register in any program under v2, with the same rules as in v1, and what became of it can be read there
 * and nowhere else. Method: the app over PGlite, with two programs and wallets that sign.
 */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { newId } from '../../domain/ids.ts';
import { settleRegistration } from '../../tests/harness/actors/move-intent.ts';
import { newWallet, signedProof } from '../../tests/harness/actors/sign-in.ts';
import { joinAffiliates } from '../../tests/harness/actors/signed-terms.ts';
import { createProblemJudge } from '../../tests/harness/oracles/problem-judge.ts';
import { otherTenant } from '../../tests/harness/oracles/record-answers.ts';
import {
  openTestApi,
  randomWallet,
  type TestApi,
  write,
} from '../../tests/harness/worlds/api-app.ts';
import type { App } from '../app-parts.ts';

const { problemOf } = createProblemJudge();
const answer = z.object({ intentId: z.string(), status: z.string(), isNew: z.boolean() });

let api: TestApi;
let app: App;
let otherId: string;

beforeAll(async () => {
  api = await openTestApi();
  app = api.app();
  otherId = await api.openProgram('other');
});
afterAll(() => api[Symbol.asyncDispose]());

const register = async (body: object, key?: string) =>
  await app.request('/api/v2/users', write({ programId: 'default', ...body }, key));
const statusOf = async (wallet: string, programId: string) =>
  await app.request(`/api/v2/users/status?wallet=${wallet}&programId=${programId}`);

test('a wallet is registered once per program, and each program knows its own', async () => {
  const { address: wallet } = newWallet();
  const first = await register({ wallet }, 'first');
  expect(first.status).toBe(201);
  const told = answer.parse(await first.json());
  expect(told).toMatchObject({ status: 'PENDING', isNew: true });
  const again = await register({ wallet: wallet.toLowerCase() });
  expect(again.status).toBe(200);
  expect(await again.json()).toEqual({ ...told, isNew: false });
  expect((await register({ wallet }, 'first')).headers.get('idempotency-replayed')).toBe('true');

  expect(await (await statusOf(wallet, otherId)).json()).toEqual({
    ...{ wallet, programId: otherId, registered: false, intentId: null, status: null },
    ...{ tokenId: null, registeredAt: null, attribution: null },
  });
  const elsewhere = await register({ programId: otherId, wallet });
  expect(elsewhere.status).toBe(201);
  expect(answer.parse(await elsewhere.json()).intentId).not.toBe(told.intentId);
});

test('what became of it can be read, by wallet and by intent', async () => {
  const { address: wallet } = newWallet();
  const { intentId } = answer.parse(await (await register({ wallet })).json());
  expect(await (await statusOf(wallet, 'default')).json()).toMatchObject({
    ...{ registered: false, intentId, status: 'PENDING', attribution: 'PROVISIONAL' },
  });
  await settleRegistration(api.db, intentId);
  expect(await (await statusOf(wallet, 'default')).json()).toMatchObject({
    ...{ registered: true, status: 'SETTLED', registeredAt: expect.any(String) },
  });
  const intent = await app.request(`/api/v2/users/intent/${intentId}`);
  expect(await intent.json()).toMatchObject({
    ...{ intentId, wallet, programId: api.programId, status: 'SETTLED', failureCode: null },
  });
  const claim = await app.request(
    '/api/claim/record',
    write({ wallet, tokenType: 'USDC', txHash: `0x${'ab'.repeat(32)}` }),
  );
  const claimed = z.object({ intentId: z.string() }).parse(await claim.json());
  for (const id of [claimed.intentId, newId(), 'x', '%00']) {
    await problemOf(await app.request(`/api/v2/users/intent/${id}`), 'NOT_FOUND');
  }
});

test('the rules of referrals are those of v1, each program for itself', async () => {
  const account = newWallet();
  const { referralCode: refCode } = await joinAffiliates(app, account);
  const wallet = randomWallet();
  const there = { programId: otherId, wallet, refCode };
  const refused = await otherTenant(app).request('/api/v2/users', write(there));
  await problemOf(refused, 'UNKNOWN_REFERRAL');
  await problemOf(await register({ wallet: account.address, refCode }), 'SELF_REFERRAL');
  expect((await register({ wallet, refCode: refCode.toLowerCase() })).status).toBe(201);

  const proven = newWallet();
  const proof = await signedProof(app, proven, { purpose: 'REGISTRATION' });
  const misplaced = await register({ programId: otherId, wallet: proven.address, proof });
  await problemOf(misplaced, 'WALLET_PROOF_INVALID');
  expect((await register({ wallet: proven.address, proof })).status).toBe(201);
  expect(await (await statusOf(proven.address, 'default')).json()).toMatchObject({
    attribution: 'LOCKED',
  });
});

test('circles and suspended affiliates are refused', async () => {
  const [a, b] = [newWallet(), newWallet()];
  const codes = [await joinAffiliates(app, a), await joinAffiliates(app, b)];
  expect((await register({ wallet: a.address, refCode: codes[1]?.referralCode })).status).toBe(201);
  const closing = await register({ wallet: b.address, refCode: codes[0]?.referralCode });
  await problemOf(closing, 'REFERRAL_CYCLE');
  await api.db.execute(
    sql`update affiliates set status = 'SUSPENDED' where id = ${codes[0]?.id}::uuid`,
  );
  const late = await register({ wallet: randomWallet(), refCode: codes[0]?.referralCode });
  await problemOf(late, 'AFFILIATE_SUSPENDED');
});

test('a program that is closed, gated or wants proofs takes nobody else', async () => {
  const set = (change: string) =>
    api.asOwner(() =>
      api.db.execute(sql`update programs set ${sql.raw(change)} where id = ${otherId}::uuid`),
    );
  const body = { programId: otherId, wallet: randomWallet() };
  for (const [change, code, back] of [
    ["status = 'PAUSED'", 'PROGRAM_PAUSED', "status = 'ACTIVE'"],
    ['kyc_required = true', 'KYC_REQUIRED', 'kyc_required = false'],
    ['commerce_required = true', 'PAYMENT_REQUIRED', 'commerce_required = false'],
    ['wallet_proof_required = true', 'WALLET_PROOF_REQUIRED', 'wallet_proof_required = false'],
  ] as const) {
    await set(change);
    await problemOf(await register(body), code);
    await set(back);
  }
  expect((await register(body)).status).toBe(201);
});

/**
 * Goal: wallets become affiliates by signing a program's terms, once, in a place of the tree that stays; owners publish
 * terms and operators suspend, within their programs and with a line in the audit log. Method: the app over PGlite with
 * two programs, wallets that sign and operators with roles.
 */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { queryRows } from '../../db/database.ts';
import { sha256Hex } from '../../domain/ids.ts';
import { auditOf, enterOperator, type TestOperator } from '../../tests/harness/actors/operators.ts';
import { newWallet } from '../../tests/harness/actors/sign-in.ts';
import { affiliateRequest, joinAffiliates } from '../../tests/harness/actors/signed-terms.ts';
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
const registration = z.object({
  affiliate: z.object({
    id: z.string(),
    referralCode: z.string().regex(/^[A-Z0-9]{8}$/),
    wallet: z.string(),
    status: z.string(),
  }),
  parentAffiliate: z.object({ id: z.string(), referralCode: z.string() }).optional(),
  isNew: z.boolean(),
});

let api: TestApi;
let app: App;
let owner: TestOperator;
let otherId: string;
let stranger: TestOperator;

beforeAll(async () => {
  api = await openTestApi();
  app = api.app();
  owner = await enterOperator(api.db);
  otherId = await api.openProgram('other');
  stranger = await enterOperator(api.db, { roles: [{ role: 'owner', programId: otherId }] });
});
afterAll(() => api[Symbol.asyncDispose]());

const register = async (body: object, key?: string) =>
  await app.request('/api/v2/affiliates/register', write(body, key));

describe('becoming an affiliate', () => {
  test('gives a code, once per wallet and program; e-mail and name are not shown', async () => {
    const account = newWallet();
    const more = { email: 'ada@example.org', displayName: 'Ada 🦊' };
    const response = await register(await affiliateRequest(app, account, more));
    expect(response.status).toBe(201);
    const text = await response.text();
    expect(text).not.toMatch(/example|Ada/);
    const first = registration.parse(JSON.parse(text));
    expect(first).toMatchObject({ isNew: true, affiliate: { wallet: account.address } });
    expect(first.parentAffiliate).toBeUndefined();

    const again = await register(await affiliateRequest(app, account));
    expect(again.status).toBe(200);
    expect(await again.json()).toEqual({ ...first, isNew: false });
    const elsewhere = await affiliateRequest(app, account, { program: 'other' });
    const there = registration.parse(await (await register(elsewhere)).json());
    expect(there.affiliate.id).not.toBe(first.affiliate.id);
    const [kept] = await queryRows(
      api.db,
      sql`select email, display_name as name from affiliates where id = ${first.affiliate.id}::uuid`,
      z.object({ email: z.string(), name: z.string() }),
    );
    expect(kept).toEqual({ email: more.email, name: more.displayName });
  });

  test('under the affiliate whose code is given, in any case, and for ever', async () => {
    const parent = await joinAffiliates(app, newWallet());
    const other = await joinAffiliates(app, newWallet());
    const account = newWallet();
    const parentCode = parent.referralCode.toLowerCase();
    const joined = await register(await affiliateRequest(app, account, { parentCode }));
    expect(registration.parse(await joined.json()).parentAffiliate).toEqual(parent);
    const moving = { parentCode: other.referralCode };
    const again = await register(await affiliateRequest(app, account, moving));
    expect(registration.parse(await again.json())).toMatchObject({
      ...{ isNew: false, parentAffiliate: parent },
    });
  });

  test("not under nobody, another program's or a suspended affiliate, nor where the tree ends", async () => {
    const there = await joinAffiliates(app, newWallet(), { program: 'other' });
    for (const parentCode of ['NOBODYXX', 'x', there.referralCode]) {
      const body = await affiliateRequest(app, newWallet(), { parentCode });
      await problemOf(await register(body), 'UNKNOWN_REFERRAL');
    }
    const suspended = await joinAffiliates(app, newWallet());
    await api.db.execute(
      sql`update affiliates set status = 'SUSPENDED' where id = ${suspended.id}::uuid`,
    );
    const refused = { parentCode: suspended.referralCode };
    await problemOf(
      await register(await affiliateRequest(app, newWallet(), refused)),
      'AFFILIATE_SUSPENDED',
    );
    let parent = await joinAffiliates(app, newWallet());
    for (let depth = 1; depth <= 64; depth++)
      parent = await joinAffiliates(app, newWallet(), { parentCode: parent.referralCode });
    const deeper = await affiliateRequest(app, newWallet(), { parentCode: parent.referralCode });
    await problemOf(await register(deeper), 'TREE_TOO_DEEP');
  });

  test('not with a signature of somebody else, for something else, or a second time', async () => {
    const [account, thief] = [newWallet(), newWallet()];
    const good = await affiliateRequest(app, account);
    const stolen = await affiliateRequest(app, thief);
    const elsewhere = await affiliateRequest(app, account, { program: 'other' });
    for (const body of [
      { ...good, terms: stolen.terms },
      { ...good, terms: elsewhere.terms },
      { ...good, terms: { ...good.terms, version: '2' } },
      { ...good, terms: { ...good.terms, hash: 'cd'.repeat(32) } },
      { ...good, wallet: thief.address },
    ]) {
      await problemOf(await register(body), 'WALLET_PROOF_INVALID');
    }
    expect((await register(good)).status).toBe(201);
    await problemOf(await register({ ...good, parentCode: 'ABCDEFGH' }), 'WALLET_PROOF_INVALID');
  });

  test('not with odd fields', async () => {
    const good = await affiliateRequest(app, newWallet());
    for (const [more, field] of [
      [{ email: 'nobody' }, '/email'],
      [{ email: `${'x'.repeat(250)}@example.org` }, '/email'],
      [{ displayName: ' ' }, '/displayName'],
      [{ displayName: 'a\0b' }, '/displayName'],
      [{ displayName: '\ud800' }, '/displayName'],
      [{ displayName: 'x'.repeat(81) }, '/displayName'],
      [{ parentCode: '0xabc' }, '/parentCode'],
      [{ parentCode: ['a'] }, '/parentCode'],
      [{ terms: { ...good.terms, hash: 'AB'.repeat(32) } }, '/terms/hash'],
      [{ terms: { ...good.terms, message: 'hello' } }, '/terms/message'],
    ] as const) {
      const problem = await problemOf(await register({ ...good, ...more }), 'VALIDATION_FAILED');
      expect(problem.errors.map((wrong) => wrong.field)).toEqual([field]);
    }
  });

  test('not in a program that is paused', async () => {
    const pausedId = await api.openProgram('paused');
    await api.asOwner(() =>
      api.db.execute(sql`update programs set status = 'PAUSED' where id = ${pausedId}::uuid`),
    );
    const body = await affiliateRequest(app, newWallet(), { program: 'paused' });
    await problemOf(await register(body), 'PROGRAM_PAUSED');
  });
});

describe('terms', () => {
  const path = '/api/v2/programs/other/terms';
  const publish = async (body: object, operator = stranger) =>
    await app.request(path, operator.request(body));

  test('are published once per version, in the audit log, and asked of whoever joins then', async () => {
    const early = await affiliateRequest(app, newWallet(), { program: 'other' });
    const text = 'Be honest. – Ä';
    const response = await publish({ version: '2026-01', text });
    expect(response.status).toBe(201);
    const told = await response.json();
    const terms = { version: '2026-01', hash: sha256Hex(text) };
    expect(told).toMatchObject({ programId: otherId, ...terms, text });
    expect(await (await app.request(path)).json()).toEqual({ terms: told });
    expect((await auditOf(api.db, `program:${otherId}`)).at(-1)).toMatchObject({
      ...{ action: 'program.terms', actor: `operator:${stranger.id}`, before: null, after: terms },
    });
    const refused = await problemOf(await register(early), 'TERMS_NOT_CURRENT');
    expect(refused).toMatchObject({ currentTerms: terms });
    await joinAffiliates(app, newWallet(), { program: 'other' });

    await problemOf(await publish({ version: '2026-01', text: 'Other.' }), 'TERMS_VERSION_TAKEN');
    expect((await publish({ version: '2026-02', text })).status).toBe(201);
    const again = await affiliateRequest(app, newWallet(), { program: 'other' });
    expect(again.terms).toMatchObject({ version: '2026-02', hash: terms.hash });
    expect((await register(again)).status).toBe(201);
  });

  test('are text of a version, and nothing else', async () => {
    for (const body of [
      { version: '3' },
      { version: '3', text: '' },
      { version: '3', text: 'a\0b' },
      { version: '3', text: '\udfff' },
      { version: 'a b', text: 'x' },
      { version: '3', text: 'x'.repeat(200_001) },
      { version: '3', text: 'x', hash: 'ab'.repeat(32) },
    ]) {
      await problemOf(await publish(body), 'VALIDATION_FAILED');
    }
  });

  test('are published by owners of the program, while it is not archived', async () => {
    const elsewhere = await enterOperator(api.db, {
      roles: [{ role: 'owner', programId: api.programId }],
    });
    const body = { version: '9', text: 'x' };
    const foreign = await otherTenant(app).request(path, elsewhere.request(body));
    await problemOf(foreign, 'NOT_FOUND');
    const operator = await enterOperator(api.db, {
      roles: [{ role: 'operator', programId: otherId }],
    });
    await problemOf(await publish(body, operator), 'FORBIDDEN');
    const archivedId = await api.openProgram('archived');
    await api.asOwner(() =>
      api.db.execute(sql`update programs set status = 'ARCHIVED' where id = ${archivedId}::uuid`),
    );
    const late = await app.request('/api/v2/programs/archived/terms', owner.request(body));
    await problemOf(late, 'PROGRAM_ARCHIVED');
  });
});

describe('suspending', () => {
  const change = async (wallet: string, body: object, operator = owner) =>
    await app.request(`/api/v2/affiliates/${wallet}`, operator.request(body, { method: 'PATCH' }));

  test('keeps an affiliate from bringing wallets until it is taken back, each in the audit log', async () => {
    const account = newWallet();
    const { id, referralCode } = await joinAffiliates(app, account);
    const bring = async () =>
      (await app.request('/api/register', write({ wallet: randomWallet(), referralCode }))).status;
    const suspended = await change(account.address, { status: 'SUSPENDED', reason: 'fraud' });
    expect(await suspended.json()).toEqual({
      ...{ id, referralCode, wallet: account.address, status: 'SUSPENDED' },
    });
    expect(await bring()).toBe(422);
    const back = await change(account.address, { status: 'ACTIVE', reason: 'a mistake' });
    expect(back.status).toBe(200);
    expect(await bring()).toBe(202);
    expect(await auditOf(api.db, `affiliate:${id}`)).toMatchObject([
      { action: 'affiliate.suspend', before: { status: 'ACTIVE' }, after: { reason: 'fraud' } },
      { action: 'affiliate.reactivate', before: { status: 'SUSPENDED' }, keyId: owner.keyId },
    ]);
  });

  test('is for operators of the program, and for its affiliates', async () => {
    const account = newWallet();
    await joinAffiliates(app, account);
    const body = { status: 'SUSPENDED', reason: 'spite' };
    await problemOf(await change(account.address, body, stranger), 'NOT_FOUND');
    const there = { ...body, programId: otherId };
    await problemOf(await change(account.address, there, stranger), 'NOT_FOUND');
    await problemOf(await change(randomWallet(), body), 'NOT_FOUND');
    await problemOf(
      await change(account.address, { ...body, status: 'GONE' }),
      'VALIDATION_FAILED',
    );
    await problemOf(await change(account.address, { status: 'ACTIVE' }), 'VALIDATION_FAILED');
  });
});

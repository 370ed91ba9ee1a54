/**
 * Goal: operators open a wallet's gates and fund inventories, within their rights, once and with a line in the audit
 * log; the programs of a chain never have more tokens in their books than the one wallet they are delivered from.
 * Method: the app over PGlite with a fake chain.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { auditOf, enterOperator, type TestOperator } from '../../tests/harness/actors/operators.ts';
import {
  openTestApi,
  randomWallet,
  type TestApi,
  write,
} from '../../tests/harness/worlds/api-app.ts';
import type { App } from '../app-parts.ts';
import { problemSchema } from '../schemas/problem.ts';

let api: TestApi;
let app: App;
let owner: TestOperator;
let otherId: string;
beforeAll(async () => {
  api = await openTestApi();
  app = api.app();
  owner = await enterOperator(api.db);
  otherId = await api.openProgram('other');
});
afterAll(() => api[Symbol.asyncDispose]());

const codeOf = async (response: Response) => {
  const { code, status } = problemSchema.parse(await response.json());
  expect(response.status).toBe(status);
  return code;
};

describe('gates', () => {
  const path = (wallet: string, program = 'other') =>
    `/api/v2/programs/${program}/wallets/${wallet}/gates`;
  const passed = { kycPassed: true, reason: 'papers seen' };

  test('opened for a wallet that is not registered, kept, taken back, each time in the audit log', async () => {
    const wallet = randomWallet();
    const operator = await enterOperator(api.db, {
      roles: [{ role: 'operator', programId: otherId }],
    });
    const read = async () => (await app.request(path(wallet), operator.request())).json();
    expect(await read()).toMatchObject({ programId: otherId, kycPassedAt: null });
    const first = await app.request(path(wallet), operator.request(passed));
    expect(first.status).toBe(200);
    const answer = await first.json();
    expect(answer).toMatchObject({ kycPassedAt: expect.any(String), commercePaidAt: null });
    expect(await read()).toEqual(answer);
    // Passed is passed: its time does not move.
    expect(await (await app.request(path(wallet), operator.request(passed))).json()).toEqual(
      answer,
    );
    const back = { kycPassed: false, reason: 'a forgery' };
    await app.request(path(wallet), operator.request(back));
    expect(await read()).toMatchObject({ kycPassedAt: null });
    const lines = await auditOf(api.db, `wallet:${wallet}`);
    expect(lines.map(({ action }) => action)).toEqual([
      'wallet.kyc_passed',
      'wallet.kyc_passed',
      'wallet.kyc_taken_back',
    ]);
    expect(lines.at(-1)).toMatchObject({
      actor: `operator:${operator.id}`,
      programId: otherId,
      before: answer,
      after: { kycPassedAt: null, reason: 'a forgery' },
    });
    // Nothing of it in the other program.
    const elsewhere = await app.request(path(wallet, 'default'), owner.request());
    expect(await elsewhere.json()).toMatchObject({ programId: api.programId, kycPassedAt: null });
  });

  test('not by anybody else, and not without saying why', async () => {
    const wallet = randomWallet();
    const viewer = await enterOperator(api.db, { roles: [{ role: 'viewer', programId: otherId }] });
    const stranger = await enterOperator(api.db, {
      roles: [{ role: 'owner', programId: api.programId }],
    });
    expect(await codeOf(await app.request(path(wallet), write(passed)))).toBe('UNAUTHENTICATED');
    expect(await codeOf(await app.request(path(wallet)))).toBe('UNAUTHENTICATED');
    expect(await codeOf(await app.request(path(wallet), viewer.request(passed)))).toBe('FORBIDDEN');
    expect((await app.request(path(wallet), viewer.request())).status).toBe(200);
    expect(await codeOf(await app.request(path(wallet), stranger.request(passed)))).toBe(
      'NOT_FOUND',
    );
    expect(await codeOf(await app.request(path(wallet), stranger.request()))).toBe('NOT_FOUND');
    expect(await codeOf(await app.request(path('0x12'), owner.request()))).toBe('INVALID_ADDRESS');
    for (const body of [
      {},
      { kycPassed: true },
      { ...passed, reason: ' ' },
      { ...passed, reason: 'a\0' },
      { ...passed, commercePaid: true },
    ]) {
      expect(await codeOf(await app.request(path(wallet), owner.request(body)))).toBe(
        'VALIDATION_FAILED',
      );
    }
  });
});

describe('inventory', () => {
  // What each of the two programs was opened with.
  const opened = 1_000_000_000n * 10n ** 18n;
  const booked = 2n * opened;
  const fund = async (amount: string, by = owner, program = otherId) =>
    app.request(
      `/api/v2/programs/${program}/inventory`,
      by.request({ amount, reason: 'for claims' }),
    );

  test('what all programs have together is never more than the wallet has, also by many at once', async () => {
    api.chain.erc20 = booked;
    const refused = await fund('1');
    expect(await refused.clone().json()).toMatchObject({
      available: { amount: '0', asset: 'SGE', decimals: 18 },
    });
    expect(await codeOf(refused)).toBe('INVENTORY_NOT_COVERED');
    api.chain.erc20 = booked + 10n;
    const all = await Promise.all(Array.from({ length: 5 }, () => fund('4')));
    expect(all.map(({ status }) => status).sort()).toEqual([201, 201, 422, 422, 422]);
    const answer = await fund('2');
    expect(answer.status).toBe(201);
    expect(await answer.json()).toMatchObject({
      programId: otherId,
      reference: expect.stringContaining(`funding:31337:${otherId}:`),
      inventory: {
        posted: { amount: (opened + 10n).toString() },
        held: { amount: '0' },
        available: { amount: (opened + 10n).toString(), asset: 'SGE', decimals: 18 },
      },
    });
    const lines = await auditOf(api.db, `program:${otherId}`);
    expect(lines.at(-1)).toMatchObject({
      action: 'program.fund_inventory',
      before: { posted: (opened + 8n).toString() },
      after: { posted: (opened + 10n).toString(), amount: '2', reason: 'for claims' },
    });
  });

  test('only by an owner of all programs, and only what is an amount', async () => {
    const local = await enterOperator(api.db, { roles: [{ role: 'owner', programId: otherId }] });
    expect(await codeOf(await fund('1', local))).toBe('FORBIDDEN');
    const bare = await app.request(`/api/v2/programs/${otherId}/inventory`, write({ amount: '1' }));
    expect(await codeOf(bare)).toBe('UNAUTHENTICATED');
    expect(await codeOf(await fund('1', owner, 'nowhere'))).toBe('NOT_FOUND');
    for (const amount of ['0', '-1', '1.5', '', (2n ** 256n).toString()]) {
      expect(await codeOf(await fund(amount))).toBe('VALIDATION_FAILED');
    }
    const away = api.app({}, { relayerAddress: null });
    const request = owner.request({ amount: '1', reason: 'r' });
    const unknown = await away.request(`/api/v2/programs/${otherId}/inventory`, request);
    expect(await codeOf(unknown)).toBe('UNAVAILABLE');
  });

  test('nothing is put into an archived program', async () => {
    const id = await api.openProgram('over');
    const archive = owner.request({ status: 'ARCHIVED' }, { method: 'PATCH' });
    expect((await app.request(`/api/v2/programs/${id}`, archive)).status).toBe(200);
    expect(await codeOf(await fund('1', owner, id))).toBe('PROGRAM_ARCHIVED');
  });
});

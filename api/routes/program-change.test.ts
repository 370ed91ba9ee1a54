import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { CallReverts } from '../../domain/chain-port.ts';
import { auditOf, enterOperator, type TestOperator } from '../../tests/harness/actors/operators.ts';
import {
  programRequests,
  treasuryAddress,
  vaultAddress,
} from '../../tests/harness/actors/program-requests.ts';
import {
  openTestApi,
  randomWallet,
  type TestApi,
  write,
} from '../../tests/harness/worlds/api-app.ts';
import type { App } from '../app-parts.ts';
import { programSchema } from '../schemas/program.ts';

const { world, newBody, create, created, change, problem } = programRequests();
let api: TestApi;
let app: App;
let owner: TestOperator;
beforeAll(() => {
  ({ api, app, owner } = world());
});

describe('a vault', () => {
  const asked = { delivery: 'VAULT', vaultAddress };

  test('is taken when it takes the fee, by one program', async () => {
    api.chain.vault = 100_000_000n;
    const program = await created(asked);
    expect(program).toMatchObject({
      delivery: 'VAULT',
      vaultAddress: expect.stringMatching(/^0x7a/i),
    });
    const second = await problem(await create(newBody(asked)));
    expect(second).toMatchObject({ status: 400, fields: ['/vaultAddress'] });
    const fee = await problem(await change(program.id, { feeUsd: 50 }));
    expect(fee).toMatchObject({ status: 400, fields: ['/vaultAddress'] });
    const back = await change(program.id, { delivery: 'TREASURY' });
    expect(await back.json()).toMatchObject({ delivery: 'TREASURY', vaultAddress: null });
    const again = await change(program.id, asked);
    expect(again.status).toBe(200);
  });

  test('is refused without code, when it is another contract, and with another fee; 503 without the node', async () => {
    const other = { ...asked, vaultAddress: randomWallet() };
    const refusal = async () => (await problem(await create(newBody(other)))).fields;
    expect(await refusal()).toEqual(['/vaultAddress']);
    api.chain.vault = 1n;
    expect(await refusal()).toEqual(['/vaultAddress']);
    api.chain.vault = 100_000_000n;
    api.chain.code = false;
    expect(await refusal()).toEqual(['/vaultAddress']);
    api.chain.down = true;
    expect((await problem(await create(newBody(other)))).code).toBe('UNAVAILABLE');
  });
});

describe('an identity token', () => {
  const identityTokenAddress = `0x${'1D'.repeat(20)}`;

  test('of its own belongs to one program for ever, and has to be one', async () => {
    const program = await created({ identityTokenAddress });
    expect(program.identityTokenAddress?.toLowerCase()).toBe(identityTokenAddress.toLowerCase());
    const refusal = async (more: object) => (await problem(await create(newBody(more)))).fields;
    expect(await refusal({ identityTokenAddress })).toEqual(['/identityTokenAddress']);
    api.chain.code = false;
    const elsewhere = { identityTokenAddress: randomWallet() };
    expect(await refusal(elsewhere)).toEqual(['/identityTokenAddress']);
    api.chain.code = true;
    const reverting = api.app(
      {},
      {
        chain: {
          ...api.chain,
          identityTokenOf: () => Promise.reject(new CallReverts('another contract')),
        },
      },
    );
    const response = await reverting.request('/api/v2/programs', owner.request(newBody(elsewhere)));
    expect((await problem(response)).fields).toEqual(['/identityTokenAddress']);
    const changed = await problem(await change(program.id, elsewhere));
    expect(changed.fields).toEqual(['/identityTokenAddress']);
  });
});

describe('changed', () => {
  test('what is asked for and nothing else, with before and after in the audit log', async () => {
    const before = await created();
    const settings = {
      name: 'Renamed',
      feeUsd: 20.5,
      claimAmount: 3,
      directCommissionPct: 7.25,
      overrideCommissionPct: 1,
      maxAffiliateDepth: 4,
      minPayout: '5000000',
      holdPeriodDays: 0,
      acceptedTokens: ['USDT'],
      confirmations: 12,
      kycRequired: true,
      commerceRequired: true,
      walletProofRequired: true,
    };
    const response = await change(before.slug, settings);
    const after = programSchema.parse(await response.json());
    expect(after).toMatchObject({
      ...settings,
      minPayout: { amount: '5000000', asset: 'USD', decimals: 6 },
      version: 2,
      treasuryAddress,
      delivery: 'TREASURY',
    });
    expect(response.headers.get('etag')).toBe('"2"');
    const shown = await app.request(`/api/v2/programs/${before.id}`);
    expect(shown.headers.get('etag')).toBe('"2"');
    expect(await shown.json()).toEqual(after);
    const lines = await auditOf(api.db, `program:${before.id}`);
    expect(lines.at(-1)).toMatchObject({ action: 'program.change', before, after });
    const same = await change(before.id, { minPayout: after.minPayout });
    expect(await same.json()).toMatchObject({ minPayout: after.minPayout, version: 3 });
  });

  test('only at the version that was named', async () => {
    const { id } = await created();
    expect((await change(id, { name: 'A', version: 1 })).status).toBe(200);
    const stale = await change(id, { name: 'B', version: 1 });
    expect(await stale.clone().json()).toMatchObject({ version: 2 });
    expect((await problem(stale)).code).toBe('PROGRAM_CHANGED');
    expect((await problem(await change(id, { name: 'B' }, { 'if-match': '"1"' }))).code).toBe(
      'PROGRAM_CHANGED',
    );
    expect((await change(id, { name: 'B' }, { 'if-match': '"2"' })).status).toBe(200);
    expect((await change(id, { name: 'C' }, { 'if-match': '*' })).status).toBe(200);
    for (const [body, headers, field] of [
      [{ name: 'D' }, { 'if-match': 'x' }, 'header:If-Match'],
      [{ name: 'D', version: 1 }, { 'if-match': '"4"' }, '/version'],
      [{}, {}, '/'],
      [{ version: 4 }, {}, '/'],
      [{ slug: 'x' }, {}, '/slug'],
      [{ chainId: 1 }, {}, '/chainId'],
      [{ status: 'GONE' }, {}, '/status'],
    ] as const) {
      const { status, fields } = await problem(await change(id, body, { ...headers }));
      expect([status, fields]).toEqual([400, [field]]);
    }
  });

  test('of many changes at once to one version one is made', async () => {
    const { id } = await created();
    const all = await Promise.all(
      Array.from({ length: 5 }, (_, index) => change(id, { name: `N${index}`, version: 1 })),
    );
    expect(all.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409]);
  });

  test('a paused program takes nothing new and can be resumed; an archived one stays as it is', async () => {
    const { id, slug } = await created();
    const claim = (wallet: string) =>
      app.request('/api/v2/claims/intent', write({ programId: slug, wallet }));
    await change(id, { status: 'PAUSED' });
    expect((await problem(await claim(randomWallet()))).code).toBe('PROGRAM_PAUSED');
    await change(id, { status: 'ACTIVE' });
    expect((await claim(randomWallet())).status).toBe(200);
    await change(id, { status: 'ARCHIVED' });
    expect((await problem(await claim(randomWallet()))).code).toBe('PROGRAM_PAUSED');
    for (const body of [{ status: 'ACTIVE' }, { name: 'x' }, { status: 'ARCHIVED' }]) {
      expect((await problem(await change(id, body))).code).toBe('PROGRAM_ARCHIVED');
    }
  });

  test('a change of the default program is seen by the next request', async () => {
    const fee = async () =>
      z
        .object({ feeAmount: z.string() })
        .parse(
          await (await app.request('/api/claim/prepare', write({ wallet: randomWallet() }))).json(),
        ).feeAmount;
    expect(await fee()).toBe('100000000');
    await change('default', { feeUsd: 42 });
    expect(await fee()).toBe('42000000');
    await change('default', { feeUsd: 100 });
  });
});

describe('who may', () => {
  test('nobody without a key, and not without the right; a program that is not theirs does not exist', async () => {
    const mine = await created();
    const theirs = await created();
    const operator = await enterOperator(api.db, {
      roles: [{ role: 'operator', programId: mine.id }],
    });
    const local = await enterOperator(api.db, { roles: [{ role: 'owner', programId: mine.id }] });
    const patch = (id: string, by: TestOperator) =>
      app.request(`/api/v2/programs/${id}`, by.request({ name: 'x' }, { method: 'PATCH' }));
    for (const [response, code] of [
      [app.request('/api/v2/programs', write({})), 'UNAUTHENTICATED'],
      [
        app.request(`/api/v2/programs/${mine.id}`, { ...write({}), method: 'PATCH' }),
        'UNAUTHENTICATED',
      ],
      [create({}, local), 'FORBIDDEN'],
      [patch(mine.id, operator), 'FORBIDDEN'],
      [patch(theirs.id, local), 'NOT_FOUND'],
      [patch('nowhere', local), 'NOT_FOUND'],
    ] as const) {
      expect((await problem(await response)).code).toBe(code);
    }
    expect((await patch(mine.id, local)).status).toBe(200);
  });

  test('without any operator nobody can', async () => {
    await using empty = await openTestApi();
    const bare = empty.app();
    for (const [path, method] of [
      ['/api/v2/programs', 'POST'],
      ['/api/v2/programs/default', 'PATCH'],
      ['/api/v2/programs/default/inventory', 'POST'],
      [`/api/v2/programs/default/wallets/${randomWallet()}/gates`, 'POST'],
    ] as const) {
      const response = await bare.request(path, { ...write({}), method });
      expect((await problem(response)).code).toBe('ADMIN_NOT_CONFIGURED');
    }
  });
});

/**
 * Goal: programs are created exactly as asked and shown to everybody; whatever is wrong is refused with the field
 * named. Method: the app over PGlite with a fake chain.
 */
import { eq } from 'drizzle-orm';
import { beforeAll, describe, expect, test } from 'vitest';
import { intents } from '../../db/schema/intents.ts';
import { accounts } from '../../db/schema/ledger.ts';
import { programAccounts } from '../../domain/chart-of-accounts.ts';
import { auditOf, enterOperator, type TestOperator } from '../../tests/harness/actors/operators.ts';
import {
  programRequests,
  treasuryAddress,
  vaultAddress,
} from '../../tests/harness/actors/program-requests.ts';
import { randomWallet, type TestApi, write } from '../../tests/harness/worlds/api-app.ts';
import type { App } from '../app-parts.ts';
import { programListSchema, programSchema } from '../schemas/program.ts';

const { world, newBody, create, created, change, problem } = programRequests();
let api: TestApi;
let app: App;
let owner: TestOperator;
beforeAll(() => {
  ({ api, app, owner } = world());
});

describe('created', () => {
  test('with what was asked for and defaults for the rest, its accounts and its line in the audit log', async () => {
    const body = newBody();
    const response = await create(body);
    const program = programSchema.parse(await response.json());
    expect(program).toMatchObject({
      slug: body.slug,
      name: 'A program',
      status: 'ACTIVE',
      chainId: 31_337,
      treasuryAddress,
      delivery: 'TREASURY',
      vaultAddress: null,
      feeUsd: 100,
      fee: { amount: '100000000', asset: 'USD', decimals: 6 },
      claimAmount: 1000,
      claim: { amount: '1000000000000000000000', asset: 'SGE', decimals: 18 },
      directCommissionPct: 10,
      overrideCommissionPct: 5,
      maxAffiliateDepth: 2,
      minPayout: { amount: '10000000', asset: 'USD', decimals: 6 },
      secondApprovalAbove: { amount: '10000000000', asset: 'USD', decimals: 6 },
      holdPeriodDays: 30,
      acceptedTokens: ['USDC', 'USDT'],
      confirmations: 2,
      kycRequired: false,
      commerceRequired: false,
      walletProofRequired: false,
      mintsIdentityToken: true,
      version: 1,
    });
    expect(response.headers.get('location')).toBe(`/api/v2/programs/${program.id}`);
    expect(response.headers.get('etag')).toBe('"1"');
    const opened = await api.db.select().from(accounts).where(eq(accounts.programId, program.id));
    expect(opened).toHaveLength(Object.keys(programAccounts).length);
    expect(await auditOf(api.db, `program:${program.id}`)).toMatchObject([
      {
        actor: `operator:${owner.id}`,
        action: 'program.create',
        keyId: owner.keyId,
        programId: program.id,
        before: null,
        after: program,
        requestId: response.headers.get('x-request-id'),
      },
    ]);
  });

  test('the same key again is the same answer, and one program', async () => {
    const body = newBody();
    const request = () => app.request('/api/v2/programs', owner.request(body, { key: 'once' }));
    const first = await (await request()).text();
    const again = await request();
    expect(again.status).toBe(201);
    expect(await again.text()).toBe(first);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
  });

  test('a slug is taken once, also by many at once', async () => {
    const body = newBody();
    const all = await Promise.all(Array.from({ length: 5 }, () => create(body)));
    expect(all.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409]);
    const refused = all.find(({ status }) => status === 409);
    if (refused === undefined) throw new Error('Expected a refusal');
    expect((await problem(refused)).code).toBe('SLUG_TAKEN');
  });

  test.each([
    [{ feeUsd: 99.99, claimAmount: 0.5 }, '99990000', '500000000000000000'],
    [{ feeUsd: '0.000001', claimAmount: '1000.000000000000000001' }, '1', '1000000000000000000001'],
    [{ feeUsd: 1e3, claimAmount: '1' }, '1000000000', '1000000000000000000'],
  ])('%j is exact', async (amounts, fee, claim) => {
    const program = await created(amounts);
    expect([program.fee.amount, program.claim.amount]).toEqual([fee, claim]);
  });

  test('percentages are basis points, exactly', async () => {
    const program = await created({ directCommissionPct: 12.34, overrideCommissionPct: '0.01' });
    expect([program.directCommissionPct, program.overrideCommissionPct]).toEqual([12.34, 0.01]);
  });

  test.each([
    [{ feeUsd: 0 }, '/feeUsd'],
    [{ feeUsd: -1 }, '/feeUsd'],
    [{ feeUsd: 0.0000001 }, '/feeUsd'],
    [{ feeUsd: '1.2345678' }, '/feeUsd'],
    [{ feeUsd: 1e9 + 1 }, '/feeUsd'],
    [{ feeUsd: '1e3' }, '/feeUsd'],
    [{ feeUsd: null }, '/feeUsd'],
    [{ claimAmount: '0.0000000000000000001' }, '/claimAmount'],
    [{ claimAmount: '0' }, '/claimAmount'],
    [{ directCommissionPct: 1.001 }, '/directCommissionPct'],
    [{ directCommissionPct: 100.01 }, '/directCommissionPct'],
    [{ overrideCommissionPct: 100 }, '/overrideCommissionPct'],
    [{ maxAffiliateDepth: 11 }, '/maxAffiliateDepth'],
    [{ maxAffiliateDepth: 1.5 }, '/maxAffiliateDepth'],
    [{ holdPeriodDays: 366 }, '/holdPeriodDays'],
    [{ confirmations: 0 }, '/confirmations'],
    [{ acceptedTokens: [] }, '/acceptedTokens'],
    [{ acceptedTokens: ['USDC', 'USDC'] }, '/acceptedTokens'],
    [{ acceptedTokens: ['DAI'] }, '/acceptedTokens/0'],
    [{ minPayout: '-1' }, '/minPayout'],
    [{ minPayout: { amount: '1', asset: 'EUR', decimals: 6 } }, '/minPayout'],
    [{ slug: 'Upper' }, '/slug'],
    [{ slug: '0198f5b2-7f6e-7000-8000-000000000000' }, '/slug'],
    [{ name: '' }, '/name'],
    [{ name: 'a\0b' }, '/name'],
    [{ name: 'x'.repeat(101) }, '/name'],
    [{ treasuryAddress: '0x1' }, '/treasuryAddress'],
    [{ chainId: 1 }, '/chainId'],
    [{ kycRequired: 'yes' }, '/kycRequired'],
    [{ surprise: 1 }, '/surprise'],
    [{ id: 'x' }, '/id'],
    [{ delivery: 'VAULT' }, '/vaultAddress'],
    [{ vaultAddress }, '/vaultAddress'],
  ])('%j is refused', async (wrong, field) => {
    const { status, fields } = await problem(await create(newBody(wrong)));
    expect([status, fields]).toEqual([400, [field]]);
  });

  test('a number that a double would round is refused, not rounded', async () => {
    const text = JSON.stringify(newBody()).replace(':100,', ':100.00000000000000001,');
    const { status, fields } = await problem(await create(text));
    expect([status, fields]).toEqual([400, ['/']]);
  });
});

describe('shown', () => {
  const list = async (query = '') => {
    const response = await app.request(`/api/v2/programs${query}`);
    expect(response.status).toBe(200);
    return programListSchema.parse(await response.json());
  };

  test('in pages, the newest first, without what is archived unless asked for', async () => {
    const [first, second, third] = [await created(), await created(), await created()];
    await change(second.id, { status: 'ARCHIVED' });
    const page = await list('?limit=1');
    expect(page.programs.map(({ id }) => id)).toEqual([third.id]);
    const next = await list(`?limit=1&cursor=${page.nextCursor}`);
    expect(next.programs.map(({ id }) => id)).toEqual([first.id]);
    expect((await list('?limit=1&offset=1')).programs.map(({ id }) => id)).toEqual([first.id]);
    expect((await list('?status=ARCHIVED')).programs[0]?.id).toBe(second.id);
    expect((await app.request(`/api/v2/programs/${second.slug}`)).status).toBe(200);
  });

  test.each(['limit=0', 'limit=201', 'limit=x', 'cursor=x', 'offset=-1', 'status=GONE'])(
    '?%s is refused',
    async (query) => {
      expect((await problem(await app.request(`/api/v2/programs?${query}`))).status).toBe(400);
    },
  );

  test('one that does not exist is 404, however it is named', async () => {
    for (const id of ['nowhere', crypto.randomUUID(), 'a%00b', '%F0%9F%92%A5', 'x'.repeat(300)]) {
      for (const path of [`/api/v2/programs/${id}`, `/api/v2/programs/${id}/stats`]) {
        expect((await problem(await app.request(path))).code).toBe('NOT_FOUND');
      }
    }
  });

  test('counts for everybody; what is open and the books for its operators', async () => {
    const wallet = randomWallet();
    await app.request('/api/register', write({ wallet }));
    const path = '/api/v2/programs/default/stats';
    const open = await app.request(path);
    expect(await open.json()).toEqual({
      programId: api.programId,
      registered: 0,
      claimed: 0,
      affiliates: 0,
      attributed: 0,
    });
    const viewer = await enterOperator(api.db, {
      roles: [{ role: 'viewer', programId: api.programId }],
    });
    const closed = await app.request(path, viewer.request());
    expect(await closed.json()).toMatchObject({
      operations: {
        openIntents: (await api.db.select().from(intents)).length,
        parkedIntents: 0,
        balances: expect.arrayContaining([
          expect.objectContaining({
            account: `program:${api.programId}:token_inventory`,
            side: 'debit',
          }),
        ]),
      },
    });
    const other = await created();
    const denied = await app.request(`/api/v2/programs/${other.id}/stats`, viewer.request());
    expect((await problem(denied)).code).toBe('NOT_FOUND');
    const wrong = await app.request(path, { headers: { 'x-admin-key': 'wrong' } });
    expect((await problem(wrong)).code).toBe('UNAUTHENTICATED');
  });
});

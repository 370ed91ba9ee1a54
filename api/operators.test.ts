// Goal: only a key in force lets its operator in, only as far as its roles reach, and a refusal tells nothing
// beyond that. Method: app.request() on PGlite with operators of every kind, in two programs.
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { reportFindings } from '../db/findings.ts';
import { apiKeys, operators } from '../db/schema/people.ts';
import { newId } from '../domain/ids.ts';
import type { RoleGrant } from '../domain/operator-roles.ts';
import { newSecret } from '../domain/secret-tokens.ts';
import { parkByHand } from '../tests/harness/actors/decisions.ts';
import { auditOf, enterOperator, type TestOperator } from '../tests/harness/actors/operators.ts';
import { createProblemJudge } from '../tests/harness/oracles/problem-judge.ts';
import {
  openTestApi,
  randomWallet,
  type TestApi,
  testSettings,
  write,
} from '../tests/harness/worlds/api-app.ts';
import type { App } from './app-parts.ts';
import { findingListSchema } from './schemas/dlq.ts';

const { problemOf } = createProblemJudge();
let api: TestApi;
let app: App;
let owner: TestOperator;
beforeAll(async () => {
  api = await openTestApi();
  app = api.app();
  await problemOf(await app.request('/api/admin/dlq'), 'ADMIN_NOT_CONFIGURED');
  await problemOf(
    await app.request('/api/admin/dlq', bearer(newSecret('qk'))),
    'ADMIN_NOT_CONFIGURED',
  );
  owner = await enterOperator(api.db);
});
afterAll(() => api[Symbol.asyncDispose]());

function bearer(key: string): RequestInit {
  return { headers: { authorization: `Bearer ${key}` } };
}

async function parkedIntent(): Promise<string> {
  const response = await app.request('/api/register', write({ wallet: randomWallet() }));
  const { intentId } = z.object({ intentId: z.string() }).parse(await response.json());
  await parkByHand(api.db, intentId);
  return intentId;
}

describe('keys', () => {
  test('either header is taken; a wallet session as bearer leaves room for X-Admin-Key', async () => {
    for (const headers of [
      { authorization: `Bearer ${owner.key}` },
      { authorization: `bearer ${owner.key}` },
      { 'x-admin-key': owner.key },
      { authorization: 'Basic cHJveHk6cHJveHk=', 'x-admin-key': owner.key },
      { authorization: `Bearer ${newSecret('qs')}`, 'x-admin-key': owner.key },
      { authorization: 'Bearer of-a-proxy', 'x-admin-key': owner.key },
    ]) {
      const response = await app.request('/api/admin/dlq', { headers });
      expect(response.status).toBe(200);
      expect(response.headers.get('cache-control')).toBe('no-store');
    }
  });

  test('one that is missing, wrong, huge or a hash is refused alike', async () => {
    const [row] = await api.db.select().from(apiKeys).where(eq(apiKeys.id, owner.keyId));
    for (const headers of [
      {},
      { authorization: `Bearer ${newSecret('qk')}` },
      { authorization: `Bearer ${owner.key}x` },
      { authorization: `Bearer ${owner.key.toUpperCase()}` },
      { authorization: `Basic ${owner.key}` },
      { authorization: 'Bearer ' },
      { 'x-admin-key': '' },
      { 'x-admin-key': row?.keyHash ?? '' },
      { 'x-admin-key': 'k'.repeat(8000) },
    ]) {
      const response = await app.request('/api/admin/dlq', { headers });
      expect(response.headers.get('www-authenticate')).toMatch(/^Bearer realm="quittance"/);
      await problemOf(response, 'UNAUTHENTICATED');
    }
  });

  test('one that has expired, was revoked or belongs to a disabled operator is as good as none', async () => {
    const expired = await enterOperator(api.db, { expiresAt: new Date(Date.now() - 1000) });
    const revoked = await enterOperator(api.db);
    await api.db
      .update(apiKeys)
      .set({ revokedAt: sql`now()` })
      .where(eq(apiKeys.id, revoked.keyId));
    const disabled = await enterOperator(api.db);
    await api.db
      .update(operators)
      .set({ disabledAt: sql`now()` })
      .where(eq(operators.id, disabled.id));
    const texts = new Set<string>();
    for (const { key } of [expired, revoked, disabled, { key: newSecret('qk') }]) {
      const { detail } = await problemOf(
        await app.request('/api/admin/dlq', bearer(key)),
        'UNAUTHENTICATED',
      );
      texts.add(detail);
    }
    expect(texts.size).toBe(1);
  });

  test('wrong ones use up a small limit of their address; right ones do not', async () => {
    const limited = api.app({ limits: { ...testSettings.limits, badSignaturePerMin: 3 } });
    for (let tries = 0; tries < 5; tries += 1) {
      expect((await limited.request('/api/admin/dlq', bearer(owner.key))).status).toBe(200);
    }
    for (let tries = 0; tries < 3; tries += 1) {
      await problemOf(
        await limited.request('/api/admin/dlq', bearer(newSecret('qk'))),
        'UNAUTHENTICATED',
      );
    }
    await problemOf(
      await limited.request('/api/admin/dlq', bearer(newSecret('qk'))),
      'RATE_LIMITED',
    );
    expect((await limited.request('/api/admin/dlq', bearer(owner.key))).status).toBe(200);
  });

  test('what is asked is not looked at before the key is', async () => {
    await problemOf(await app.request('/api/admin/nowhere'), 'UNAUTHENTICATED');
    await problemOf(await app.request('/api/admin/dlq/x/retry', write('{')), 'UNAUTHENTICATED');
    await problemOf(await app.request('/api/admin/nowhere', bearer(owner.key)), 'NOT_FOUND');
  });

  test('a use is noted, and the key itself is in no log line', async () => {
    await app.request('/api/admin/dlq', owner.request());
    const [row] = await api.db.select().from(apiKeys).where(eq(apiKeys.id, owner.keyId));
    expect(row?.lastUsedAt).not.toBeNull();
    expect(api.logLines.length).toBeGreaterThan(0);
    expect(api.logLines.filter((line) => line.includes(owner.key))).toEqual([]);
  });
});

describe('roles', () => {
  let otherProgram: string;
  beforeAll(async () => {
    otherProgram = await api.openProgram('other');
  });

  test('without any role there is nothing to see', async () => {
    const nobody = await enterOperator(api.db, { roles: [] });
    const id = await parkedIntent();
    await problemOf(await app.request('/api/admin/dlq', nobody.request()), 'FORBIDDEN');
    await problemOf(await app.request('/api/admin/findings', nobody.request()), 'FORBIDDEN');
    await problemOf(await app.request(`/api/admin/dlq/${id}`, nobody.request()), 'NOT_FOUND');
  });

  test('a viewer reads and does not decide', async () => {
    const viewer = await enterOperator(api.db, {
      roles: [{ role: 'viewer', programId: api.programId }],
    });
    const id = await parkedIntent();
    expect((await app.request(`/api/admin/dlq/${id}`, viewer.request())).status).toBe(200);
    for (const type of ['retry', 'abandon']) {
      const decided = await app.request(
        `/api/admin/dlq/${id}/${type}`,
        viewer.request({ reason: 'r' }),
      );
      await problemOf(decided, 'FORBIDDEN');
    }
  });

  test('to an operator of another program the intent does not exist: the same words as for no intent', async () => {
    const stranger = await enterOperator(api.db, {
      roles: [{ role: 'owner', programId: otherProgram }],
    });
    const id = await parkedIntent();
    const nothing = newId();
    const ask = async (intentId: string, path: string, body?: unknown) => {
      const response = await app.request(
        `/api/admin/dlq/${intentId}${path}`,
        stranger.request(body),
      );
      return (await problemOf(response, 'NOT_FOUND')).detail;
    };
    expect(await ask(id, '')).toBe(await ask(nothing, ''));
    expect(await ask(id, '/retry', { reason: 'r' })).toBe(
      await ask(nothing, '/retry', { reason: 'r' }),
    );
    expect(await ask(id, '/abandon', { reason: 'r' })).toBe(
      await ask(nothing, '/abandon', { reason: 'r' }),
    );
    const list = await app.request('/api/admin/dlq', stranger.request());
    expect(await list.json()).toEqual({ intents: [], nextCursor: null });
    const named = await app.request('/api/admin/dlq?program=default', stranger.request());
    expect(await named.json()).toEqual({ intents: [], nextCursor: null });
  });

  test('an operator of the program decides, and the audit log names person and key', async () => {
    const operator = await enterOperator(api.db, {
      roles: [{ role: 'operator', programId: api.programId }],
    });
    const id = await parkedIntent();
    const decided = await app.request(
      `/api/admin/dlq/${id}/retry`,
      operator.request({ reason: 'r' }),
    );
    expect(decided.status).toBe(202);
    expect(await auditOf(api.db, `intent:${id}`)).toMatchObject([
      { actor: `operator:${operator.id}`, keyId: operator.keyId, programId: api.programId },
    ]);
  });

  test('findings of the platform itself are for roles in all programs', async () => {
    await reportFindings(api.db, [
      { code: 'CHAIN_STALLED', subject: 'chain:31337', programId: null, detail: 'no block' },
      { code: 'NONCE_GAP', subject: 'wallet:0x1', programId: otherProgram, detail: 'nonce 7' },
      { code: 'NONCE_GAP', subject: 'wallet:0x2', programId: api.programId, detail: 'nonce 8' },
    ]);
    const seenBy = async (roles: readonly RoleGrant[]) => {
      const viewer = await enterOperator(api.db, { roles });
      const response = await app.request('/api/admin/findings', viewer.request());
      return findingListSchema.parse(await response.json()).findings.map(({ subject }) => subject);
    };
    expect(await seenBy([{ role: 'viewer', programId: otherProgram }])).toEqual(['wallet:0x1']);
    expect(await seenBy([{ role: 'ledger', programId: api.programId }])).toEqual(['wallet:0x2']);
    expect(await seenBy([{ role: 'viewer', programId: null }])).toHaveLength(3);
  });
});

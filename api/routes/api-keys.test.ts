// Goal: a key is shown once to who asked for it, byte for byte the same on replays, and is nowhere in the database;
// it is made and revoked by those who may. Method: app.request() on PGlite; every text of every table is searched.
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { queryRows } from '../../db/database.ts';
import { newId, sha256Hex } from '../../domain/ids.ts';
import type { RoleGrant } from '../../domain/operator-roles.ts';
import { auditOf, enterOperator, type TestOperator } from '../../tests/harness/actors/operators.ts';
import { createProblemJudge } from '../../tests/harness/oracles/problem-judge.ts';
import {
  expectNotConfigured,
  expectWriteProblems,
} from '../../tests/harness/oracles/write-problems.ts';
import { openTestApi, type TestApi } from '../../tests/harness/worlds/api-app.ts';
import type { App } from '../app-parts.ts';
import { apiKeyListSchema, apiKeySchema, newApiKeyAnswer } from '../schemas/operators.ts';

const { problemOf } = createProblemJudge();
const path = '/api/admin/keys';
let api: TestApi;
let app: App;
let owner: TestOperator;
let other: string;
let neighbour: TestOperator;
beforeAll(async () => {
  api = await openTestApi();
  app = api.app();
  owner = await enterOperator(api.db);
  other = await api.openProgram('other');
  neighbour = await enterOperator(api.db, { roles: [{ role: 'owner', programId: other }] });
});
afterAll(() => api[Symbol.asyncDispose]());

const viewer = (programId: string | null): RoleGrant => ({ role: 'viewer', programId });

async function make(by: TestOperator, body: unknown, key?: string): Promise<Response> {
  return await app.request(path, by.request(body, key === undefined ? {} : { key }));
}

async function made(by: TestOperator, body: object) {
  return newApiKeyAnswer.parse(await (await make(by, { name: 'shift', ...body })).json());
}

async function revoke(by: TestOperator, id: string, body: unknown = {}): Promise<Response> {
  return await app.request(`${path}/${id}/revoke`, by.request(body));
}

async function list(by: TestOperator, query = '') {
  const response = await app.request(`${path}${query}`, by.request());
  return apiKeyListSchema.parse(await response.json());
}

const asks = async (key: string) => {
  const headers = { authorization: `Bearer ${key}` };
  return (await app.request('/api/admin/dlq', { headers })).status;
};

/** Every value of every table of the schema, as text. */
async function everythingStored(): Promise<string> {
  return await api.asOwner(async () => {
    const tables = await queryRows(
      api.db,
      sql`select table_name as name from information_schema.tables
        where table_schema = 'public' and table_type = 'BASE TABLE'`,
      z.object({ name: z.string() }),
    );
    expect(tables.length).toBeGreaterThan(20);
    const texts = [];
    for (const { name } of tables) {
      const rows = await queryRows(
        api.db,
        sql`select t::text as line from ${sql.identifier(name)} t`,
        z.object({ line: z.string() }),
      );
      texts.push(...rows.map(({ line }) => line));
    }
    return texts.join('\n');
  });
}

describe('a new key', () => {
  test('works, is in the answer and its replays, and nowhere else', async () => {
    const person = await enterOperator(api.db, { roles: [viewer(null)] });
    const body = { operatorId: person.id, name: 'night shift', expiresInDays: 7 };
    const idempotencyKey = crypto.randomUUID();
    const first = await make(owner, body, idempotencyKey);
    expect(first.status).toBe(201);
    expect(first.headers.get('cache-control')).toBe('no-store');
    const text = await first.text();
    const answer = newApiKeyAnswer.parse(JSON.parse(text));
    const { key, prefix } = answer;
    expect(key).toMatch(/^qk_[0-9a-f]{64}$/);
    expect(key.startsWith(prefix)).toBe(true);
    expect(answer).toMatchObject({ operatorId: person.id, operator: person.name, revokedAt: null });
    const days = (Date.parse(answer.expiresAt) - Date.parse(answer.createdAt)) / 86_400_000;
    expect(days).toBeCloseTo(7, 1);
    expect(await asks(key)).toBe(200);

    const again = await make(owner, body, idempotencyKey);
    expect(await again.text()).toBe(text);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(again.headers.get('content-type')).toBe(first.headers.get('content-type'));

    const stored = await everythingStored();
    expect(stored).toContain(sha256Hex(key));
    expect(stored).toContain('sealed:v1:');
    for (const secret of [key, key.slice(3), owner.key, person.key]) {
      expect(stored).not.toContain(secret);
    }
    expect(api.logLines.filter((line) => line.includes(key))).toEqual([]);
  });

  test('is told again only to the operator key that asked for it', async () => {
    const second = await made(owner, {});
    const idempotencyKey = crypto.randomUUID();
    const body = { name: 'mine' };
    const first = await make(owner, body, idempotencyKey);
    const withSecond = otherKeyOf(owner, second.key);
    await problemOf(await make(withSecond, body, idempotencyKey), 'IDEMPOTENCY_KEY_REUSED');
    // Another operator has a scope of its own.
    const stranger = await enterOperator(api.db);
    const theirs = await make(stranger, body, idempotencyKey);
    expect(theirs.status).toBe(201);
    expect(await theirs.text()).not.toBe(await first.text());
  });

  test('asked for ten times at once is one', async () => {
    const idempotencyKey = crypto.randomUUID();
    const person = await enterOperator(api.db, { roles: [viewer(null)] });
    const body = { operatorId: person.id, name: 'once' };
    const send = async () => await (await make(owner, body, idempotencyKey)).text();
    expect(new Set(await Promise.all(Array.from({ length: 10 }, send))).size).toBe(1);
    const { keys } = await list(owner, `?operatorId=${person.id}`);
    expect(keys.map(({ name }) => name)).toEqual(['once', 'test key']);
  });

  test('is written down with who made it, without what it is', async () => {
    const { id, key, prefix } = await made(owner, {});
    const lines = await auditOf(api.db, `key:${id}`);
    expect(lines).toMatchObject([
      {
        actor: `operator:${owner.id}`,
        keyId: owner.keyId,
        action: 'key.create',
        before: null,
        after: { id, prefix, operatorId: owner.id },
      },
    ]);
    expect(JSON.stringify(lines)).not.toContain(key);
  });

  test('is made by an owner of every place where its operator has a role', async () => {
    const mine = await enterOperator(api.db, { roles: [viewer(other)] });
    const mixed = await enterOperator(api.db, { roles: [viewer(other), viewer(api.programId)] });
    const stranger = await enterOperator(api.db, { roles: [viewer(api.programId)] });
    expect((await made(neighbour, { operatorId: mine.id })).operatorId).toBe(mine.id);
    expect((await made(neighbour, {})).operatorId).toBe(neighbour.id);
    const ask = (operatorId: string) => make(neighbour, { operatorId, name: 'k' });
    await problemOf(await ask(mixed.id), 'FORBIDDEN');
    for (const id of [stranger.id, owner.id, newId()]) await problemOf(await ask(id), 'NOT_FOUND');
    await problemOf(await make(mine, { name: 'k' }), 'FORBIDDEN');
    const disabled = await enterOperator(api.db, { roles: [viewer(other)] });
    const end = owner.request({ disabled: true }, { method: 'PATCH' });
    expect((await app.request(`/api/admin/operators/${disabled.id}`, end)).status).toBe(200);
    await problemOf(await ask(disabled.id), 'OPERATOR_DISABLED');
  });

  test('has a name and an end', async () => {
    for (const body of [
      {},
      { name: '' },
      { name: 'a\u0000' },
      { name: 'k', expiresInDays: 0 },
      { name: 'k', expiresInDays: 367 },
      { name: 'k', expiresInDays: 1.5 },
      { name: 'k', expiresInDays: '7' },
      { name: 'k', operatorId: 'me' },
      { name: 'k', key: 'mine' },
    ]) {
      await problemOf(await make(owner, body), 'VALIDATION_FAILED');
    }
  });
});

describe('revoking', () => {
  test('ends a key at once and for ever, and is written down once', async () => {
    const { id, key } = await made(owner, {});
    const response = await revoke(owner, id, { reason: 'left on a train' });
    expect(response.status).toBe(200);
    const revoked = apiKeySchema.parse(await response.json());
    expect(revoked.revokedAt).not.toBeNull();
    expect(await asks(key)).toBe(401);
    expect(await (await revoke(owner, id)).json()).toEqual(revoked);
    const lines = await auditOf(api.db, `key:${id}`);
    expect(lines.map(({ action }) => action)).toEqual(['key.create', 'key.revoke']);
    expect(lines[1]).toMatchObject({
      actor: `operator:${owner.id}`,
      before: { revokedAt: null },
      after: { revokedAt: revoked.revokedAt, reason: 'left on a train' },
    });
  });

  test("is for one's own keys and for those of whom one manages", async () => {
    const mine = await enterOperator(api.db, { roles: [viewer(other)] });
    const mixed = await enterOperator(api.db, { roles: [viewer(other), viewer(null)] });
    const stranger = await enterOperator(api.db, { roles: [viewer(api.programId)] });
    await problemOf(await revoke(neighbour, mixed.keyId), 'FORBIDDEN');
    for (const id of [stranger.keyId, owner.keyId, newId(), 'x']) {
      await problemOf(await revoke(neighbour, id), 'NOT_FOUND');
    }
    await problemOf(await revoke(mine, mixed.keyId), 'NOT_FOUND');
    expect((await revoke(neighbour, mine.keyId)).status).toBe(200);
    expect((await revoke(stranger, stranger.keyId)).status).toBe(200);
    expect(await asks(stranger.key)).toBe(401);
    await problemOf(await revoke(owner, mixed.keyId, { reason: 1 }), 'VALIDATION_FAILED');
  });
});

describe('the list', () => {
  test('shows own keys and those of whom one manages, never the keys themselves', async () => {
    const mine = await enterOperator(api.db, { roles: [viewer(other)] });
    const mixed = await enterOperator(api.db, { roles: [viewer(other), viewer(api.programId)] });
    const idsOf = async (by: TestOperator, query = '') =>
      (await list(by, query)).keys.map(({ id }) => id);
    expect(await idsOf(mine)).toEqual([mine.keyId]);
    const seen = await idsOf(neighbour);
    expect(seen).toEqual(expect.arrayContaining([mine.keyId, neighbour.keyId]));
    expect(seen).not.toContain(mixed.keyId);
    expect(seen).not.toContain(owner.keyId);
    expect(await idsOf(neighbour, `?operatorId=${owner.id}`)).toEqual([]);
    expect(await idsOf(owner, `?operatorId=${mixed.id}`)).toEqual([mixed.keyId]);
    const page = await list(owner, '?limit=1');
    expect(page.keys.map(({ id }) => id)).toEqual([mixed.keyId]);
    expect(await idsOf(owner, `?limit=1&cursor=${page.nextCursor}`)).toEqual([mine.keyId]);
    expect(JSON.stringify(await list(owner))).not.toContain(owner.key);
    await problemOf(await app.request(path), 'UNAUTHENTICATED');
    const wrong = await app.request(`${path}?operatorId=me`, owner.request());
    await problemOf(wrong, 'VALIDATION_FAILED');
  });
});

test('what all writes refuse is refused here', async () => {
  const { id } = await made(owner, {});
  const tried = { operator: owner, method: 'POST' } as const;
  const [body, otherBody] = [{ name: 'one' }, { name: 'another' }];
  await expectWriteProblems(api, app, { ...tried, path, body, otherBody });
  const reasons = { body: { reason: 'one' }, otherBody: { reason: 'another' } };
  await expectWriteProblems(api, app, { ...tried, path: `${path}/${id}/revoke`, ...reasons });
  await expectNotConfigured([
    ['GET', path],
    ['POST', path],
    ['POST', `${path}/x/revoke`],
  ]);
});

/** The same person with another key. */
function otherKeyOf(operator: TestOperator, key: string): TestOperator {
  const request: TestOperator['request'] = (body, options) => {
    const sent = operator.request(body, options);
    const headers = new Headers(sent.headers);
    headers.set('authorization', `Bearer ${key}`);
    return { ...sent, headers };
  };
  return { ...operator, key, request };
}

test('a key that somebody else made ends when its operator gets a role where the maker is no owner', async () => {
  const colleague = await enterOperator(api.db, { roles: [viewer(other)] });
  const planted = await made(neighbour, { operatorId: colleague.id });
  const trusted = await made(owner, { operatorId: colleague.id });
  const own = colleague.key;
  const grant = async (role: RoleGrant) =>
    await app.request(
      `/api/admin/operators/${colleague.id}`,
      owner.request({ grant: [role] }, { method: 'PATCH' }),
    );
  expect((await grant({ role: 'operator', programId: other })).status).toBe(200);
  expect(await asks(planted.key)).toBe(200);
  expect((await grant({ role: 'owner', programId: api.programId })).status).toBe(200);
  expect(await asks(planted.key)).toBe(401);
  expect([await asks(trusted.key), await asks(own)]).toEqual([200, 200]);
  const [line] = await auditOf(api.db, `key:${planted.id}`).then((lines) =>
    lines.filter(({ action }) => action === 'key.revoke'),
  );
  expect(line).toMatchObject({ actor: `operator:${owner.id}` });
});

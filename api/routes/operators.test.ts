// Goal: owners hand out roles exactly as far as they own, the last owner stays, and every change is in the audit log
// with who, what, before and after, or did not happen. Method: app.request() on PGlite, in two programs.
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { auditLog } from '../../db/schema/ledger.ts';
import { operators } from '../../db/schema/people.ts';
import { newId } from '../../domain/ids.ts';
import type { RoleGrant } from '../../domain/operator-roles.ts';
import { auditOf, enterOperator, type TestOperator } from '../../tests/harness/actors/operators.ts';
import { createProblemJudge } from '../../tests/harness/oracles/problem-judge.ts';
import {
  expectNotConfigured,
  expectWriteProblems,
} from '../../tests/harness/oracles/write-problems.ts';
import { openTestApi, type TestApi } from '../../tests/harness/worlds/api-app.ts';
import type { App } from '../app-parts.ts';
import { operatorListSchema, operatorSchema } from '../schemas/operators.ts';

const { problemOf } = createProblemJudge();
const path = '/api/admin/operators';
let api: TestApi;
let app: App;
let owner: TestOperator;
let here: string;
let other: string;
/** Owns the program `other` and nothing else. */
let neighbour: TestOperator;
beforeAll(async () => {
  api = await openTestApi();
  app = api.app();
  owner = await enterOperator(api.db, { name: 'Ada' });
  here = api.programId;
  other = await api.openProgram('other');
  neighbour = await enterOperator(api.db, { roles: [{ role: 'owner', programId: other }] });
});
afterAll(() => api[Symbol.asyncDispose]());

const newName = () => `Person ${crypto.randomUUID()}`;
const viewer = (programId: string | null): RoleGrant => ({ role: 'viewer', programId });

async function create(by: TestOperator, body: unknown): Promise<Response> {
  return await app.request(path, by.request(body));
}

async function made(roles: readonly RoleGrant[]): Promise<z.infer<typeof operatorSchema>> {
  const response = await create(owner, { name: newName(), roles });
  return operatorSchema.parse(await response.json());
}

async function change(by: TestOperator, id: string, body: unknown): Promise<Response> {
  return await app.request(`${path}/${id}`, by.request(body, { method: 'PATCH' }));
}

async function list(by: TestOperator, query = '') {
  const response = await app.request(`${path}${query}`, by.request());
  return operatorListSchema.parse(await response.json());
}

describe('making', () => {
  test('answers 201 with the operator and writes who made it', async () => {
    const name = newName();
    const roles = [viewer(here), { role: 'ledger', programId: null }];
    const response = await create(owner, { name: `  ${name} `, roles });
    expect(response.status).toBe(201);
    const operator = operatorSchema.parse(await response.json());
    expect(operator).toMatchObject({ name, disabledAt: null });
    expect(operator.roles).toMatchObject([
      { role: 'ledger', programId: null, program: null },
      { role: 'viewer', programId: here, program: 'default' },
    ]);
    expect(await auditOf(api.db, `operator:${operator.id}`)).toMatchObject([
      {
        actor: `operator:${owner.id}`,
        keyId: owner.keyId,
        action: 'operator.create',
        before: null,
        after: { name, roles },
        requestId: response.headers.get('x-request-id'),
      },
    ]);
  });

  test('needs an owner of each place; a program that is not his does not exist', async () => {
    expect((await create(neighbour, { name: newName(), roles: [viewer(other)] })).status).toBe(201);
    for (const programId of [here, newId()]) {
      const body = { name: newName(), roles: [viewer(other), viewer(programId)] };
      const problem = await problemOf(await create(neighbour, body), 'VALIDATION_FAILED');
      expect(problem.errors).toEqual([
        { field: '/roles/1/programId', expected: 'a program that exists' },
      ]);
    }
    const unknown = { name: newName(), roles: [viewer(newId())] };
    await problemOf(await create(owner, unknown), 'VALIDATION_FAILED');
    for (const body of [
      { name: newName(), roles: [viewer(null)] },
      { name: newName(), roles: [] },
      { name: newName() },
    ]) {
      await problemOf(await create(neighbour, body), 'FORBIDDEN');
    }
    const approver = await enterOperator(api.db, {
      roles: [{ role: 'approver', programId: null }],
    });
    await problemOf(await create(approver, { name: newName() }), 'FORBIDDEN');
  });

  test('refuses a name that is taken, and names and roles that are none', async () => {
    await problemOf(await create(owner, { name: 'Ada' }), 'OPERATOR_NAME_TAKEN');
    for (const body of [
      {},
      { name: '' },
      { name: ' ' },
      { name: 'x'.repeat(101) },
      { name: 'a\u0000b' },
      { name: 'a\u202eb' },
      { name: 'a\ud800b' },
      { name: 1 },
      { name: newName(), roles: [{ role: 'king', programId: null }] },
      { name: newName(), roles: [{ role: 'viewer' }] },
      { name: newName(), roles: [{ role: 'viewer', programId: 'default' }] },
      { name: newName(), roles: Array.from({ length: 51 }, () => viewer(null)) },
      { name: newName(), admin: true },
    ]) {
      await problemOf(await create(owner, body), 'VALIDATION_FAILED');
    }
  });

  test('ten times at once under one key makes one', async () => {
    const name = newName();
    const key = crypto.randomUUID();
    const send = async () => await app.request(path, owner.request({ name }, { key }));
    const answers = await Promise.all(Array.from({ length: 10 }, send));
    expect(new Set(await Promise.all(answers.map((answer) => answer.text()))).size).toBe(1);
    expect(await api.db.select().from(operators).where(eq(operators.name, name))).toHaveLength(1);
  });
});

describe('changing', () => {
  test('grants, revokes and renames, and the audit log has before and after', async () => {
    const { id, name } = await made([viewer(here)]);
    const renamed = newName();
    const body = {
      name: renamed,
      grant: [{ role: 'operator', programId: other }, viewer(here)],
      revoke: [viewer(here)],
    };
    const response = await change(owner, id, body);
    expect(response.status).toBe(200);
    const roles = [{ role: 'operator', programId: other }];
    expect(await response.json()).toMatchObject({ id, name: renamed, roles });
    expect((await auditOf(api.db, `operator:${id}`)).at(-1)).toMatchObject({
      actor: `operator:${owner.id}`,
      action: 'operator.change',
      before: { name, roles: [viewer(here)] },
      after: { name: renamed, roles },
    });
    // The same again changes nothing, and there is nothing to tell.
    const lines = (await auditOf(api.db, `operator:${id}`)).length;
    const same = await change(owner, id, { name: renamed, grant: roles });
    expect(same.status).toBe(200);
    expect(await auditOf(api.db, `operator:${id}`)).toHaveLength(lines);
  });

  test('disabling ends its keys, and enabling does not bring them back', async () => {
    const person = await enterOperator(api.db, { roles: [viewer(here)] });
    const ask = async () => (await app.request('/api/admin/dlq', person.request())).status;
    expect(await ask()).toBe(200);
    const disabled = await change(owner, person.id, { disabled: true });
    expect(operatorSchema.parse(await disabled.json()).disabledAt).not.toBeNull();
    expect(await ask()).toBe(401);
    const enabled = await change(owner, person.id, { disabled: false });
    expect(operatorSchema.parse(await enabled.json()).disabledAt).toBeNull();
    expect(await ask()).toBe(401);
  });

  test('an owner of one program changes roles there, and manages who has roles nowhere else', async () => {
    const mixed = await made([viewer(here), viewer(other)]);
    const granted = await change(neighbour, mixed.id, {
      grant: [{ role: 'approver', programId: other }],
    });
    const shown = operatorSchema.parse(await granted.json());
    expect(shown.roles.map(({ programId }) => programId)).toEqual([other, other]);
    await problemOf(await change(neighbour, mixed.id, { disabled: true }), 'FORBIDDEN');
    await problemOf(await change(neighbour, mixed.id, { name: newName() }), 'FORBIDDEN');
    for (const body of [{ grant: [viewer(null)] }, { revoke: [viewer(null)] }]) {
      await problemOf(await change(neighbour, mixed.id, body), 'FORBIDDEN');
    }
    for (const body of [{ grant: [viewer(here)] }, { revoke: [viewer(here)] }]) {
      await problemOf(await change(neighbour, mixed.id, body), 'VALIDATION_FAILED');
    }
    const mine = await made([viewer(other)]);
    expect((await change(neighbour, mine.id, { disabled: true })).status).toBe(200);
    const reader = await enterOperator(api.db, { roles: [viewer(other)] });
    await problemOf(await change(reader, mine.id, { name: newName() }), 'FORBIDDEN');
  });

  test('whoever has no role there does not exist, and neither do made-up ids', async () => {
    const stranger = await made([viewer(here)]);
    const details = new Set<string>();
    for (const id of [stranger.id, owner.id, newId(), 'x']) {
      const response = await change(neighbour, id, { name: newName() });
      details.add((await problemOf(response, 'NOT_FOUND')).detail);
    }
    expect(details.size).toBe(1);
    await problemOf(await change(owner, newId(), { name: newName() }), 'NOT_FOUND');
    await problemOf(await change(owner, stranger.id, { name: 'Ada' }), 'OPERATOR_NAME_TAKEN');
  });

  test('the last owner of all programs stays, and the refusal leaves nothing behind', async () => {
    const lines = (await auditOf(api.db, `operator:${owner.id}`)).length;
    const global = [{ role: 'owner', programId: null }] as const;
    for (const body of [
      { disabled: true },
      { revoke: global },
      { grant: [viewer(here)], revoke: global },
    ]) {
      await problemOf(await change(owner, owner.id, body), 'LAST_OWNER');
    }
    const found = (await list(owner)).operators.find(({ id }) => id === owner.id);
    expect(found).toMatchObject({ disabledAt: null, roles: [{ role: 'owner', programId: null }] });
    expect(await auditOf(api.db, `operator:${owner.id}`)).toHaveLength(lines);
    // With a second one the first can go, and come back.
    const second = await enterOperator(api.db);
    expect((await change(second, owner.id, { revoke: global })).status).toBe(200);
    await problemOf(await change(second, second.id, { disabled: true }), 'LAST_OWNER');
    expect((await change(second, owner.id, { grant: global })).status).toBe(200);
    expect((await change(owner, second.id, { disabled: true })).status).toBe(200);
  });
});

describe('the list', () => {
  test('comes in pages, to an owner of some programs with what is there', async () => {
    const first = await list(owner, '?limit=2');
    expect(first.operators).toHaveLength(2);
    const second = await list(owner, `?limit=2&cursor=${first.nextCursor}`);
    expect(second.operators[0]?.id).not.toBe(first.operators[1]?.id);
    const seen = (await list(neighbour)).operators;
    expect(seen.map(({ id }) => id)).toContain(neighbour.id);
    expect(seen.map(({ id }) => id)).not.toContain(owner.id);
    expect(new Set(seen.flatMap(({ roles }) => roles.map(({ programId }) => programId)))).toEqual(
      new Set([other]),
    );
    const reader = await enterOperator(api.db, { roles: [viewer(null)] });
    await problemOf(await app.request(path, reader.request()), 'FORBIDDEN');
    await problemOf(await app.request(path), 'UNAUTHENTICATED');
    await problemOf(await app.request(`${path}?limit=0`, owner.request()), 'VALIDATION_FAILED');
  });
});

describe('effect and audit', () => {
  test('without its line in the audit log a change does not happen', async () => {
    const { id, name } = await made([viewer(here)]);
    await api.asOwner(async () => {
      await api.db.execute(sql`create function audit_away() returns trigger language plpgsql as
        $$ begin raise exception 'the audit log is away'; end $$`);
      await api.db.execute(sql`create trigger audit_away before insert on audit_log
        for each row execute function audit_away()`);
    });
    try {
      const lost = newName();
      await problemOf(await create(owner, { name: lost }), 'INTERNAL');
      expect(await api.db.select().from(operators).where(eq(operators.name, lost))).toEqual([]);
      await problemOf(await change(owner, id, { name: newName() }), 'INTERNAL');
      const [row] = await api.db.select().from(operators).where(eq(operators.id, id));
      expect(row?.name).toBe(name);
    } finally {
      await api.asOwner(() => api.db.execute(sql`drop trigger audit_away on audit_log`));
    }
  });

  test('without its change nothing is in the audit log, and what is there can not be changed', async () => {
    const lines = (await api.db.select().from(auditLog)).length;
    await problemOf(await create(owner, { name: 'Ada' }), 'OPERATOR_NAME_TAKEN');
    await problemOf(await change(owner, owner.id, { disabled: true }), 'LAST_OWNER');
    expect(await api.db.select().from(auditLog)).toHaveLength(lines);
    const erase = api.asOwner(() => api.db.execute(sql`delete from audit_log`));
    await expect(erase).rejects.toThrow();
  });
});

describe('what all writes refuse', () => {
  test('is refused here', async () => {
    const { id } = await made([viewer(here)]);
    const tried = { operator: owner, body: { name: newName() }, otherBody: { name: newName() } };
    await expectWriteProblems(api, app, { ...tried, method: 'POST', path });
    const changed = { ...tried, body: { name: newName() } };
    await expectWriteProblems(api, app, { ...changed, method: 'PATCH', path: `${path}/${id}` });
    const routes = [
      ['GET', path],
      ['POST', path],
      ['PATCH', `${path}/x`],
    ] as const;
    await expectNotConfigured(routes);
  });
});

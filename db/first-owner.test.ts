// Goal: there is one first owner, and whoever has the database can give him another key; both are audited.
// Method: PGlite.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId, sha256Hex } from '../domain/ids.ts';
import { newSecret } from '../domain/secret-tokens.ts';
import { auditOf } from '../tests/harness/actors/operators.ts';
import { openTestDatabase, type TestDatabase } from '../tests/harness/worlds/databases.ts';
import { openFirstOwner, renewOwnerKey } from './first-owner.ts';
import { insertOperator } from './operators.ts';
import { operatorOfKey } from './queries/operator-of-key.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase('pglite');
});
afterAll(() => database[Symbol.asyncDispose]());

const expiresAt = new Date(Date.now() + 86_400_000);
const owner = (name: string) => ({ name, key: newSecret('qk'), expiresAt });

test('a first owner is made once, with a key that holds; then another key renews it', async () => {
  const db = database.app;
  await insertOperator(db, { id: newId(), name: 'Taken', roles: [] });
  expect(await openFirstOwner(db, owner('Taken'))).toEqual({ status: 'name-taken' });
  expect(await renewOwnerKey(db, owner('Taken'))).toBe(false);
  const ada = owner('Ada');
  const outcome = await openFirstOwner(db, ada);
  if (outcome.status !== 'entered') throw new Error(`Expected an owner, got ${outcome.status}`);
  const { operatorId, keyId } = outcome;
  expect(await operatorOfKey(db, sha256Hex(ada.key))).toMatchObject({
    operator_id: operatorId,
    key_id: keyId,
    in_force: true,
    roles: [{ role: 'owner', programId: null }],
  });
  expect(await openFirstOwner(db, owner('Bob'))).toEqual({ status: 'present' });
  const renewed = owner('Ada');
  expect(await renewOwnerKey(db, renewed)).toBe(true);
  expect(await operatorOfKey(db, sha256Hex(renewed.key))).toMatchObject({
    operator_id: operatorId,
  });
  expect(await renewOwnerKey(db, owner('Bob'))).toBe(false);
  const lines = await auditOf(db, `operator:${operatorId}`);
  expect(lines.map(({ action, actor }) => [action, actor])).toEqual([
    ['operator.bootstrap', 'system:bootstrap'],
    ['operator.renew-key', 'system:bootstrap'],
  ]);
  const stored = JSON.stringify(lines);
  for (const { key } of [ada, renewed]) expect(stored).not.toContain(key);
});

/**
 * Goal: a step that writes without the fence of its run is found, however far above it the fence should stand. Method:
 * small files with a fence, without one, and with one on one of two ways.
 */
import { expect, test } from 'vitest';
import { stepWrites, unfencedWrites } from './fenced-writes.ts';

const file = (text: string, path = 'activities/one.ts') => ({ path, text });
const writing = 'async function write(tx) { await tx.insert(watches).values({}); }';
const namesOf = (texts: readonly string[], exempt: readonly string[] = []) =>
  unfencedWrites(
    texts.map((text, at) => file(text, `activities/${at}.ts`)),
    new Set(exempt),
  ).map(({ name, table }) => `${name} ${table}`);

test('a write is fenced by its function, its statement, or by all that call it', () => {
  expect(namesOf([writing])).toEqual(['write watches']);
  const own = 'async function step(tx) { await lockIntent(tx, run); await tx.delete(claims); }';
  expect(namesOf([own])).toEqual([]);
  const stated = 'function step(db) { return sql`update intents set x = 1 where run_fence = 2`; }';
  expect(namesOf([stated])).toEqual([]);
  const imported = "import { write } from './0.ts';\n";
  const fenced = `${imported}export async function one(tx) { await lockChunk(tx); await write(tx); }`;
  expect(namesOf([writing, fenced])).toEqual([]);
  const namesake = 'export async function far(tx) { await write(tx); }';
  expect(namesOf([writing, fenced, namesake])).toEqual([]);
  const loose = `${imported}export async function other(tx) { await write(tx); }`;
  expect(namesOf([writing, fenced, loose])).toEqual(['write watches']);
  expect(namesOf([writing, fenced, loose], ['other'])).toEqual([]);
});

test('tables are found in statements and in the query builder', () => {
  const text = `export async function step(tx) {
    await tx.update(payments).set({});
    await tx.execute(sql\`insert into holds (id) values (1) on conflict do update set x = 1\`);
    await tx.execute(sql\`select from intents for update\`);
    await tx.execute(sql\`
      delete from slots where true\`);
  }`;
  expect(stepWrites([file(text)]).map(({ table }) => table)).toEqual([
    'payments',
    'holds',
    'slots',
  ]);
});

/**
 * Goal: whatever table has rows of programs, a connection limited to one program neither sees, changes, removes nor adds
 * rows of another (design rule 24). Method: the tables by the catalogue, so that a new one without a policy, or without
 * a row to try it with, fails here; SQL as the application's role, both engines.
 */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type Database, queryRows, withProgram } from '../../db/database.ts';
import { databaseErrorOf } from '../../db/sql-errors.ts';
import { countRows, createProgram } from '../harness/samples/ledger-fixtures.ts';
import { fillTenant, tenantTables } from '../harness/samples/tenant-rows.ts';
import { engines, openTestDatabase, type TestDatabase } from '../harness/worlds/databases.ts';

describe.each(engines)('%s', (engine) => {
  let database: TestDatabase;
  let db: Database;
  let tables: string[];
  let mine: string;
  let theirs: string;
  beforeAll(async () => {
    database = await openTestDatabase(engine);
    db = database.app;
    tables = await tenantTables(db);
    [mine, theirs] = [await createProgram(database), await createProgram(database)];
    await fillTenant(db, mine);
    await fillTenant(db, theirs);
  });
  afterAll(() => database[Symbol.asyncDispose]());

  const rowsOf = (table: string, programId: string) =>
    sql`${sql.identifier(table)} where program_id = ${programId}::uuid`;

  /** What becomes of a statement in the scope of `mine`: the number of rows, or why it was refused. */
  async function attempt(statement: ReturnType<typeof sql>): Promise<number | string> {
    try {
      const [row] = await withProgram(db, mine, (tx) =>
        queryRows(tx, statement, z.object({ found: z.number() })),
      );
      return row?.found ?? 0;
    } catch (error) {
      const report = databaseErrorOf(error);
      if (report === undefined) throw error;
      return report.code;
    }
  }

  test('there is a row of each program in every table that has any', async () => {
    expect(tables).toEqual(
      expect.arrayContaining(['affiliates', 'intents', 'users', 'wallet_gates']),
    );
    const empty: string[] = [];
    for (const table of tables) {
      for (const programId of [mine, theirs]) {
        const own = await withProgram(db, programId, (tx) =>
          countRows(tx, rowsOf(table, programId)),
        );
        if (own === 0) empty.push(table);
      }
    }
    expect(empty).toEqual([]);
  });

  test('none of another program is seen, and none at all without a scope', async () => {
    const seen: string[] = [];
    for (const table of tables) {
      const all = sql.identifier(table);
      const foreign = sql`${all} where program_id is distinct from ${mine}::uuid`;
      if ((await withProgram(db, mine, (tx) => countRows(tx, foreign))) > 0) seen.push(table);
      for (const scope of ['', `${mine}'`, mine.toUpperCase(), `${theirs} `]) {
        if ((await withProgram(db, scope, (tx) => countRows(tx, sql`${all}`))) > 0)
          seen.push(table);
      }
    }
    expect(seen).toEqual([]);
  });

  test('none of another program is changed or removed', async () => {
    const touched: [string, string, number | string][] = [];
    for (const table of tables) {
      const columns = await queryRows(
        db,
        sql`select column_name as name from information_schema.columns
          where table_schema = 'public' and table_name = ${table} and has_column_privilege('quittance_app', ${table}, column_name, 'update')
          order by ordinal_position limit 1`,
        z.object({ name: z.string() }),
      );
      for (const { name } of columns) {
        const column = sql.identifier(name);
        const changed = await attempt(
          sql`with touched as (update ${sql.identifier(table)} set ${column} = ${column}
              where program_id = ${theirs}::uuid returning 1) select count(*)::int as found from touched`,
        );
        // QT005: append-only tables refuse it before they look.
        if (changed !== 0 && changed !== 'QT005') touched.push([table, 'update', changed]);
      }
      const removed = await attempt(
        sql`with touched as (delete from ${rowsOf(table, theirs)} returning 1) select count(*)::int as found from touched`,
      );
      if (removed !== 0 && removed !== 'QT005' && removed !== '42501') {
        touched.push([table, 'delete', removed]);
      }
    }
    expect(touched).toEqual([]);
  });

  /** The guards judge a row before its policy does, whosesoever it is: here the policies answer alone. */
  async function withoutGuards(work: () => Promise<void>): Promise<void> {
    const triggers = async (verb: 'disable' | 'enable') =>
      await database.asOwner(async (owner) => {
        for (const table of tables)
          await owner.execute(
            sql`alter table ${sql.identifier(table)} ${sql.raw(verb)} trigger user`,
          );
      });
    await triggers('disable');
    try {
      await work();
    } finally {
      await triggers('enable');
    }
  }

  test('none of another program is added', () =>
    withoutGuards(async () => {
      const added: [string, number | string][] = [];
      for (const table of tables) {
        const [row] = await queryRows(
          db,
          sql`select to_jsonb(t)::text as row from ${sql.identifier(table)} t where program_id = ${theirs}::uuid limit 1`,
          z.object({ row: z.string() }),
        );
        const columns = await queryRows(
          db,
          sql`select column_name as name from information_schema.columns
          where table_schema = 'public' and table_name = ${table} and has_column_privilege('quittance_app', ${table}, column_name, 'insert')`,
          z.object({ name: z.string() }),
        );
        if (columns.length === 0) continue;
        const names = sql.join(
          columns.map(({ name }) => sql.identifier(name)),
          sql`, `,
        );
        const outcome = await attempt(
          sql`with added as (insert into ${sql.identifier(table)} (${names})
            select ${names} from jsonb_populate_record(null::${sql.identifier(table)}, ${row?.row ?? '{}'}::jsonb) returning 1)
          select count(*)::int as found from added`,
        );
        if (outcome !== '42501') added.push([table, outcome]);
      }
      expect(added).toEqual([]);
    }));
});

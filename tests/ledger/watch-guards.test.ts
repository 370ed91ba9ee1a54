/**
 * Goal: an intent that has ended waits for no transaction, and a run that was succeeded has nobody watch for it: its watch
 * would be signalled at every poll for ever. Method: plain rows on both engines; a watch that is written while the intent
 * is being ended, on PostgreSQL.
 */
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { watchTransaction } from '../../activities/watch-transaction.ts';
import type { Database } from '../../db/database.ts';
import { watches } from '../../db/schema/chain.ts';
import { intents } from '../../db/schema/intents.ts';
import { newId } from '../../domain/ids.ts';
import { countRows, createIntent, createProgram } from '../harness/samples/ledger-fixtures.ts';
import { engines, openTestDatabase, type TestDatabase } from '../harness/worlds/databases.ts';

describe.each(engines)('%s', (engine) => {
  let database: TestDatabase;
  let db: Database;
  let programId: string;
  beforeAll(async () => {
    database = await openTestDatabase(engine);
    db = database.app;
    programId = await createProgram(database);
  });
  afterAll(() => database?.[Symbol.asyncDispose]());

  /** An intent that a run has opened, as the run has read it. */
  async function opened() {
    const intentId = await createIntent(db, programId);
    const [intent] = await db
      .update(intents)
      .set({ state: 'LOCKED', runId: newId(), runFence: 1 })
      .where(eq(intents.id, intentId))
      .returning();
    if (intent === undefined) throw new Error('Expected an intent');
    return intent;
  }
  type Opened = Awaited<ReturnType<typeof opened>>;
  const chain = { chainId: 31337, confirmations: 1 };
  const watch = async (intent: Opened, seenBlock: bigint | null = null) =>
    await watchTransaction(db, intent, { ...chain, txHash: `0x${intent.id}`, seenBlock });
  const watched = async ({ id }: Opened) =>
    await countRows(db, sql`watches where intent_id = ${id}::uuid`);
  const fail = (tx: Database, { id }: Opened) =>
    tx.update(intents).set({ state: 'FAILED', failureCode: 'ABANDONED' }).where(eq(intents.id, id));

  test('the run that has the intent has its transaction watched, again as it is seen', async () => {
    const intent = await opened();
    await watch(intent);
    await watch(intent, 7n);
    const rows = await db.select().from(watches).where(eq(watches.intentId, intent.id));
    expect(rows).toMatchObject([{ seenBlock: 7n, signalled: false }]);
  });

  test('a run that was succeeded changes nothing', async () => {
    const intent = await opened();
    await watch(intent, 7n);
    await db.update(intents).set({ runId: newId(), runFence: 2 }).where(eq(intents.id, intent.id));
    await db.update(watches).set({ signalled: true }).where(eq(watches.intentId, intent.id));
    await watch(intent, 8n);
    const rows = await db.select().from(watches).where(eq(watches.intentId, intent.id));
    expect(rows).toMatchObject([{ seenBlock: 7n, signalled: true }]);
    const other = await opened();
    await db.update(intents).set({ runFence: 2 }).where(eq(intents.id, other.id));
    await watch(other);
    expect(await watched(other)).toBe(0);
  });

  test('what has ended is not watched for, whoever writes', async () => {
    const intent = await opened();
    await fail(db, intent);
    await watch(intent);
    await db
      .insert(watches)
      .values({ ...chain, intentId: intent.id, programId, txHash: 'by hand' });
    expect(await watched(intent)).toBe(0);
  });

  // PGlite has one connection, on which there is no such moment.
  if (engine === 'pglite') return;
  test('nor what is ended at that moment', async () => {
    const intent = await opened();
    let late: Promise<void> | undefined;
    await db.transaction(async (tx) => {
      await tx.select().from(intents).where(eq(intents.id, intent.id)).for('update');
      late = watch(intent);
      await tx.execute(sql`select pg_sleep(0.2)`);
      await fail(tx, intent);
      await tx.delete(watches).where(eq(watches.intentId, intent.id));
    });
    await late;
    expect(await watched(intent)).toBe(0);
  });
});

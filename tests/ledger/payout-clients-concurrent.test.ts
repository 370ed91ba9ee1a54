/**
 * Goal: the batch of a period that ten clients create, edit, approve and cancel at once, each with keys of its own, is one
 * batch; nobody is told anything but what the routes promise, and no commission is held twice. Method: two applications
 * with acceptors of their own over one PostgreSQL, all requests sent before any is answered.
 */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import type { App } from '../../api/app-parts.ts';
import { batchSchema, batchWithPayoutsSchema } from '../../api/schemas/payout.ts';
import { type Database, queryRows } from '../../db/database.ts';
import { readBatch } from '../../db/queries/canonical-batch.ts';
import { batchDigest } from '../../domain/canonical-batch.ts';
import { enterOperator, type TestOperator } from '../harness/actors/operators.ts';
import { growLine } from '../harness/samples/commission-tree.ts';
import { createProgram, sendFrom } from '../harness/samples/ledger-fixtures.ts';
import { earnPayable } from '../harness/samples/payable-rows.ts';
import { appOver } from '../harness/worlds/app-over.ts';
import { openTestDatabase, type TestDatabase } from '../harness/worlds/databases.ts';

const clients = 10;
type MadeBatch = z.infer<typeof batchWithPayoutsSchema>;
const problem = z.object({ code: z.string() });
let database: TestDatabase;
let db: Database;
let apps: readonly App[] = [];
let maker: TestOperator;
let people: readonly TestOperator[] = [];
beforeAll(async () => {
  database = await openTestDatabase('postgres', { connectionsMax: 16 });
  db = database.app;
  apps = [appOver(db), appOver(db)];
  const roles = (['operator', 'approver'] as const).map((role) => ({ role, programId: null }));
  maker = await enterOperator(db, { roles });
  people = await Promise.all(Array.from({ length: clients }, () => enterOperator(db, { roles })));
  await sendFrom(db);
});
afterAll(() => database[Symbol.asyncDispose]());

async function paying(): Promise<string> {
  const programId = await createProgram(database);
  const earners = [...(await growLine(db, programId, 1)), ...(await growLine(db, programId, 1))];
  await earnPayable(db, earners, [{}, {}]);
  return programId;
}

/** By one of the two applications; a write under a key of its own. */
async function ask(client: number, path: string, init: RequestInit | undefined): Promise<Response> {
  const app = apps[client % apps.length];
  if (app === undefined) throw new Error('Expected an application');
  return await app.request(`/api/v2/payouts/${path}`, init);
}

const all = <T>(work: (client: number) => Promise<T>) =>
  Promise.all(Array.from({ length: clients }, (_, client) => work(client)));

async function codeOf(response: Response): Promise<string> {
  return response.ok ? 'done' : problem.parse(await response.json()).code;
}

/** How often the commissions of a program are held. */
async function holders(programId: string): Promise<number[]> {
  const rows = await queryRows(
    db,
    sql`select count(i.commission_id) filter (where i.live)::int as live from commissions c
      left join payout_items i on i.commission_id = c.id where c.program_id = ${programId}::uuid group by c.id`,
    z.object({ live: z.number() }),
  );
  return rows.map(({ live }) => live);
}

test('one of ten makes the batch, and the others are told which it is', async () => {
  const programId = await paying();
  const body = { programId, period: '2026-10' };
  const answers = await all((client) => ask(client, 'batch/create', people[client]?.request(body)));
  expect(answers.map(({ status }) => status).sort()).toEqual([
    201,
    ...Array(clients - 1).fill(409),
  ]);
  const named = await Promise.all(
    answers.map(
      async (answer) => z.object({ batchId: z.string() }).parse(await answer.json()).batchId,
    ),
  );
  expect(new Set(named).size).toBe(1);
  expect(await holders(programId)).toEqual([1, 1, 1, 1]);
});

/** What a client asks for: every fourth edits, one of a round may call it off, the others approve. */
async function wish(client: number, batch: MadeBatch, calledOff: boolean): Promise<string> {
  const { batchId, digest, payouts } = batch;
  const person = people[client];
  if (calledOff && client === 3)
    return await codeOf(await ask(client, `batch/${batchId}/cancel`, person?.request({})));
  if (client % 4 === 1) {
    const edit = { digest, exclude: [payouts[0]?.id] };
    const request = person?.request(edit, { method: 'PATCH' });
    return await codeOf(await ask(client, `batch/${batchId}`, request));
  }
  return await codeOf(await ask(client, `batch/${batchId}/approve`, person?.request({ digest })));
}

test.each([1, 2, 3, 4, 5, 6])(
  'whatever ten do to it at once, what is approved is what stands there (%i)',
  async (round) => {
    const programId = await paying();
    const request = maker.request({ programId, period: '2026-10' });
    const made = batchWithPayoutsSchema.parse(await (await ask(0, 'batch', request)).json());
    const { batchId } = made;
    const codes = await all((client) => wish(client, made, round % 2 === 0));
    for (const code of codes) expect(['done', 'BATCH_CHANGED', 'BATCH_STATE']).toContain(code);
    const after = batchSchema.parse(
      await (await ask(1, `batch/${batchId}`, maker.request())).json(),
    );
    const { status, version, digest, approvals } = after;
    expect(digest).toBe(batchDigest(await readBatch(db, batchId)));
    expect(digest === made.digest).toBe(version === 1);
    const counting = approvals.filter(({ counts }) => counts).length;
    // Once edited, nobody has approved what stands there: they all saw what stood before.
    expect(counting > 0 && version > 1).toBe(false);
    expect(counting === 0 && status === 'APPROVED').toBe(false);
    const held = status === 'CANCELLED' ? 0 : made.payouts.length * (version > 1 ? 1 : 2);
    const live = await holders(programId);
    expect([live.reduce((sum, one) => sum + one, 0), Math.max(...live) <= 1]).toEqual([held, true]);
  },
);

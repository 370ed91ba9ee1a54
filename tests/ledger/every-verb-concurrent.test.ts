/**
 * Goal: every mutating verb (approve, execute, cancel, retry what failed, reverse, abandon, retry a parked intent) has
 * its effect once: sent n times, concurrently, in any order, with the same key and with others. Method: random calls over
 * two applications on one PostgreSQL, all at once and again until nothing changes any more; then all of them once more
 * change nothing at all, and every answer under one key is the same byte for byte.
 */
import { sql } from 'drizzle-orm';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect } from 'vitest';
import { z } from 'zod';
import type { App } from '../../api/app-parts.ts';
import { batchWithPayoutsSchema } from '../../api/schemas/payout.ts';
import { type Database, queryRows } from '../../db/database.ts';
import { parkByHand } from '../harness/actors/decisions.ts';
import { failPayouts } from '../harness/actors/fail-payouts.ts';
import { endAsSettled } from '../harness/actors/move-intent.ts';
import { enterOperator, type TestOperator } from '../harness/actors/operators.ts';
import { runs } from '../harness/depth.ts';
import { property } from '../harness/property.ts';
import { growLine } from '../harness/samples/commission-tree.ts';
import { createIntent, createProgram, sendFrom } from '../harness/samples/ledger-fixtures.ts';
import { earnPayable } from '../harness/samples/payable-rows.ts';
import { appOver } from '../harness/worlds/app-over.ts';
import { openTestDatabase, type TestDatabase } from '../harness/worlds/databases.ts';

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
  people = await Promise.all([0, 1, 2].map(() => enterOperator(db, { roles })));
  await sendFrom(db);
});
afterAll(() => database[Symbol.asyncDispose]());

const verbs = [
  'approve',
  'execute',
  'cancel',
  'retryFailed',
  'reverse',
  'abandon',
  'resume',
] as const;
const call = fc.record({
  verb: fc.constantFrom(...verbs),
  person: fc.nat({ max: 2 }),
  /** Two calls with the same number are the same request under the same key. */
  key: fc.nat({ max: 1 }),
  app: fc.nat({ max: 1 }),
});
type Call = typeof call extends fc.Arbitrary<infer One> ? One : never;

/** What there is to do something to. */
interface Subjects {
  readonly programId: string;
  readonly batchId: string;
  readonly digest: string;
  /** A claim that has settled, and one that is parked. */
  readonly settled: string;
  readonly parked: string;
  readonly run: string;
}

async function subjects(): Promise<Subjects> {
  const programId = await createProgram(database);
  const earners = [...(await growLine(db, programId, 1)), ...(await growLine(db, programId, 1))];
  const [settled = ''] = await earnPayable(db, earners);
  await endAsSettled(db, settled);
  const parked = await createIntent(db, programId);
  await parkByHand(db, parked);
  const create = maker.request({ programId, period: '2026-10' });
  const made = await apps[0]?.request('/api/v2/payouts/batch', create);
  const { batchId, digest } = batchWithPayoutsSchema.parse(await made?.json());
  return { programId, batchId, digest, settled, parked, run: crypto.randomUUID() };
}

function requestOf({ verb }: Call, of: Subjects): { readonly path: string; readonly body: object } {
  const batch = `/api/v2/payouts/batch/${of.batchId}`;
  const reason = { reason: 'a mistake' };
  switch (verb) {
    case 'approve':
      return { path: `${batch}/approve`, body: { digest: of.digest } };
    case 'execute':
    case 'cancel':
      return { path: `${batch}/${verb}`, body: {} };
    case 'retryFailed':
      return { path: `${batch}/retry-failed`, body: {} };
    case 'reverse':
      return { path: `/api/v2/intents/${of.settled}/reversal`, body: reason };
    case 'abandon':
      return { path: `/api/admin/dlq/${of.parked}/abandon`, body: reason };
    case 'resume':
      return { path: `/api/admin/dlq/${of.parked}/retry`, body: reason };
  }
}

/** Sends a call; gives what was answered under its key, null for a refusal that is not stored. */
async function send(one: Call, of: Subjects): Promise<readonly [string, string] | null> {
  const { path, body } = requestOf(one, of);
  const key = `${of.run}-${one.key}`;
  const request = people[one.person]?.request(body, { key });
  const response = await apps[one.app]?.request(path, request);
  if (response === undefined) throw new Error('Expected an answer');
  const text = await response.text();
  expect([200, 202, 403, 409, 422], text).toContain(response.status);
  return response.ok ? [`${one.verb} ${one.person} ${key}`, text] : null;
}

const stateRow = z.object({ state: z.string() });

/** Everything of a program that verbs could change, audit lines included, as one text. */
async function stateOf({ programId }: Subjects): Promise<string> {
  const ofProgram = sql`program_id = ${programId}::uuid`;
  const [row] = await queryRows(
    db,
    sql`select jsonb_build_array(
      (select jsonb_agg(to_jsonb(b) order by b.id) from payout_batches b where ${ofProgram}),
      (select jsonb_agg(to_jsonb(p) order by p.id) from payouts p where ${ofProgram}),
      (select jsonb_agg(to_jsonb(i) order by i.payout_id, i.commission_id) from payout_items i where ${ofProgram}),
      (select jsonb_agg(to_jsonb(a) order by a.operator_id, a.digest) from payout_approvals a where ${ofProgram}),
      (select jsonb_agg(to_jsonb(c) order by c.id) from commissions c where ${ofProgram}),
      (select jsonb_agg(to_jsonb(r) order by r.id) from reversal_requests r where ${ofProgram}),
      (select jsonb_agg(to_jsonb(d) order by d.id) from decisions d where ${ofProgram}),
      (select jsonb_agg(to_jsonb(n) order by n.id) from intents n where ${ofProgram}),
      (select count(*) from audit_log l where ${ofProgram}))::text as state`,
    stateRow,
  );
  return row?.state ?? '';
}

const effectsRow = z.object({
  executions: z.number(),
  reversals: z.number(),
  decisions: z.number(),
  twice: z.number(),
  status: z.string(),
});

async function effectsOf({ batchId, settled, parked }: Subjects) {
  const [row] = await queryRows(
    db,
    sql`select (select status from payout_batches where id = ${batchId}::uuid) as status,
      (select count(*)::int from intents where kind = 'payout_batch' and input ->> 'batchId' = ${batchId}) as executions,
      (select count(*)::int from intents where reverses_intent_id = ${settled}::uuid) as reversals,
      (select count(*)::int from decisions where intent_id = ${parked}::uuid) as decisions,
      (select count(*)::int from (select commission_id from payout_items where live group by 1 having count(*) > 1) t) as twice`,
    effectsRow,
  );
  if (row === undefined) throw new Error('Expected the batch');
  return row;
}

/** All calls at once, again and again until they change nothing; then once more. */
async function sendUntilQuiet(calls: readonly Call[], of: Subjects, told: Map<string, string>) {
  let before = await stateOf(of);
  for (let pass = 0; ; pass++) {
    for (const answer of await Promise.all(calls.map((one) => send(one, of)))) {
      if (answer === null) continue;
      const [key, text] = answer;
      expect(told.get(key) ?? text).toBe(text);
      told.set(key, text);
    }
    const after = await stateOf(of);
    if (after === before && pass > 0) return;
    expect(pass, 'passes that still change something').toBeLessThan(5);
    before = after;
  }
}

property([fc.array(call, { minLength: 3, maxLength: 16 })], { numRuns: runs(15) })(
  'a verb has its effect once, however often, in whatever order and under which keys it is sent',
  async (calls) => {
    const of = await subjects();
    const told = new Map<string, string>();
    const has = (verb: Call['verb']) => calls.some((one) => one.verb === verb);
    await sendUntilQuiet(calls, of, told);
    const first = await effectsOf(of);
    // One that is called off has begun before, or has not.
    const begun = { PROCESSING: [1], CANCELLED: [0, 1] }[first.status] ?? [0];
    expect(begun).toContain(first.executions);
    if (first.status === 'PROCESSING') {
      await failPayouts(db, of.batchId);
      // Under keys of their own: what was answered under the first ones stays their answer.
      await sendUntilQuiet(calls, { ...of, run: crypto.randomUUID() }, told);
      const second = await effectsOf(of);
      expect([second.executions, second.status]).toEqual(
        has('retryFailed') ? [2, 'PROCESSING'] : [1, 'PARTIALLY_FAILED'],
      );
    }
    const wanting = new Set(
      calls.filter(({ verb }) => verb === 'reverse').map((one) => one.person),
    );
    const end = await effectsOf(of);
    expect(end).toMatchObject({
      reversals: wanting.size >= 2 ? 1 : 0,
      decisions: has('abandon') || has('resume') ? 1 : 0,
      twice: 0,
    });
  },
  240_000,
);

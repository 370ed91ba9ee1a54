/**
 * Goal: the sweeper starts again exactly what is open and has no run, and reports what waits too long, once and with
 * its cause. Method: PGlite with the real guards; an orchestrator that says of each workflow what the test wants.
 */
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { type Database, queryRows } from '../db/database.ts';
import { chains } from '../db/schema/chain.ts';
import { intents } from '../db/schema/intents.ts';
import { createLogger } from '../platform/logger.ts';
import type { Orchestrator, RunState } from '../platform/orchestrator.ts';
import { createIntent, createProgram } from '../tests/harness/samples/ledger-fixtures.ts';
import { openTestDatabase, type TestDatabase } from '../tests/harness/worlds/databases.ts';
import { type SweepDeps, sweepPage } from './sweep.ts';

const chainId = 31_337;
const paymentWaitMs = 3_600_000;
const minute = 60_000;
const longAgo = 3 * paymentWaitMs;

let database: TestDatabase;
let db: Database;
let programId: string;
/** What the orchestrator says of a workflow; `none` of the others. */
let runs: Map<string, RunState>;
/** What the orchestrator's index says runs, besides what does. */
let indexedAsRunning: Set<string>;
let started: string[];
let startedAgain: string[];
let counted: string[];
let beforeState: (workflowId: string) => Promise<void>;
let failingStart: string | null;

beforeAll(async () => {
  database = await openTestDatabase('pglite');
  db = database.app;
  programId = await createProgram(database);
  await db.insert(chains).values({ chainId, genesisHash: '0x0', watchedBlock: 7n });
});
beforeEach(async () => {
  await db.execute(sql`update intents set state = 'FAILED', failure_code = 'TEST', parked = false,
    parked_reason = null, changed_by = 'test', change_reason = 'over' where state <> 'FAILED'`);
  await db.execute(sql`update findings set closed_at = now() where closed_at is null`);
  await db.execute(sql`update chains set advanced_at = now()`);
  runs = new Map();
  indexedAsRunning = new Set();
  started = [];
  startedAgain = [];
  counted = [];
  beforeState = async () => undefined;
  failingStart = null;
});
afterAll(() => database[Symbol.asyncDispose]());

const orchestrator: Orchestrator = {
  engine: 'temporal',
  async start({ workflowId }) {
    if (workflowId === failingStart) throw new Error('The namespace is full');
    started.push(workflowId);
  },
  startAgain: async ({ workflowId }) => void startedAgain.push(workflowId),
  async runState(workflowId) {
    await beforeState(workflowId);
    return runs.get(workflowId) ?? { status: 'none' };
  },
  async seemRunning(workflowIds) {
    const run = (id: string) => runs.get(id)?.status === 'running' || indexedAsRunning.has(id);
    return new Set(workflowIds.filter(run));
  },
  workersPolling: async () => 1,
  signalChain: async () => 'delivered',
  decide: () => Promise.reject(new Error('Nothing is decided here')),
  healthCheck: async () => undefined,
  close: async () => undefined,
};

function deps(): SweepDeps {
  return {
    db,
    orchestrator,
    logger: createLogger({ level: 'silent', name: 'test' }),
    chainId,
    sweepIntervalMs: minute,
    paymentWaitMs,
    chainStalledMs: 2 * minute,
    onRestart: (found) => void counted.push(found),
  };
}

const sweep = () => sweepPage(deps(), { after: null });

/** An intent that has been in its state for a while; gives its workflow ID. */
async function intent(state: 'PENDING' | 'LOCKED', unchangedMs: number): Promise<string> {
  const id = await createIntent(db, programId);
  if (state === 'LOCKED') {
    await db
      .update(intents)
      .set({ state, changedBy: 'test', changeReason: 'opened' })
      .where(eq(intents.id, id));
  }
  await age(id, unchangedMs);
  return `claim/${id}`;
}

async function age(id: string, unchangedMs: number): Promise<void> {
  await db.execute(
    sql`update intents set updated_at = now() - make_interval(secs => ${unchangedMs / 1000}) where id = ${id}`,
  );
}

const idOf = (workflowId: string) => workflowId.slice('claim/'.length);
const running = (trouble: string | null = null): RunState => ({ status: 'running', trouble });

function openFindings() {
  return queryRows(
    db,
    sql`select code, subject, detail, seen from findings where closed_at is null order by code, subject`,
    z.object({ code: z.string(), subject: z.string(), detail: z.string(), seen: z.number() }),
  );
}

test('what is open and has no run is started again, whatever became of its run', async () => {
  const missing = await intent('PENDING', minute);
  const ways = ['failed', 'cancelled', 'terminated', 'timed out'] as const;
  const ended: string[] = [];
  for (const how of ways) {
    const workflowId = await intent('LOCKED', minute);
    runs.set(workflowId, { status: 'closed', how });
    ended.push(workflowId);
  }
  const completed = await intent('LOCKED', minute);
  runs.set(completed, { status: 'closed', how: 'completed' });
  runs.set(await intent('LOCKED', minute), running());

  expect(await sweep()).toEqual({ next: null, looked: 7, restarted: 6, reported: 0 });
  expect(started.toSorted()).toEqual([missing, ...ended].toSorted());
  // Only this lifts the orchestrator's own guard against running a finished workflow again.
  expect(startedAgain).toEqual([completed]);
  expect(counted.toSorted()).toEqual([...ways, 'completed', 'none'].toSorted());
});

test('what has changed lately is left alone, and so is what ends while it is looked at', async () => {
  await intent('PENDING', 1000);
  const ending = await intent('PENDING', minute);
  runs.set(ending, { status: 'closed', how: 'completed' });
  beforeState = async (workflowId) => {
    await db
      .update(intents)
      .set({ state: 'FAILED', failureCode: 'TEST', changedBy: 'test', changeReason: 'TEST' })
      .where(eq(intents.workflowId, workflowId));
  };
  expect(await sweep()).toMatchObject({ looked: 1, restarted: 0 });
  expect([started, startedAgain]).toEqual([[], []]);
});

test('every open intent is looked at once, page by page, whatever is restarted in between', async () => {
  const all: string[] = [];
  for (let index = 0; index < 250; index++) {
    all.push(await intent(index % 2 === 0 ? 'LOCKED' : 'PENDING', minute + index));
  }
  let looked = 0;
  let pages = 0;
  for (let after: Awaited<ReturnType<typeof sweep>>['next'] = null; ; pages++) {
    const page = await sweepPage(deps(), { after });
    looked += page.looked;
    after = page.next;
    if (after === null) break;
  }
  expect([looked, pages]).toEqual([250, 2]);
  expect(started.toSorted()).toEqual(all.toSorted());
});

test('one that can not be started does not keep the sweeper from the others', async () => {
  failingStart = await intent('PENDING', 2 * minute);
  const other = await intent('PENDING', minute);
  expect(await sweep()).toMatchObject({ restarted: 1 });
  expect(started).toEqual([other]);
});

test('what an index that lags calls running is asked for singly once it is over its limit', async () => {
  const waiting = await intent('LOCKED', minute);
  const lost = await intent('LOCKED', longAgo);
  indexedAsRunning = new Set([waiting, lost]);
  expect(await sweep()).toMatchObject({ restarted: 1 });
  expect(started).toEqual([lost]);
});

test('an intent over its limit is reported with its cause, and the report is closed when it moves on', async () => {
  const stuck = await intent('PENDING', 10 * minute);
  runs.set(stuck, running('its workflow code fails (try 9)'));
  // A claim may wait for its payment for an hour.
  runs.set(await intent('LOCKED', 50 * minute), running());
  await sweep();
  await sweep();
  expect(await openFindings()).toEqual([
    {
      code: 'INTENT_STUCK',
      subject: `intent:${idOf(stuck)}`,
      detail: `${stuck} is PENDING for 10 min (limit 5 min): its workflow code fails (try 9).`,
      seen: 2,
    },
  ]);
  await db
    .update(intents)
    .set({ state: 'LOCKED', changedBy: 'test', changeReason: 'opened' })
    .where(eq(intents.id, idOf(stuck)));
  await sweep();
  expect(await openFindings()).toEqual([]);
});

test('what has no run is started first, and reported only when a run of it has come and gone', async () => {
  const lost = await intent('LOCKED', longAgo);
  expect(await sweep()).toMatchObject({ restarted: 1, reported: 0 });
  // That run took the fence, and is gone.
  await db.execute(
    sql`update intents set run_id = 'r', run_fence = ${Date.now()}, changed_by = 'run:r', change_reason = 'run opened' where id = ${idOf(lost)}`,
  );
  await age(idOf(lost), longAgo);
  expect(await sweep()).toMatchObject({ restarted: 1, reported: 1 });
  expect((await openFindings()).map(({ detail }) => detail)).toEqual([
    expect.stringContaining('its run ends again and again'),
  ]);
});

test('a parked intent is never called stuck, and is started again when its run is gone', async () => {
  const parked = await intent('LOCKED', minute);
  await db
    .update(intents)
    .set({ parked: true, parkedReason: 'test', changedBy: 'test', changeReason: 'parked' })
    .where(eq(intents.id, idOf(parked)));
  await age(idOf(parked), longAgo);
  runs.set(parked, running());
  expect(await sweep()).toMatchObject({ looked: 1, restarted: 0, reported: 0 });
  runs.set(parked, { status: 'closed', how: 'terminated' });
  expect(await sweep()).toMatchObject({ restarted: 1, reported: 0 });
});

test('a chain that stands still is one finding, not one for each that waits for it', async () => {
  const waiting = await intent('LOCKED', longAgo);
  const pending = await intent('PENDING', longAgo);
  runs.set(waiting, running());
  runs.set(pending, running());
  await db.execute(sql`update chains set advanced_at = now() - interval '10 minutes'`);
  await sweep();
  expect((await openFindings()).map(({ code, subject }) => [code, subject])).toEqual([
    ['CHAIN_STALLED', `chain:${chainId}`],
    ['INTENT_STUCK', `intent:${idOf(pending)}`],
  ]);
  await db.execute(sql`update chains set advanced_at = now()`);
  await sweep();
  expect((await openFindings()).map(({ code }) => code)).toEqual(['INTENT_STUCK', 'INTENT_STUCK']);
});

// Goal: operators see what waits for them and decide once; nobody else learns anything. Method:
// app.request() on PGlite; intents are parked by hand and nothing carries decisions out.
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { queryRows } from '../../db/database.ts';
import { closeFindings, reportFindings } from '../../db/findings.ts';
import { auditLog } from '../../db/schema/ledger.ts';
import {
  asOperator,
  decisionsOf,
  enterDecider,
  parkByHand,
  testAdminKey,
  unparkByHand,
} from '../../tests/harness/actors/decisions.ts';
import { moveIntent } from '../../tests/harness/actors/move-intent.ts';
import type { TestOperator } from '../../tests/harness/actors/operators.ts';
import {
  openTestApi,
  randomWallet,
  type TestApi,
  write,
} from '../../tests/harness/worlds/api-app.ts';
import type { App } from '../app-parts.ts';
import {
  decisionAnswer,
  findingListSchema,
  parkedIntentSchema,
  parkedListSchema,
} from '../schemas/dlq.ts';

let api: TestApi;
let app: App;
let decider: TestOperator;
beforeAll(async () => {
  api = await openTestApi();
  app = api.app({ temporalUiUrl: 'http://temporal.example/' });
  decider = await enterDecider(api.db);
});
afterAll(() => api[Symbol.asyncDispose]());

async function newIntent(): Promise<string> {
  const response = await app.request('/api/register', write({ wallet: randomWallet() }));
  return z.object({ intentId: z.string() }).parse(await response.json()).intentId;
}

async function parkedIntent(state?: 'LOCKED' | 'SUBMITTED'): Promise<string> {
  const id = await newIntent();
  if (state !== undefined) await moveIntent(api.db, id, 'LOCKED');
  if (state === 'SUBMITTED') await moveIntent(api.db, id, 'SUBMITTED');
  await parkByHand(api.db, id);
  return id;
}

async function decide(id: string, type: 'retry' | 'abandon', key?: string) {
  const request = asOperator({ reason: 'the node is back' }, key);
  const response = await app.request(`/api/admin/dlq/${id}/${type}`, request);
  return { response, text: await response.text() };
}

const codeOf = (text: string) => z.object({ code: z.string() }).parse(JSON.parse(text)).code;

describe('what waits', () => {
  test('a parked intent says why, since when, and what can be done', async () => {
    const id = await parkedIntent('LOCKED');
    const response = await app.request('/api/admin/dlq', asOperator());
    const [first] = parkedListSchema.parse(await response.json()).intents;
    expect(first).toMatchObject({
      intentId: id,
      kind: 'register',
      state: 'LOCKED',
      program: 'default',
      parked: true,
      parkedReason: 'RetriesExhausted: ChainUnavailable: the node is away',
      canAbandon: true,
      abandonRefusedBecause: null,
      decisions: [],
    });
    expect(first?.remedy).toContain('CHAIN_RPC_URL');
    expect(first?.parkedAt).not.toBeNull();
    expect(first?.temporalUrl).toBe(
      `http://temporal.example/namespaces/default/workflows/${encodeURIComponent(first?.workflowId ?? '')}`,
    );
    const intent = await app.request(`/api/v2/intents/${id}`);
    expect(await intent.json()).toMatchObject({ parked: true, parkedReason: first?.parkedReason });
  });

  test('the list comes in pages, and can be of one program', async () => {
    const ids = [await parkedIntent(), await parkedIntent(), await parkedIntent()];
    const page = async (query: string) => {
      const response = await app.request(`/api/admin/dlq?${query}`, asOperator());
      return parkedListSchema.parse(await response.json());
    };
    const first = await page('limit=2');
    expect(first.intents.map((intent) => intent.intentId)).toEqual([ids[2], ids[1]]);
    const second = await page(`limit=1&cursor=${first.nextCursor}`);
    expect(second.intents.map((intent) => intent.intentId)).toEqual([ids[0]]);
    expect((await page('program=default')).intents.length).toBeGreaterThanOrEqual(3);
    expect(await page('program=other')).toEqual({ intents: [], nextCursor: null });
    const wrong = await app.request('/api/admin/dlq?limit=0', asOperator());
    expect(wrong.status).toBe(400);
  });

  test('findings are listed with meaning and remedy; those that are over only when asked for', async () => {
    const subject = 'chain:31337';
    await reportFindings(api.db, [
      { code: 'CHAIN_STALLED', subject, programId: null, detail: 'no block for an hour' },
      { code: 'NONCE_GAP', subject: 'wallet:0x1', programId: api.programId, detail: 'nonce 7' },
    ]);
    await closeFindings(api.db, { code: 'NONCE_GAP', reason: 'filled' });
    const read = async (query = '') => {
      const response = await app.request(`/api/admin/findings${query}`, asOperator());
      return findingListSchema.parse(await response.json()).findings;
    };
    expect(await read()).toMatchObject([{ code: 'CHAIN_STALLED', severity: 'warning', subject }]);
    const all = await read('?all=true');
    expect(all.map((finding) => finding.code).sort()).toEqual(['CHAIN_STALLED', 'NONCE_GAP']);
    expect(all.find((finding) => finding.code === 'NONCE_GAP')).toMatchObject({
      program: 'default',
      closeReason: 'filled',
    });
    expect((await app.request('/api/admin/findings?all=maybe', asOperator())).status).toBe(400);
  });
});

describe('deciding', () => {
  test('writes the decision and its line in the audit log, and says so with 202', async () => {
    const id = await parkedIntent();
    const { response, text } = await decide(id, 'retry');
    expect(response.status).toBe(202);
    expect(response.headers.get('location')).toBe(`/api/admin/dlq/${id}`);
    const answer = decisionAnswer.parse(JSON.parse(text));
    expect(answer).toMatchObject({ intentId: id, type: 'retry', status: 'accepted' });
    const [row] = await decisionsOf(api.db, id);
    expect(row).toMatchObject({
      id: answer.decisionId,
      operator: `operator:${decider.id}`,
      reason: 'the node is back',
      outcome: null,
    });
    const audit = await api.db
      .select()
      .from(auditLog)
      .where(eq(auditLog.subject, `intent:${id}`));
    expect(audit).toMatchObject([
      {
        actor: `operator:${decider.id}`,
        keyId: decider.keyId,
        action: 'intent.retry',
        after: { decisionId: answer.decisionId, reason: 'the node is back' },
        requestId: response.headers.get('x-request-id'),
      },
    ]);
    const one = await app.request(`/api/admin/dlq/${id}`, asOperator());
    const { decisions } = parkedIntentSchema.parse(await one.json());
    expect(decisions).toMatchObject([{ id: answer.decisionId, outcome: null }]);
  });

  test('the same key again is the same answer; another key is refused and names the decision', async () => {
    const id = await parkedIntent();
    const key = crypto.randomUUID();
    const first = await decide(id, 'retry', key);
    const again = await decide(id, 'retry', key);
    expect(again.text).toBe(first.text);
    expect(again.response.headers.get('idempotency-replayed')).toBe('true');
    const { decisionId } = decisionAnswer.parse(JSON.parse(first.text));
    for (const type of ['retry', 'abandon'] as const) {
      const other = await decide(id, type);
      expect(other.response.status).toBe(409);
      expect(JSON.parse(other.text)).toMatchObject({ code: 'ALREADY_DECIDED', decisionId });
    }
    expect(await decisionsOf(api.db, id)).toHaveLength(1);
  });

  test('ten decisions at once are one', async () => {
    const id = await parkedIntent();
    const keys = Array.from({ length: 5 }, () => crypto.randomUUID());
    const all = await Promise.all(
      [...keys, ...keys].map((key, index) => decide(id, index % 5 < 3 ? 'retry' : 'abandon', key)),
    );
    const accepted = all.filter(({ response }) => response.status === 202);
    const refused = all.filter(({ response }) => response.status === 409);
    expect(accepted.length).toBeGreaterThan(0);
    expect(accepted.length + refused.length).toBe(10);
    expect(new Set(accepted.map(({ text }) => text)).size).toBe(1);
    expect(await decisionsOf(api.db, id)).toHaveLength(1);
  });

  test('the same key for another intent is refused', async () => {
    const [one, other] = [await parkedIntent(), await parkedIntent()];
    const key = crypto.randomUUID();
    await decide(one, 'retry', key);
    const { response, text } = await decide(other, 'retry', key);
    expect(response.status).toBe(422);
    expect(codeOf(text)).toBe('IDEMPOTENCY_KEY_REUSED');
    expect(await decisionsOf(api.db, other)).toEqual([]);
  });

  test('an intent that is not parked has nothing to decide, and the key stays free', async () => {
    const id = await newIntent();
    const key = crypto.randomUUID();
    expect(codeOf((await decide(id, 'retry', key)).text)).toBe('NOT_PARKED');
    await parkByHand(api.db, id);
    expect((await decide(id, 'retry', key)).response.status).toBe(202);
  });

  test('a decision is about one parking: the next one can be decided again', async () => {
    const id = await parkedIntent();
    await decide(id, 'retry');
    await unparkByHand(api.db, id);
    await parkByHand(api.db, id, 'something else');
    expect((await decide(id, 'retry')).response.status).toBe(202);
    expect(await decisionsOf(api.db, id)).toHaveLength(2);
  });

  test('what may have left can not be abandoned, and the refusal says why and what can be done', async () => {
    const id = await parkedIntent('SUBMITTED');
    const { response, text } = await decide(id, 'abandon');
    expect(response.status).toBe(409);
    const refused = z
      .object({ code: z.literal('ABANDON_REFUSED'), why: z.string(), remedy: z.string() })
      .parse(JSON.parse(text));
    expect(refused.why).toContain('signed');
    expect(refused.remedy).toContain('Retry');
    const one = await app.request(`/api/admin/dlq/${id}`, asOperator());
    expect(await one.json()).toMatchObject({
      canAbandon: false,
      abandonRefusedBecause: refused.why,
    });
    expect((await decide(id, 'retry')).response.status).toBe(202);
  });

  test('wrong bodies and unknown intents are refused', async () => {
    const id = await parkedIntent();
    const path = `/api/admin/dlq/${id}/retry`;
    for (const body of [{}, { reason: ' ' }, { reason: 1 }, { reason: 'x'.repeat(1001) }]) {
      expect((await app.request(path, asOperator(body))).status).toBe(400);
    }
    const noKey = asOperator({ reason: 'r' });
    const headers = { authorization: `Bearer ${testAdminKey}`, 'content-type': 'application/json' };
    expect((await app.request(path, { ...noKey, headers })).status).toBe(400);
    for (const unknown of ['abc', '0198f5b2-7f6e-7000-8000-000000000000']) {
      expect(codeOf((await decide(unknown, 'retry')).text)).toBe('NOT_FOUND');
      const read = await app.request(`/api/admin/dlq/${unknown}`, asOperator());
      expect(read.status).toBe(404);
    }
    const [count] = await queryRows(
      api.db,
      sql`select count(*)::int as found from decisions where intent_id = ${id}::uuid`,
      z.object({ found: z.number() }),
    );
    expect(count?.found).toBe(0);
  });
});

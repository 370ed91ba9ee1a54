// Goal: waiting for an intent and following it. Method: app.request() on PGlite, the intent moved by hand meanwhile.
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { moveIntent, settleRegistration } from '../../tests/harness/actors/move-intent.ts';
import {
  openTestApi,
  randomWallet,
  type TestApi,
  write,
} from '../../tests/harness/worlds/api-app.ts';
import { intentSchema } from '../schemas/intent.ts';

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi();
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
});

async function newIntent(): Promise<string> {
  const response = await api.app().request('/api/register', write({ wallet: randomWallet() }));
  return z.object({ intentId: z.string() }).parse(await response.json()).intentId;
}

async function read(id: string, prefer?: string) {
  const response = await api
    .app()
    .request(`/api/v2/intents/${id}`, { headers: prefer === undefined ? {} : { prefer } });
  return {
    applied: response.headers.get('preference-applied'),
    intent: intentSchema.parse(await response.json()),
  };
}

describe('Prefer: wait', () => {
  test('answers as soon as the intent is final', async () => {
    const id = await newIntent();
    const waiting = read(id, 'respond-async, wait=20');
    await settleRegistration(api.db, id);
    const { applied, intent } = await waiting;
    expect(applied).toBe('wait=20');
    expect(intent.state).toBe('SETTLED');
    expect(intent.transitions.map(({ to }) => to)).toEqual([
      'PENDING',
      'LOCKED',
      'SUBMITTED',
      'CONFIRMED',
      'SETTLED',
    ]);
    expect(intent.ledgerTransactions).toMatchObject([
      {
        reference: `settlement:${id}`,
        postings: [
          {
            account: `program:${api.programId}:token_distributed`,
            direction: 'debit',
            amount: { amount: '1', asset: 'SGEID', decimals: 0 },
          },
          {
            account: `program:${api.programId}:identity_tokens`,
            direction: 'credit',
            amount: { amount: '1', asset: 'SGEID', decimals: 0 },
          },
        ],
      },
    ]);
  });

  test('gives what there is when the time is over', async () => {
    const startedMs = performance.now();
    const { intent, applied } = await read(await newIntent(), 'wait=1');
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(990);
    expect(intent.state).toBe('PENDING');
    expect(applied).toBe('wait=1');
  });

  test('a parked intent says so', async () => {
    const id = await newIntent();
    await api.db.execute(
      sql`update intents set parked = true, parked_reason = 'r', changed_by = 'test', change_reason = 'parked' where id = ${id}`,
    );
    expect((await read(id)).intent).toMatchObject({ parked: true, state: 'PENDING' });
  });
});

describe('events', () => {
  const follow = (id: string, lastEventId?: string) =>
    api.app({ heartbeatMs: 20 }).request(`/api/v2/intents/${id}/events`, {
      headers: lastEventId === undefined ? {} : { 'last-event-id': lastEventId },
    });
  const idsOf = (text: string) =>
    [...text.matchAll(/^id: (\d+)$/gm)].map((match) => Number(match[1]));

  test('every transition is an event, and the stream ends at the final one', async () => {
    const id = await newIntent();
    const response = await follow(id);
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const text = response.text();
    await moveIntent(api.db, id, 'LOCKED');
    await new Promise((resolve) => setTimeout(resolve, 80));
    await settleRegistration(api.db, id, { from: 'LOCKED' });
    const events = await text;
    expect(idsOf(events)).toEqual([0, 1, 2, 3, 4]);
    expect(events).toContain('event: transition\n');
    expect(events).toContain(': still here');
    expect(events).toMatch(/"to":"SETTLED"/);
  });

  test('Last-Event-ID resumes after it, and 204 says that nothing will come', async () => {
    const id = await newIntent();
    await settleRegistration(api.db, id);
    expect(idsOf(await (await follow(id, '2')).text())).toEqual([3, 4]);
    expect((await follow(id, '4')).status).toBe(204);
  });

  test('a stream ends when the process drains, and no new one is opened', async () => {
    const draining = new AbortController();
    const app = api.app({}, { draining: draining.signal });
    const path = `/api/v2/intents/${await newIntent()}/events`;
    const text = (await app.request(path)).text();
    draining.abort();
    expect(idsOf(await text).length).toBeLessThanOrEqual(1);
    expect((await app.request(path)).status).toBe(503);
  });

  test('more streams than allowed are refused, and a closed one makes room', async () => {
    const app = api.app({ eventStreamsMax: 1 });
    const path = `/api/v2/intents/${await newIntent()}/events`;
    const open = await app.request(path);
    expect((await app.request(path)).status).toBe(503);
    await open.body?.cancel();
    await new Promise((resolve) => setTimeout(resolve, 50));
    for (let count = 0; count < 3; count += 1) {
      const head = await app.request(path, { method: 'HEAD' });
      expect([head.status, head.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
    }
    expect((await app.request(path)).status).toBe(200);
  });
});

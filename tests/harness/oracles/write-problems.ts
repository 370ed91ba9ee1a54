/** Every refusal that all writes of operators share, tried on one of them. */
import { type SQL, sql } from 'drizzle-orm';
import type { App } from '../../../api/app-parts.ts';
import { newSecret } from '../../../domain/secret-tokens.ts';
import type { TestOperator } from '../actors/operators.ts';
import { openTestApi, type TestApi } from '../worlds/api-app.ts';
import { createProblemJudge } from './problem-judge.ts';

/** A write that is answered with 2xx. */
export interface TriedWrite {
  readonly method: 'POST' | 'PATCH';
  readonly path: string;
  readonly body: object;
  /** Another body that the schema takes. */
  readonly otherBody: object;
  readonly operator: TestOperator;
}

/** Expects the refusals of missing and wrong keys, of bodies and of idempotency keys, and that `write` itself is done. */
export async function expectWriteProblems(
  api: TestApi,
  app: App,
  { method, path, body, otherBody, operator }: TriedWrite,
): Promise<void> {
  const { problemOf } = createProblemJudge();
  const key = `tried-${crypto.randomUUID()}`;
  const authorization = `Bearer ${operator.key}`;
  const send = async (text: string, headers: Readonly<Record<string, string>>, by = app) =>
    await by.request(path, { method, body: text, headers: { ...json, ...headers } });
  const json = { 'content-type': 'application/json' };
  const good = JSON.stringify(body);
  await problemOf(await send(good, { 'idempotency-key': key }), 'UNAUTHENTICATED');
  const unknown = { authorization: `Bearer ${newSecret('qk')}`, 'idempotency-key': key };
  await problemOf(await send(good, unknown), 'UNAUTHENTICATED');
  const keyed = { authorization, 'idempotency-key': key };
  await problemOf(await send(good, { authorization }), 'IDEMPOTENCY_KEY_MISSING');
  const malformed = { authorization, 'idempotency-key': 'ä b' };
  await problemOf(await send(good, malformed), 'IDEMPOTENCY_KEY_MALFORMED');
  await problemOf(await send('{', keyed), 'MALFORMED_JSON');
  await problemOf(await send('[]', keyed), 'VALIDATION_FAILED');
  const { status } = await app.request(path, { method, headers: keyed });
  if (status !== 400) throw new Error(`Expected 400 without a body, got ${status}`);
  const text = { ...keyed, 'content-type': 'text/plain' };
  await problemOf(await send(good, text), 'UNSUPPORTED_MEDIA_TYPE');
  const big = JSON.stringify({ ...body, padding: 'x'.repeat(1024 * 1024) });
  await problemOf(await send(big, keyed), 'BODY_TOO_LARGE');
  const first = await send(good, keyed);
  if (!first.ok) throw new Error(`Expected ${method} ${path} to be done: ${await first.text()}`);
  const told = await first.text();
  const again = await send(good, keyed);
  if ((await again.text()) !== told) throw new Error('Expected the replay to be the first answer');
  await problemOf(await send(JSON.stringify(otherBody), keyed), 'IDEMPOTENCY_KEY_REUSED');
  await forget(api, sql`body = null, expired_at = now() where key = ${key}`);
  await problemOf(await send(good, keyed), 'ANSWER_EXPIRED');
  const unanswered = sql`status = null, headers = null, answered_at = null, expired_at = null`;
  await forget(api, sql`${unanswered} where key = ${key}`);
  await problemOf(await send(good, keyed), 'REQUEST_IN_PROGRESS');
}

/** Changes what is stored of a key, as time or a crash would have left it. */
async function forget(api: TestApi, change: SQL): Promise<void> {
  await api.asOwner(async () => {
    await api.db.execute(sql`alter table idempotency_records disable trigger user`);
    await api.db.execute(sql`update idempotency_records set ${change}`);
    await api.db.execute(sql`alter table idempotency_records enable trigger user`);
  });
}

/** Expects 503 for routes of operators where nobody was ever given a key. */
export async function expectNotConfigured(
  routes: readonly (readonly [method: string, path: string])[],
): Promise<void> {
  const { problemOf } = createProblemJudge();
  await using empty = await openTestApi();
  const app = empty.app();
  for (const [method, path] of routes) {
    await problemOf(await app.request(path, { method }), 'ADMIN_NOT_CONFIGURED');
  }
}

import { and, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { errorCodes } from '../domain/error-codes.ts';
import { ApiError, invariant } from '../domain/errors.ts';
import type {
  AcceptItem,
  AcceptOutcome,
  Answer,
  EffectResult,
  KeyClaim,
  ReplayLookup,
} from './accept-types.ts';
import { type Database, queryRows } from './database.ts';
import { applyEffects } from './effects/apply-effects.ts';
import { isConnectionLost } from './outage.ts';
import { idempotencyRecords } from './schema/intents.ts';
import { sqlState } from './sql-errors.ts';

/** Most items one call takes: bounds the statement's parameters and the time its locks are held. */
export const acceptBatchItemsMax = 500;

/** How often a key that was just freed by somebody else's refusal is claimed again. */
const claimAttemptsMax = 3;

/** SQLSTATE lock_not_available: the key's first request is still in its transaction. */
const lockNotAvailable = '55P03';
/** SQLSTATE deadlock_detected: nothing was written, and whoever it was in the way of has gone on. */
const deadlockDetected = '40P01';
/** How often the victim of a deadlock is tried again. */
const deadlockTriesMax = 10;

/**
 * Takes writes in: the only way to claim an idempotency key (design rules 1 to 5). Claiming the keys,
 * running the effects and storing the answers are one transaction for the whole batch. An item that a
 * rule refuses, or that fails, does not disturb the others.
 *
 * Outcomes are in the order of `items`. Never throws for an item's sake; a database that does not
 * answer makes every item `failed`.
 */
export async function accept(db: Database, items: readonly AcceptItem[]): Promise<AcceptOutcome[]> {
  invariant(
    items.length <= acceptBatchItemsMax,
    `Expected at most ${acceptBatchItemsMax} items, got ${items.length}`,
  );
  const outcomes = new Map<AcceptItem, AcceptOutcome>();
  let open = [...items];
  for (let attempt = 1; open.length > 0 && attempt <= claimAttemptsMax; attempt++) {
    await claimUnique(db, open, outcomes);
    open = await settleReplays(db, open, outcomes);
  }
  return items.map(
    (item) => outcomes.get(item) ?? { status: 'unanswered', intentId: null, createdAt: new Date() },
  );
}

/** Claims each key once, in the order of scope and key: opposite orders in two batches would deadlock. */
async function claimUnique(
  db: Database,
  items: readonly AcceptItem[],
  outcomes: Map<AcceptItem, AcceptOutcome>,
): Promise<void> {
  const first = new Map<string, AcceptItem>();
  for (const item of items) {
    const id = keyId(item);
    if (!first.has(id)) first.set(id, item);
  }
  const sorted = [...first.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item);
  await acceptOrBisect(db, sorted, outcomes);
}

async function acceptOrBisect(
  db: Database,
  items: readonly AcceptItem[],
  outcomes: Map<AcceptItem, AcceptOutcome>,
): Promise<void> {
  if (items.length === 0) return;
  try {
    const batch = await db.transaction((tx) => acceptBatch(tx, items));
    for (const [item, outcome] of batch) outcomes.set(item, outcome);
  } catch (error) {
    const [only, ...others] = items;
    if (only !== undefined && others.length === 0) {
      await settleAlone(db, { item: only, error }, outcomes);
      return;
    }
    if (isConnectionLost(error)) {
      // Halving would find no culprit, and knock once per item at a server that is away.
      for (const item of items) outcomes.set(item, { status: 'failed', error });
      return;
    }
    const middle = Math.ceil(items.length / 2);
    await acceptOrBisect(db, items.slice(0, middle), outcomes);
    await acceptOrBisect(db, items.slice(middle), outcomes);
  }
}

/**
 * What becomes of a single item whose transaction failed. The victim of a deadlock is tried again: operations that
 * share a transaction keep the locks of the ones before them, so that two batches can meet in opposite orders.
 */
async function settleAlone(
  db: Database,
  { item, error: first }: { readonly item: AcceptItem; readonly error: unknown },
  outcomes: Map<AcceptItem, AcceptOutcome>,
): Promise<void> {
  let error = first;
  for (let tries = 0; tries < deadlockTriesMax && sqlState(error) === deadlockDetected; tries++) {
    try {
      const [[, outcome] = []] = await db.transaction((tx) => acceptBatch(tx, [item]));
      // Without an outcome the key is somebody else's: the replay tells.
      if (outcome !== undefined) outcomes.set(item, outcome);
      return;
    } catch (again) {
      error = again;
    }
  }
  const running = sqlState(error) === lockNotAvailable;
  outcomes.set(
    item,
    running
      ? { status: 'unanswered', intentId: null, createdAt: new Date() }
      : { status: 'failed', error },
  );
}

async function acceptBatch(
  tx: Database,
  items: readonly AcceptItem[],
): Promise<Map<AcceptItem, AcceptOutcome>> {
  const claimed = await tx
    .insert(idempotencyRecords)
    .values(
      items.map(({ scope, key, requestHash, programId, operation }) => ({
        scope,
        key,
        requestHash,
        programId,
        operation,
      })),
    )
    .onConflictDoNothing({ target: [idempotencyRecords.scope, idempotencyRecords.key] })
    .returning({ scope: idempotencyRecords.scope, key: idempotencyRecords.key });
  const claimedIds = new Set(claimed.map(keyId));
  const mine = items.filter((item) => claimedIds.has(keyId(item)));
  const results = await applyEffects(tx, mine);
  const outcomes = new Map<AcceptItem, AcceptOutcome>();
  for (const [item, result] of results) outcomes.set(item, outcomeOf(item, result));
  await storeOutcomes(tx, outcomes);
  return outcomes;
}

function outcomeOf(item: AcceptItem, result: EffectResult | ApiError): AcceptOutcome {
  if (!(result instanceof ApiError)) {
    return { status: 'accepted', answer: item.answer(result), result };
  }
  return (result.options.stored ?? errorCodes[result.code].stored)
    ? { status: 'accepted', answer: item.answer(result), result: null }
    : { status: 'refused', error: result };
}

/** Stores the answers of a batch in one statement, and frees the keys of refusals that may change. */
async function storeOutcomes(
  tx: Database,
  outcomes: Map<AcceptItem, AcceptOutcome>,
): Promise<void> {
  const stored = [];
  const freed = [];
  for (const [item, outcome] of outcomes) {
    const id = { scope: item.scope, key: item.key };
    if (outcome.status === 'refused') freed.push(id);
    else if (outcome.status === 'accepted') {
      stored.push({ ...id, intent_id: intentOf(outcome.result), ...answerColumns(outcome.answer) });
    }
  }
  if (stored.length > 0) {
    await tx.execute(sql`
      update idempotency_records r
        set intent_id = s.intent_id, status = s.status, headers = s.headers, body = s.body,
            answered_at = case when s.status is null then null else now() end
        from jsonb_to_recordset(${JSON.stringify(stored)}::jsonb)
          as s(scope text, key text, intent_id uuid, status smallint, headers jsonb, body text)
        where r.scope = s.scope and r.key = s.key`);
  }
  if (freed.length > 0) {
    await tx.execute(sql`
      delete from idempotency_records r
        using jsonb_to_recordset(${JSON.stringify(freed)}::jsonb) as f(scope text, key text)
        where r.scope = f.scope and r.key = f.key`);
  }
}

/**
 * Gives the items that did not get their key the answer of whoever did. Returns those whose key has
 * been freed in the meantime. A second statement, because the claiming one can not see what it lost to.
 */
async function settleReplays(
  db: Database,
  items: readonly AcceptItem[],
  outcomes: Map<AcceptItem, AcceptOutcome>,
): Promise<AcceptItem[]> {
  const lost = items.filter((item) => !outcomes.has(item));
  if (lost.length === 0) return [];
  try {
    const found = await lookupReplays(db, lost);
    const freed = [];
    for (const item of lost) {
      const replay = found.get(item);
      if (replay === undefined) freed.push(item);
      else outcomes.set(item, replay);
    }
    return freed;
  } catch (error) {
    for (const item of lost) outcomes.set(item, { status: 'failed', error });
    return [];
  }
}

const recordRow = z.object({
  scope: z.string(),
  key: z.string(),
  request_hash: z.string(),
  intent_id: z.string().nullable(),
  status: z.number().nullable(),
  headers: z.record(z.string(), z.string()).nullable(),
  body: z.string().nullable(),
  created_at: z.coerce.date(),
});

async function lookupReplays<T extends KeyClaim>(
  db: Database,
  claims: readonly T[],
): Promise<Map<T, ReplayLookup>> {
  const ids = claims.map(({ scope, key }) => ({ scope, key }));
  const rows = await queryRows(
    db,
    sql`select r.scope, r.key, r.request_hash, r.intent_id, r.status, r.headers, r.body, r.created_at
      from idempotency_records r
      join jsonb_to_recordset(${JSON.stringify(ids)}::jsonb) as c(scope text, key text)
        on r.scope = c.scope and r.key = c.key`,
    recordRow,
  );
  const byId = new Map(rows.map((row) => [keyId(row), row]));
  const found = new Map<T, ReplayLookup>();
  for (const claim of claims) {
    const row = byId.get(keyId(claim));
    if (row !== undefined) found.set(claim, replayOf(claim, row));
  }
  return found;
}

function replayOf(claim: KeyClaim, row: z.infer<typeof recordRow>): ReplayLookup {
  if (row.request_hash !== claim.requestHash) return { status: 'mismatch' };
  const intentId = row.intent_id;
  if (row.status === null) return { status: 'unanswered', intentId, createdAt: row.created_at };
  if (row.body === null) return { status: 'expired', intentId };
  return {
    status: 'replayed',
    intentId,
    answer: { status: row.status, headers: row.headers ?? {}, body: row.body },
  };
}

/** What is known of a key before anything runs; null when it was never used. */
export async function lookupReplay(db: Database, claim: KeyClaim): Promise<ReplayLookup | null> {
  return (await lookupReplays(db, [claim])).get(claim) ?? null;
}

/**
 * Stores the answer of a key that was accepted without one and gives what is stored: the first writer
 * wins, and whoever asks is sent exactly that.
 * @throws InvariantViolation when the key was never claimed.
 */
export async function storeAnswer(db: Database, claim: KeyClaim, answer: Answer): Promise<Answer> {
  await db
    .update(idempotencyRecords)
    .set({ ...answerColumns(answer), answeredAt: sql`now()` })
    .where(
      and(
        eq(idempotencyRecords.scope, claim.scope),
        eq(idempotencyRecords.key, claim.key),
        sql`${idempotencyRecords.status} is null`,
      ),
    );
  const stored = await lookupReplay(db, claim);
  invariant(
    stored?.status === 'replayed',
    `Expected key ${claim.key} to have an answer, got ${stored?.status}`,
  );
  return stored.answer;
}

function answerColumns(answer: Answer | null) {
  return {
    status: answer?.status ?? null,
    headers: answer?.headers ?? null,
    body: answer?.body ?? null,
  };
}

function intentOf(result: EffectResult | null): string | null {
  return result === null || !('intentId' in result) ? null : result.intentId;
}

function keyId({ scope, key }: { readonly scope: string; readonly key: string }): string {
  // A scope is percent-encoded, so a space can not be part of it.
  return `${scope} ${key}`;
}

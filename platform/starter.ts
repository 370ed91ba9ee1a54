import { and, inArray, isNull, sql } from 'drizzle-orm';
import { z } from 'zod';
import { type Database, queryRows } from '../db/database.ts';
import { intents } from '../db/schema/intents.ts';
import { type IntentKind, intentKinds } from '../domain/sagas/registry.ts';
import type { Logger } from './logger.ts';
import type { IntentStart, Orchestrator } from './orchestrator.ts';

/** Options of {@link createStarter}. */
export interface StarterOptions {
  readonly db: Database;
  readonly orchestrator: Orchestrator;
  readonly logger: Logger;
  /** How often the relay looks for intents that nobody started. */
  readonly relayIntervalMs: number;
  /** Age at which an unstarted intent is taken to be left over. @default 2000 */
  readonly leftOverAfterMs?: number;
  /** Starts under way at once. @default 16 */
  readonly startsInFlightMax?: number;
}

/** Starts accepted intents with the orchestrator. */
export interface Starter {
  /** Hands over a new intent; returns at once and never throws. */
  enqueue(start: IntentStart): void;
  /** Stops the relay and waits for the starts under way. What is left over stays for the next process. */
  close(): Promise<void>;
}

/** Most intents held in memory; what is beyond stays in the database, where the relay finds it. */
const queuedMax = 5000;

const leftOverRow = z.object({
  intent_id: z.string(),
  workflow_id: z.string(),
  kind: z.string().transform((kind, context): IntentKind => {
    const known = intentKinds.find((candidate) => candidate === kind);
    if (known !== undefined) return known;
    context.addIssue(`unknown intent kind ${kind}`);
    return z.NEVER;
  }),
  program_slug: z.string(),
  traceparent: z.string().nullable(),
});

/**
 * Starts intents right after they are accepted and, as a relay, whatever a crash, an overload or an
 * unreachable orchestrator left unstarted. Starting is idempotent, so several processes may relay.
 */
export function createStarter(options: StarterOptions): Starter {
  const { db, orchestrator, logger, relayIntervalMs, leftOverAfterMs = 2000 } = options;
  const { startsInFlightMax = 16 } = options;
  const queue: IntentStart[] = [];
  const known = new Set<string>();
  const running = new Set<Promise<void>>();
  const markStarted = createStartMarker(db);
  let closed = false;

  function enqueue(start: IntentStart): void {
    if (closed || known.has(start.intentId) || queue.length >= queuedMax) return;
    known.add(start.intentId);
    queue.push(start);
    pump();
  }

  function pump(): void {
    while (running.size < startsInFlightMax) {
      const next = queue.shift();
      if (next === undefined) return;
      const run: Promise<void> = startOne(next).finally(() => {
        running.delete(run);
        pump();
      });
      running.add(run);
    }
  }

  async function startOne(start: IntentStart): Promise<void> {
    const { intentId, workflowId } = start;
    try {
      await orchestrator.start(start);
      await markStarted(intentId);
    } catch (error) {
      // The row still says "not started": the relay comes back to it.
      logger.warn({ err: error, intentId, workflowId }, 'workflow start failed');
    } finally {
      known.delete(intentId);
    }
  }

  async function relay(): Promise<void> {
    try {
      for (const start of await leftOvers(db, leftOverAfterMs)) enqueue(start);
    } catch (error) {
      logger.warn({ err: error }, 'relay could not read the unstarted intents');
    }
    if (!closed) timer = setTimeout(() => void relay(), relayIntervalMs);
  }

  let timer = setTimeout(() => void relay(), relayIntervalMs);
  return {
    enqueue,
    async close() {
      closed = true;
      clearTimeout(timer);
      queue.length = 0;
      await Promise.allSettled(running);
    },
  };
}

/** Marks intents as started, in groups: what is started while a mark is written goes into the next one. */
function createStartMarker(db: Database): (intentId: string) => Promise<void> {
  let started: string[] = [];
  let marking: Promise<void> | null = null;

  async function markAll(): Promise<void> {
    try {
      while (started.length > 0) {
        const ids = started;
        started = [];
        await db
          .update(intents)
          .set({ startedAt: sql`now()` })
          .where(and(inArray(intents.id, ids), isNull(intents.startedAt)));
      }
    } finally {
      marking = null;
    }
  }

  return async function markStarted(intentId) {
    started.push(intentId);
    marking ??= markAll();
    await marking;
  };
}

/** The oldest intents that were accepted a while ago and not started. */
async function leftOvers(db: Database, olderThanMs: number): Promise<IntentStart[]> {
  const rows = await queryRows(
    db,
    sql`select i.id as intent_id, i.workflow_id, i.kind, p.slug as program_slug, i.traceparent
      from intents i join programs p on p.id = i.program_id
      where i.started_at is null and i.created_at < now() - make_interval(secs => ${olderThanMs / 1000})
      order by i.created_at limit 1000`,
    leftOverRow,
  );
  return rows.map((row) => ({
    intentId: row.intent_id,
    workflowId: row.workflow_id,
    kind: row.kind,
    programSlug: row.program_slug,
    traceparent: row.traceparent,
  }));
}

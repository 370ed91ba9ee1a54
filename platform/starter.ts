import { and, inArray, isNull, sql } from 'drizzle-orm';
import type { Database } from '../db/database.ts';
import { unstartedIntents } from '../db/queries/intent-starts.ts';
import { intents } from '../db/schema/intents.ts';
import { type CrashHook, type CrashPoint, neverCrash } from './crash-points.ts';
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
  readonly crash?: CrashHook;
}

/** Starts accepted intents with the orchestrator. */
export interface Starter {
  /** Hands over a new intent; returns at once and never throws. */
  enqueue(start: IntentStart): void;
  /** Stops the relay and waits for the starts under way. What is left over stays for the next process. */
  close(): Promise<void>;
}

/** The crash points that a start passes, by how it was come upon. */
const pointsOf = {
  start: ['start:before', 'start:started', 'start:marked'],
  relay: ['relay:found', 'relay:started', 'relay:marked'],
} as const satisfies Record<string, readonly [CrashPoint, CrashPoint, CrashPoint]>;

/** A start to be made, and whether it is new or was left over. */
interface Queued {
  readonly start: IntentStart;
  readonly points: (typeof pointsOf)['start' | 'relay'];
}

/** Most intents held in memory; what is beyond stays in the database, where the relay finds it. */
const queuedMax = 5000;

/**
 * Starts intents right after they are accepted and, as a relay, whatever a crash, an overload or an
 * unreachable orchestrator left unstarted. Starting is idempotent, so several processes may relay.
 */
export function createStarter(options: StarterOptions): Starter {
  const { db, orchestrator, logger, relayIntervalMs, leftOverAfterMs = 2000 } = options;
  const { startsInFlightMax = 16, crash = neverCrash } = options;
  const queue: Queued[] = [];
  const known = new Set<string>();
  const running = new Set<Promise<void>>();
  const markStarted = createStartMarker(db);
  let closed = false;

  function add(queued: Queued): void {
    const { intentId } = queued.start;
    if (closed || known.has(intentId) || queue.length >= queuedMax) return;
    known.add(intentId);
    queue.push(queued);
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

  async function startOne({ start, points: [before, started, marked] }: Queued): Promise<void> {
    const { intentId, workflowId } = start;
    try {
      await crash(before, workflowId);
      await orchestrator.start(start);
      await crash(started, workflowId);
      await markStarted(intentId);
      await crash(marked, workflowId);
    } catch (error) {
      // The row still says "not started": the relay comes back to it.
      logger.warn({ err: error, intentId, workflowId }, 'workflow start failed');
    } finally {
      known.delete(intentId);
    }
  }

  async function relay(): Promise<void> {
    try {
      for (const start of await unstartedIntents(db, leftOverAfterMs)) {
        add({ start, points: pointsOf.relay });
      }
    } catch (error) {
      logger.warn({ err: error }, 'relay could not read the unstarted intents');
    }
    if (!closed) timer = setTimeout(() => void relay(), relayIntervalMs);
  }

  let timer = setTimeout(() => void relay(), relayIntervalMs);
  return {
    enqueue: (start) => add({ start, points: pointsOf.start }),
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

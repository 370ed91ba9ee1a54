import DataLoader from 'dataloader';
import { accept } from '../db/accept.ts';
import type { AcceptItem, AcceptOutcome, Effect, NewIntent } from '../db/accept-types.ts';
import type { Database } from '../db/database.ts';
import { invariant } from '../domain/errors.ts';
import { programOfScope } from '../domain/ids.ts';
import { stoppingBeforeCommit } from '../platform/crash-before-commit.ts';
import { type CrashHook, type CrashPoint, neverCrash } from '../platform/crash-points.ts';
import type { IntentStart } from '../platform/orchestrator.ts';

/** Options of {@link createAcceptor}. */
export interface AcceptorOptions {
  readonly db: Database;
  /** Told of every intent that was created; must not throw. */
  readonly onIntent: (start: IntentStart) => void;
  /** Most items in one transaction. @default 200 */
  readonly batchItemsMax?: number;
  /** Transactions under way at once; what arrives meanwhile forms the next batch. @default 2 */
  readonly batchesInFlightMax?: number;
  readonly crash?: CrashHook;
}

/** Takes single writes and commits them in groups. */
export interface Acceptor {
  accept(item: AcceptItem): Promise<AcceptOutcome>;
}

/**
 * Group commit: concurrent writes share one statement and one commit, so a burst is absorbed at batch
 * speed. A lone write is not delayed; batches grow only while earlier ones are under way.
 */
export function createAcceptor(options: AcceptorOptions): Acceptor {
  const { db, onIntent, batchItemsMax = 200, batchesInFlightMax = 2 } = options;
  const { crash = neverCrash } = options;
  const waiting: (() => void)[] = [];
  let inFlight = 0;

  function startBatch(dispatch: () => void): void {
    if (inFlight >= batchesInFlightMax) {
      waiting.push(dispatch);
      return;
    }
    inFlight += 1;
    // A macrotask, so that requests that arrived together are in the batch together.
    setTimeout(dispatch, 0);
  }

  function endBatch(): void {
    inFlight -= 1;
    const next = waiting.shift();
    if (next !== undefined) startBatch(next);
  }

  async function runBatch(items: readonly AcceptItem[]): Promise<AcceptOutcome[]> {
    try {
      const pass = (point: CrashPoint) => passEach(crash, point, items);
      await pass('accept:before');
      const stopping =
        crash === neverCrash ? db : stoppingBeforeCommit(db, () => pass('accept:uncommitted'));
      const outcomes = await accept(stopping, items);
      await pass('accept:committed');
      items.forEach((item, index) => {
        const outcome = outcomes[index];
        invariant(outcome !== undefined, `Expected an outcome for item ${index}`);
        const start = startOf(item, outcome);
        if (start !== null) onIntent(start);
      });
      await pass('accept:answering');
      return outcomes;
    } finally {
      endBatch();
    }
  }

  const loader = new DataLoader<AcceptItem, AcceptOutcome>(runBatch, {
    cache: false,
    maxBatchSize: batchItemsMax,
    batchScheduleFn: startBatch,
  });
  return { accept: (item) => loader.load(item) };
}

async function passEach(
  crash: CrashHook,
  point: CrashPoint,
  items: readonly AcceptItem[],
): Promise<void> {
  if (crash === neverCrash) return;
  for (const { effect } of items) {
    const intent = intentOf(effect);
    if (intent !== null) await crash(point, intent.workflowId);
  }
}

/** The start of the intent an item created, or null when it created none. */
function startOf(item: AcceptItem, outcome: AcceptOutcome): IntentStart | null {
  const { effect, scope } = item;
  const intent = intentOf(effect);
  if (intent === null || outcome.status !== 'accepted' || outcome.result === null) return null;
  if (!('intentId' in outcome.result) || outcome.result.intentId !== intent.id) return null;
  const { id, workflowId, kind, traceparent } = intent;
  return { intentId: id, workflowId, kind, traceparent, programSlug: programOfScope(scope) };
}

/** The intent that an effect makes, or may make; null where it makes none. */
function intentOf(effect: Effect): NewIntent | null {
  return 'intent' in effect ? (effect.intent ?? null) : null;
}

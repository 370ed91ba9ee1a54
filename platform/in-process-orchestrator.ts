import { and, isNull, notInArray } from 'drizzle-orm';
import { z } from 'zod';
import type { Database } from '../db/database.ts';
import { intents } from '../db/schema/intents.ts';
import { CallReverts } from '../domain/chain-port.ts';
import { isFinalError, RetriesExhausted } from '../domain/errors.ts';
import { newId } from '../domain/ids.ts';
import { tellingParked } from '../domain/sagas/parking.ts';
import { type IntentKind, intentKinds, sagas } from '../domain/sagas/registry.ts';
import type { Decision, RunRef, SagaActivities } from '../domain/sagas/saga-activities.ts';
import { runSaga, type SagaContext } from '../domain/sagas/saga-context.ts';
import type { Logger } from './logger.ts';
import type { Orchestrator } from './orchestrator.ts';

/** Options of {@link createInProcessOrchestrator}. */
export interface InProcessOptions {
  readonly activities: SagaActivities;
  readonly logger: Logger;
  /** How long an activity is retried before its intent parks. @default 60000 */
  readonly retryWindowMs?: number;
  /** First pause between tries, doubled up to 5 s. @default 100 */
  readonly retryPauseMs?: number;
}

/** The in-process driver and what only it needs: resuming after a restart. */
export interface InProcessOrchestrator extends Orchestrator {
  /** Takes up every intent that is not final, as Temporal would after a restart of the worker. */
  resume(db: Database): Promise<number>;
}

/** A run and the doors through which news reaches it. */
interface Run {
  /** Only then a decision is taken in, as by a workflow. */
  parked: boolean;
  chainNews: boolean;
  wakeChain: (() => void) | null;
  readonly decisions: Decision[];
  readonly decisionIds: Set<string>;
  wakeDecision: (() => void) | null;
}

/** Thrown into waiting runs when the process stops; the intents stay as they are in the database. */
class Stopped extends Error {
  override readonly name = 'Stopped';
}

const retryPauseMaxMs = 5000;

/** A call that reverts is tried for about as long as REAL does: a node may be a block or two behind. */
const revertTriesMax = 8;

/**
 * Runs the sagas of MOCK mode in this process: the same functions as Temporal's workflows, driven by
 * promises and timers. Durability is the database's: a restart resumes from the intents' rows.
 */
export function createInProcessOrchestrator(options: InProcessOptions): InProcessOrchestrator {
  const { logger } = options;
  const runs = new Map<string, Run>();
  const ended = new Set<Promise<void>>();
  const stop = new AbortController();
  let lastFence = 0;

  function launch(workflowId: string, kind: IntentKind, intentId: string): void {
    if (runs.has(workflowId) || stop.signal.aborted) return;
    const run = newRun();
    runs.set(workflowId, run);
    // Later runs of an intent fence earlier ones, so no two may start at the same millisecond.
    lastFence = Math.max(Date.now(), lastFence + 1);
    const ref = { intentId, runId: newId(), runFence: lastFence };
    const log = logger.child({ intentId, workflowId });
    const done: Promise<void> = runSaga(
      contextOf(options, { run, ref, kind, log, signal: stop.signal }),
      sagas[kind],
    )
      .then((outcome) => log.info({ outcome: outcome.state }, 'saga ended'))
      .catch((error: unknown) => {
        if (!(error instanceof Stopped)) log.error({ err: error }, 'saga broke off');
      })
      .finally(() => {
        runs.delete(workflowId);
        ended.delete(done);
      });
    ended.add(done);
  }

  return {
    engine: 'in-process',
    async start({ workflowId, kind, intentId }) {
      launch(workflowId, kind, intentId);
    },
    async startAgain({ workflowId, kind, intentId }) {
      launch(workflowId, kind, intentId);
    },
    // A run that has ended, however, is forgotten: the intent's row tells what became of it.
    runState: async (workflowId) =>
      runs.has(workflowId) ? { status: 'running', trouble: null } : { status: 'none' },
    seemRunning: async (workflowIds) => new Set(workflowIds.filter((id) => runs.has(id))),
    workersPolling: async () => (stop.signal.aborted ? 0 : 1),
    async signalChain(workflowId) {
      const run = runs.get(workflowId);
      if (run === undefined) return 'no-run';
      run.chainNews = true;
      run.wakeChain?.();
      return 'delivered';
    },
    async decide(workflowId, decisionId, decision) {
      const run = runs.get(workflowId);
      if (run === undefined) return 'no-run';
      if (run.decisionIds.has(decisionId)) return 'taken';
      if (!run.parked) return 'not-parked';
      run.decisionIds.add(decisionId);
      run.decisions.push(decision);
      run.wakeDecision?.();
      return 'taken';
    },
    async resume(db) {
      const open = await openIntents(db);
      for (const { id, workflowId, kind } of open) launch(workflowId, kind, id);
      return open.length;
    },
    healthCheck: () => Promise.resolve(),
    async close() {
      stop.abort();
      await Promise.allSettled(ended);
    },
  };
}

function newRun(): Run {
  return {
    parked: false,
    chainNews: false,
    wakeChain: null,
    decisions: [],
    decisionIds: new Set(),
    wakeDecision: null,
  };
}

async function openIntents(db: Database) {
  const rows = await db
    .select({ id: intents.id, workflowId: intents.workflowId, kind: intents.kind })
    .from(intents)
    .where(and(notInArray(intents.state, ['SETTLED', 'FAILED']), isNull(intents.parentIntentId)));
  return rows.map((row) => ({ ...row, kind: z.enum(intentKinds).parse(row.kind) }));
}

interface RunParts {
  readonly run: Run;
  readonly ref: RunRef;
  readonly kind: IntentKind;
  readonly log: Logger;
  /** Aborted when the process stops. */
  readonly signal: AbortSignal;
}

function contextOf(
  options: InProcessOptions,
  { run, ref, kind, log, signal }: RunParts,
): SagaContext {
  const { activities, retryWindowMs = 60_000, retryPauseMs = 100 } = options;
  return {
    run: ref,
    kind,
    activities: tellingParked(
      retrying(activities, { retryWindowMs, retryPauseMs, signal, log }),
      (parked) => {
        run.parked = parked;
        if (!parked) run.decisions.length = 0;
      },
    ),
    async waitForChain(timeoutMs) {
      const register = (wake: () => void) => {
        run.wakeChain = wake;
      };
      if (!run.chainNews) await waitFor(register, { timeoutMs, signal });
      run.wakeChain = null;
      run.chainNews = false;
    },
    async waitForDecision() {
      const register = (wake: () => void) => {
        run.wakeDecision = wake;
      };
      for (;;) {
        const decision = run.decisions.shift();
        if (decision !== undefined) return decision;
        await waitFor(register, { timeoutMs: null, signal });
        run.wakeDecision = null;
      }
    },
    // Nothing grows with a run here.
    startAfresh: () => Promise.resolve(),
    report: (progress) => log.debug({ ...progress }, 'saga progress'),
    isCancellation: (error) => error instanceof Stopped,
    patched: () => true,
  };
}

interface Wait {
  readonly timeoutMs: number | null;
  readonly signal: AbortSignal;
}

/** Waits until `register`'s callback is called, the time is over, or the process stops. */
function waitFor(register: (wake: () => void) => void, { timeoutMs, signal }: Wait): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(new Stopped('The process is stopping'));
      return;
    }
    const timer = timeoutMs === null ? undefined : setTimeout(finish, timeoutMs);
    function stopped(): void {
      clearTimeout(timer);
      reject(new Stopped('The process is stopping'));
    }
    function finish(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', stopped);
      resolve();
    }
    signal.addEventListener('abort', stopped, { once: true });
    register(finish);
  });
}

interface Retrying {
  readonly retryWindowMs: number;
  readonly retryPauseMs: number;
  readonly signal: AbortSignal;
  readonly log: Logger;
}

/** The activities with the retries that Temporal gives them in REAL. */
function retrying(activities: SagaActivities, options: Retrying): SagaActivities {
  const forever = { ...options, retryWindowMs: Number.POSITIVE_INFINITY };
  return {
    openRun: retry(activities.openRun, options),
    verifyPayment: retry(activities.verifyPayment, options),
    submitTransaction: retry(activities.submitTransaction, options),
    broadcastTransaction: retry(activities.broadcastTransaction, options),
    confirmTransaction: retry(activities.confirmTransaction, options),
    cancelTransaction: retry(activities.cancelTransaction, options),
    settleIntent: retry(activities.settleIntent, options),
    reverseIntent: retry(activities.reverseIntent, options),
    openPayouts: retry(activities.openPayouts, options),
    submitPayouts: retry(activities.submitPayouts, options),
    sendPayouts: retry(activities.sendPayouts, options),
    askPayouts: retry(activities.askPayouts, options),
    settlePayouts: retry(activities.settlePayouts, options),
    finishPayouts: retry(activities.finishPayouts, options),
    // What ends or parks an intent must get through, however long it takes.
    failIntent: retry(activities.failIntent, forever),
    parkIntent: retry(activities.parkIntent, forever),
    resumeIntent: retry(activities.resumeIntent, forever),
  };
}

function retry<Input, Output>(
  activity: (input: Input) => Promise<Output>,
  options: Retrying,
): (input: Input) => Promise<Output> {
  return async (input) => {
    const giveUpAt = Date.now() + options.retryWindowMs;
    let tries = 0;
    for (let pauseMs = options.retryPauseMs; ; pauseMs = Math.min(pauseMs * 2, retryPauseMaxMs)) {
      if (options.signal.aborted) throw new Stopped('The process is stopping');
      try {
        return await activity(input);
      } catch (error) {
        tries += 1;
        const refused = error instanceof CallReverts && tries >= revertTriesMax;
        refuseRetry(error, refused || Date.now() + pauseMs > giveUpAt);
        options.log.warn({ err: error, pauseMs }, 'activity failed, trying again');
      }
      await waitFor(() => undefined, { timeoutMs: pauseMs, signal: options.signal });
    }
  };
}

/** Throws what ends the retries: a final error as it is, any other once they are used up. */
function refuseRetry(error: unknown, usedUp: boolean): void {
  if (isFinalError(error)) throw error;
  if (!usedUp) return;
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  throw new RetriesExhausted(reason, { cause: error });
}

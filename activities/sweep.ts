import type { Database } from '../db/database.ts';
import {
  closeMovedOn,
  stillOpen,
  type UnchangedCursor,
  type UnchangedIntentRow,
  unchangedIntents,
} from '../db/queries/stuck-intents.ts';
import { closePaidDebts } from '../db/treasury-debts.ts';
import { lookAfterMs, stuckAfterMs } from '../domain/stuck-rules.ts';
import type { Logger } from '../platform/logger.ts';
import type { Orchestrator, RunState } from '../platform/orchestrator.ts';
import { inGroups } from './in-groups.ts';
import { reportStuck, watchChain } from './sweep-findings.ts';

/** What the sweeper works with. */
export interface SweepDeps {
  readonly db: Database;
  readonly orchestrator: Orchestrator;
  readonly logger: Logger;
  readonly chainId: number;
  /** How often it runs: an intent is looked at once it has not changed for as long. */
  readonly sweepIntervalMs: number;
  readonly paymentWaitMs: number;
  /** How long the chain may stand still. */
  readonly chainStalledMs: number;
  /** Counts an intent that was started again, by what its run was found as. */
  readonly onRestart: (found: string) => void;
}

/** What one page is asked for, and how the next is. */
export interface SweepRequest {
  readonly after: UnchangedCursor | null;
}

/** What was found on one page. */
export interface SweptPage {
  /** Where the next page begins; null after the last. */
  readonly next: UnchangedCursor | null;
  readonly looked: number;
  readonly restarted: number;
  readonly reported: number;
}

/** Intents of one page: also as many as are asked for in one query of the orchestrator. */
const pageSize = 100;

/**
 * Looks at a page of intents that have not changed for a while (design: stuck work). What has no run is started
 * again under its workflow ID, whatever became of the run it had; the new run's fence shuts out what is left of
 * the old one. What has a run and has waited for too long is reported. Repeating a page does no harm.
 */
export async function sweepPage(deps: SweepDeps, { after }: SweepRequest): Promise<SweptPage> {
  const { db, sweepIntervalMs } = deps;
  const chain = await watchChain(deps);
  if (after === null) {
    await closeMovedOn(db);
    await closePaidDebts(db);
  }
  const page = await unchangedIntents(db, {
    after,
    unchangedMs: (state) => Math.min(sweepIntervalMs, lookAfterMs(state)),
    limit: pageSize,
  });
  const looked = await lookUp(deps, page);
  const restarted = await restart(deps, looked.filter(hasNoRun));
  const reported = await reportStuck(deps, { stuck: looked.filter((found) => found.stuck), chain });
  const last = page.length < pageSize ? undefined : page.at(-1);
  return { next: last?.cursor ?? null, looked: page.length, restarted, reported };
}

/** An unchanged intent, and what its newest run is. */
export interface FoundIntent {
  readonly intent: UnchangedIntentRow;
  readonly run: RunState;
  /** Whether it is over its limit, and not for want of a first try. */
  readonly stuck: boolean;
}

function hasNoRun({ run }: FoundIntent): boolean {
  return run.status !== 'running';
}

/** Most run: one query tells. The rest, and those over their limit, are asked for one by one, which is certain. */
async function lookUp(
  { orchestrator, paymentWaitMs }: SweepDeps,
  page: readonly UnchangedIntentRow[],
): Promise<FoundIntent[]> {
  const overLimit = (intent: UnchangedIntentRow) =>
    !intent.parked && intent.unchangedMs > stuckAfterMs(ofStart(intent), paymentWaitMs);
  const inTime = page.filter((intent) => !overLimit(intent));
  const running = await orchestrator.seemRunning(inTime.map(({ start }) => start.workflowId));
  const asked = page.filter((intent) => overLimit(intent) || !running.has(intent.start.workflowId));
  return await inGroups(asked, async (intent) => {
    const run = await orchestrator.runState(intent.start.workflowId);
    // Without a run it is started first. Only when a run has begun after the limit, and gone, did that not help.
    const tried =
      run.status === 'running' ||
      intent.newestRunAfterMs > stuckAfterMs(ofStart(intent), paymentWaitMs);
    return { intent, run, stuck: overLimit(intent) && tried };
  });
}

function ofStart({ state, confirmations, start }: UnchangedIntentRow) {
  return { state, confirmations, kind: start.kind };
}

/** Starts again what is still open now that its run is known to be gone: the row decides (design rule 6). */
async function restart(deps: SweepDeps, gone: readonly FoundIntent[]): Promise<number> {
  if (gone.length === 0) return 0;
  const { db, orchestrator, logger, onRestart } = deps;
  const open = await stillOpen(
    db,
    gone.map(({ intent }) => intent.start.intentId),
  );
  const due = gone.filter(({ intent }) => open.has(intent.start.intentId));
  const started = await inGroups(due, async ({ intent: { start, state }, run }) => {
    const found = run.status === 'closed' ? run.how : run.status;
    const { intentId, workflowId } = start;
    try {
      // A completed workflow whose intent is open: reset by hand, or shut out by a clock that went back.
      if (found === 'completed') await orchestrator.startAgain(start);
      else await orchestrator.start(start);
    } catch (error) {
      // One that can not be started must not keep the sweeper from the others; the next sweep tries again.
      logger.warn({ err: error, intentId, workflowId }, 'sweeper could not start an intent again');
      return false;
    }
    onRestart(found);
    logger.info({ intentId, workflowId, state, found }, 'sweeper started an intent again');
    return true;
  });
  return started.filter(Boolean).length;
}

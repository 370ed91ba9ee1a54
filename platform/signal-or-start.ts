import type { Database } from '../db/database.ts';
import { openIntentOf } from '../db/queries/intent-starts.ts';
import type { Orchestrator, SignalOutcome } from './orchestrator.ts';
import type { Starter } from './starter.ts';

/** What a signal needs to find its run, or to start one. */
export interface SignalOrStartOptions {
  readonly db: Database;
  readonly orchestrator: Pick<Orchestrator, 'signalChain'>;
  readonly starter: Pick<Starter, 'enqueue'>;
}

/**
 * Tells a workflow that the chain has news for it. Where an open intent turns out to have no run (lost, or ended by
 * hand) it is handed to the starter at once instead of waiting for the sweeper, and the news is to be told again.
 */
export function signalOrStart({ db, orchestrator, starter }: SignalOrStartOptions) {
  return async (workflowId: string): Promise<SignalOutcome> => {
    const outcome = await orchestrator.signalChain(workflowId);
    if (outcome === 'no-run') {
      const lost = await openIntentOf(db, workflowId);
      if (lost !== null) starter.enqueue(lost);
    }
    return outcome;
  };
}

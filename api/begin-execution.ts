import type { Database } from '../db/database.ts';
import type { BeginOutcome, Execution } from '../db/execute-batch.ts';
import { programTreasury } from '../db/queries/program-treasury.ts';
import { ApiError, invariant } from '../domain/errors.ts';
import { jsonAnswer } from './answers.ts';
import type { AppContext, RouteServices } from './app-parts.ts';
import { askedBatch } from './batch-write.ts';
import { operatorWrite } from './operator-write.ts';
import { readBatchView } from './payout-view.ts';

/** An operator's request to have a batch, or what failed of it, carried out. */
export interface BeginRequest {
  /** Name of the operation, part of the key's scope. */
  readonly operation: string;
  readonly id: string;
  readonly run: (tx: Database, execution: Execution) => Promise<BeginOutcome>;
}

/** Answers with 202 and the batch as it is then; where this very request has begun it, its workflow is started. */
export async function beginExecution(
  c: AppContext,
  services: RouteServices,
  { operation, id, run }: BeginRequest,
): Promise<Response> {
  const { batchId, program, operator } = await askedBatch(c, services, { id, role: 'operator' });
  const wallet = await programTreasury(services.db, program.id);
  return await operatorWrite(c, services, {
    ...{ operation, operator, program, body: {} },
    starts: { kind: 'payout_batch', wallet },
    prepare: async (actor, starting) => async (tx) => {
      invariant(starting !== null, 'Expected an intent for the execution');
      const done = await run(tx, { batchId, operatorId: operator.id, actor, ...starting });
      if (done instanceof ApiError) return done;
      const location = `/api/v2/payouts/batch/${batchId}`;
      const answer = jsonAnswer(202, await readBatchView(tx, batchId), { location });
      return done.begun ? { answer, intentId: starting.intent.id } : answer;
    },
  });
}

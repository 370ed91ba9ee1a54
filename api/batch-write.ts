import type { BatchWrite } from '../db/batch-refusals.ts';
import type { Database } from '../db/database.ts';
import { programOfBatch } from '../db/queries/payout-batches.ts';
import { ApiError } from '../domain/errors.ts';
import type { OperatorRole } from '../domain/operator-roles.ts';
import { jsonAnswer } from './answers.ts';
import type { AppContext, RouteServices } from './app-parts.ts';
import { operatorWrite } from './operator-write.ts';
import { type Operator, requireRole } from './operators.ts';
import { readBatchView } from './payout-view.ts';

/** A batch that an operator may do something with. */
export interface AskedBatch {
  readonly batchId: string;
  readonly program: { readonly id: string; readonly slug: string };
  readonly operator: Operator;
}

/**
 * The batch a request names, for an operator who has the right in its program.
 * @throws ApiError NOT_FOUND where there is none, or none for this operator; FORBIDDEN where it is the right that is missing.
 */
export async function askedBatch(
  c: AppContext,
  services: RouteServices,
  { id, role }: { readonly id: string; readonly role: OperatorRole },
): Promise<AskedBatch> {
  const unseen = 'There is no such payout batch.';
  const batchId = id.toLowerCase();
  const program = await programOfBatch(services.db, batchId);
  if (program === null) throw new ApiError('NOT_FOUND', unseen);
  const operator = await requireRole(c, services, { role, programId: program.id, unseen });
  return { batchId, program, operator };
}

/** What an operator does to a batch. */
interface WriteOfBatch {
  /** Name of the operation, part of the key's scope. */
  readonly operation: string;
  readonly id: string;
  readonly role: OperatorRole;
  readonly body: Readonly<Record<string, unknown>>;
  /** Does it, and gives the refusal or else what is answered; null: the batch as it is then. */
  readonly run: (tx: Database, write: BatchWrite) => Promise<ApiError | object | null>;
}

/** Answers an operator's write to a batch, with 200 and, unless `run` says otherwise, the batch as it is then. */
export async function batchWrite(
  c: AppContext,
  services: RouteServices,
  { operation, id, role, body, run }: WriteOfBatch,
): Promise<Response> {
  const { batchId, program, operator } = await askedBatch(c, services, { id, role });
  return await operatorWrite(c, services, {
    ...{ operation, operator, program, body },
    prepare: async (actor) => async (tx) => {
      const done = await run(tx, { batchId, operatorId: operator.id, actor });
      if (done instanceof ApiError) return done;
      return jsonAnswer(200, done ?? (await readBatchView(tx, batchId)));
    },
  });
}

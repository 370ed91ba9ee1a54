import { ApiError } from '../domain/errors.ts';
import type { BatchStatus } from '../domain/payout-status.ts';
import type { AuditedActor } from './audit.ts';

/** Who does something to a batch. */
export interface BatchWrite {
  readonly batchId: string;
  /** The person, whichever the key. */
  readonly operatorId: string;
  readonly actor: AuditedActor;
}

/** The refusal of what a batch in this state does not take. */
export function inState(status: BatchStatus): ApiError {
  return new ApiError('BATCH_STATE', `The batch is ${status}.`, { extra: { batchStatus: status } });
}

/** The refusal of what was meant for the batch as it was before. */
export function changedTo(digest: string): ApiError {
  return new ApiError('BATCH_CHANGED', undefined, { extra: { digest } });
}

/** Whether a batch can still be edited, approved and cancelled: nothing of it has begun. */
export function isOpen(status: BatchStatus): boolean {
  return status === 'PENDING' || status === 'APPROVED';
}

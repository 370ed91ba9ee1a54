import { lookupReplay, storeAnswer } from '../db/accept.ts';
import type { AcceptOutcome, Answer, KeyClaim, ReplayLookup } from '../db/accept-types.ts';
import { ApiError } from '../domain/errors.ts';
import { sendAnswer } from './answers.ts';
import type { AppContext, RouteServices } from './app-parts.ts';

/** A write as far as its answer goes. */
export interface OpenWrite {
  /** Name of the operation, part of the key's scope. */
  readonly operation: string;
  /** For a route that waits: the answer of an intent whose answer was kept open at `acceptedAt`. */
  readonly finish?: (intentId: string, acceptedAt: Date) => Promise<Answer>;
  /** For an answer that carries a secret: what is sent for what is stored. @default it is the same */
  readonly reveal?: (stored: Answer, claim: KeyClaim) => Promise<Answer>;
}

/** A write and what became of its key. */
export interface ConcludedWrite {
  readonly write: OpenWrite;
  readonly claim: KeyClaim;
  readonly outcome: AcceptOutcome;
}

const lookAgainMs = 100;

/**
 * Turns what became of a key into the response.
 * @throws ApiError for refusals that are not stored.
 */
export async function concludeWrite(
  c: AppContext,
  services: RouteServices,
  concluded: ConcludedWrite,
): Promise<Response> {
  const { write, outcome } = concluded;
  services.metrics.accept(write.operation, outcome.status);
  const intentId = intentOf(outcome);
  if (intentId !== null) c.set('logger', c.get('logger').child({ intentId }));
  switch (outcome.status) {
    case 'accepted': {
      const acceptedAt = services.now();
      const answer =
        outcome.answer ?? (await finish(services, concluded, { intentId, acceptedAt }));
      c.header('X-Idempotency', 'MISS');
      return await send(c, concluded, answer);
    }
    case 'unanswered':
      return await sendReplay(c, concluded, await awaitAnswer(services, concluded, outcome));
    case 'replayed':
    case 'expired':
    case 'mismatch':
      return await sendReplay(c, concluded, storedAnswer(concluded.claim, outcome));
    case 'refused':
      throw outcome.error;
    case 'failed':
      throw outcome.error instanceof Error
        ? outcome.error
        : new Error('accept failed', { cause: outcome.error });
  }
}

async function sendReplay(
  c: AppContext,
  concluded: ConcludedWrite,
  answer: Answer,
): Promise<Response> {
  c.header('X-Idempotency', 'HIT');
  c.header('Idempotency-Replayed', 'true');
  return await send(c, concluded, answer);
}

async function send(
  c: AppContext,
  { write, claim }: ConcludedWrite,
  stored: Answer,
): Promise<Response> {
  return sendAnswer(c, (await write.reveal?.(stored, claim)) ?? stored);
}

interface OpenAnswer {
  readonly intentId: string | null;
  readonly acceptedAt: Date;
}

/** Finishes an open answer; what is stored first is what everybody is sent. */
async function finish(
  services: RouteServices,
  { write, claim }: ConcludedWrite,
  { intentId, acceptedAt }: OpenAnswer,
): Promise<Answer> {
  if (write.finish === undefined || intentId === null) throw inProgress();
  return await storeAnswer(services.db, claim, await write.finish(intentId, acceptedAt));
}

/** The answer of a key whose first request has not been answered: it may be about to be, or have died. */
async function awaitAnswer(
  services: RouteServices,
  concluded: ConcludedWrite,
  unanswered: Extract<AcceptOutcome, { status: 'unanswered' }>,
): Promise<Answer> {
  const { settings, draining, db } = services;
  const deadlineMs = performance.now() + (settings.inProgressWaitMs ?? 2000);
  let { intentId, createdAt: acceptedAt } = unanswered;
  for (;;) {
    if (concluded.write.finish !== undefined && intentId !== null) {
      return await finish(services, concluded, { intentId, acceptedAt });
    }
    if (performance.now() >= deadlineMs || draining?.aborted === true) throw inProgress();
    await new Promise((resolve) => setTimeout(resolve, lookAgainMs));
    const again = await lookupReplay(db, concluded.claim);
    if (again === null) throw inProgress();
    if (again.status !== 'unanswered') return storedAnswer(concluded.claim, again);
    ({ intentId, createdAt: acceptedAt } = again);
  }
}

/** What is stored under a key, for the request it was stored for. */
function storedAnswer(
  claim: KeyClaim,
  known: Exclude<ReplayLookup, { status: 'unanswered' }>,
): Answer {
  switch (known.status) {
    case 'replayed':
      return known.answer;
    case 'expired':
      throw expired(known.intentId);
    case 'mismatch':
      throw new ApiError('IDEMPOTENCY_KEY_REUSED', undefined, {
        errors: [
          {
            field: 'header:Idempotency-Key',
            expected: `a new key; "${claim.key}" belongs to another request`,
          },
        ],
      });
  }
}

function inProgress(): ApiError {
  return new ApiError('REQUEST_IN_PROGRESS', undefined, { headers: { 'retry-after': '1' } });
}

function expired(intentId: string | null): ApiError {
  if (intentId === null) return new ApiError('ANSWER_EXPIRED');
  const intentUrl = `/api/v2/intents/${intentId}`;
  return new ApiError('ANSWER_EXPIRED', undefined, {
    headers: { link: `<${intentUrl}>; rel="related"` },
    extra: { intentId, intentUrl },
  });
}

/** The intent a key stands for; null where there is none, or none is known. */
export function intentOf(outcome: AcceptOutcome): string | null {
  if (outcome.status !== 'accepted') return 'intentId' in outcome ? outcome.intentId : null;
  const { result } = outcome;
  return result === null || !('intentId' in result) ? null : result.intentId;
}

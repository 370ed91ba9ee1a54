import { context, propagation } from '@opentelemetry/api';
import { lookupReplay } from '../db/accept.ts';
import type { Answer, Effect, EffectResult, NewIntent } from '../db/accept-types.ts';
import type { Address } from '../domain/chain-port.ts';
import { ApiError } from '../domain/errors.ts';
import { newId, scopeOf, workflowIdOf } from '../domain/ids.ts';
import type { IntentKind } from '../domain/sagas/registry.ts';
import type { AppContext, RouteServices } from './app-parts.ts';
import { concludeWrite, intentOf, type OpenWrite } from './conclude-write.ts';
import type { DefaultProgram } from './default-program.ts';
import { keyMissing, parseIdempotencyKey } from './idempotency-key.ts';
import { problemAnswer } from './problem.ts';
import { enforceLimits, type LimitUse } from './rate-limit.ts';
import { requestHash } from './request-hash.ts';

/** What a write does once its key turned out to be new. */
export interface WritePlan {
  readonly effect: Effect;
  /** The answer by what the effect did; null keeps it open for `finish`. */
  readonly render: (result: EffectResult) => Answer | null;
}

/** A write under an idempotency key. */
export interface IdempotentWrite extends OpenWrite {
  /** Lower case: whose write it is. */
  readonly wallet: Address;
  /** The body as its schema understood it. */
  readonly body: Readonly<Record<string, unknown>>;
  /** Taken only when the key is new: replays are free. */
  readonly limits: readonly LimitUse[];
  /** May read the chain; must not write. */
  readonly plan: (write: PlannedWrite) => WritePlan | Promise<WritePlan>;
}

/** What a plan is made from. */
export interface PlannedWrite {
  readonly program: DefaultProgram;
  /** A new intent of a kind, under the write's key. */
  readonly newIntent: (kind: IntentKind) => NewIntent;
}

/**
 * Answers a write: the stored answer where the key was used before, otherwise what `plan` does, accepted
 * durably. Order: key, replay, rate limits, plan (chain reads), accept; so replays cost no quota.
 * @throws ApiError for every refusal that is not stored.
 */
export async function idempotentWrite(
  c: AppContext,
  services: RouteServices,
  write: IdempotentWrite,
): Promise<Response> {
  const program = await services.program();
  const { claim, scope, key } = await claimOf(c, services, { write, program });
  const known = await lookupReplay(services.db, claim);
  if (known !== null) return await concludeWrite(c, services, { write, claim, outcome: known });
  await enforceLimits(c, services.limiter, write.limits);
  const newIntent = (kind: IntentKind): NewIntent => ({
    id: newId(),
    kind,
    wallet: write.wallet,
    workflowId: workflowIdOf(kind, scope, key),
    requestId: c.get('requestId'),
    traceparent: currentTraceparent(),
  });
  const { effect, render } = await write.plan({ program, newIntent });
  const outcome = await services.accept({
    ...claim,
    operation: write.operation,
    programId: program.id,
    effect,
    answer: (result) => (result instanceof ApiError ? problemAnswer(c, result) : render(result)),
  });
  const intentId = intentOf(outcome);
  // An intent that was there already has its own workflow, which this request does not know.
  if (effect.type !== 'quote' && intentId === effect.intent.id) {
    c.set('logger', c.get('logger').child({ workflowId: effect.intent.workflowId }));
  }
  return await concludeWrite(c, services, { write, claim, outcome });
}

interface WriteInProgram {
  readonly write: IdempotentWrite;
  readonly program: DefaultProgram;
}

async function claimOf(
  c: AppContext,
  { settings }: RouteServices,
  { write, program }: WriteInProgram,
) {
  const sentKey = c.req.header('idempotency-key');
  const given = parseIdempotencyKey(sentKey);
  if (given === null && settings.idempotencyRequired) throw keyMissing();
  const sent: unknown = await c.req.json();
  const { method, path } = c.req;
  const hash = requestHash({ method, path, wallet: write.wallet, sent, parsed: write.body });
  // Without a key (IDEMPOTENCY_REQUIRED=false) the same request is the same write, as in the old system.
  const key = given ?? `derived:${hash}`;
  c.header('Idempotency-Key', given === null ? key : sentKey);
  const scope = {
    program: program.slug,
    caller: `wallet:${write.wallet}`,
    operation: write.operation,
  };
  return { scope, key, claim: { scope: scopeOf(scope), key, requestHash: hash } };
}

/** The W3C trace context of the request's span; null when nothing traces. */
function currentTraceparent(): string | null {
  const carrier: Record<string, string> = {};
  propagation.inject(context.active(), carrier);
  return carrier['traceparent'] ?? null;
}

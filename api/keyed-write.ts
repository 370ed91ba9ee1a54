import { lookupReplay } from '../db/accept.ts';
import type { AcceptOutcome, Answer, Effect, EffectResult, KeyClaim } from '../db/accept-types.ts';
import { ApiError } from '../domain/errors.ts';
import { type KeyScope, scopeOf } from '../domain/ids.ts';
import type { AppContext, RouteServices } from './app-parts.ts';
import { concludeWrite, intentOf, type OpenWrite } from './conclude-write.ts';
import { keyMissing, parseIdempotencyKey } from './idempotency-key.ts';
import { problemAnswer } from './problem.ts';
import type { LimitUse } from './rate-limit.ts';
import { requestHash } from './request-hash.ts';

/** What a write does once its key turned out to be new. */
export interface WritePlan {
  readonly effect: Effect;
  /** The answer by what the effect did; null keeps it open for `finish`. */
  readonly render: (result: EffectResult) => Answer | null;
}

/** The key of a write, and in which scope it counts. */
export interface WriteKey {
  readonly scope: KeyScope;
  readonly key: string;
}

/** A write under an idempotency key, whoever sends it. */
export interface KeyedWrite extends OpenWrite {
  /** `wallet:0x…` or `operator:<id>`: the key is theirs. */
  readonly caller: string;
  /** What the request's fingerprint names the caller by: the wallet in lower case, or as `caller`. */
  readonly signedBy: string;
  readonly program: { readonly id: string; readonly slug: string };
  /** The body as its schema understood it. */
  readonly body: Readonly<Record<string, unknown>>;
  /** Taken only when the key is new: replays are free. */
  readonly limits: readonly LimitUse[];
  /** Without a key the write is refused; otherwise the same request is the same write. */
  readonly keyRequired: boolean;
  /** May read the chain; must not write. */
  readonly plan: (key: WriteKey) => WritePlan | Promise<WritePlan>;
}

/**
 * Answers a write: the stored answer where the key was used before, otherwise what `plan` does, accepted
 * durably. Order: key, replay, rate limits, plan (chain reads), accept; so replays cost no quota.
 * @throws ApiError for every refusal that is not stored.
 */
export async function keyedWrite(
  c: AppContext,
  services: RouteServices,
  write: KeyedWrite,
): Promise<Response> {
  const claimed = { write, ...(await claimOf(c, write)) };
  const { claim } = claimed;
  const known = await lookupReplay(services.db, claim);
  if (known !== null) return await concludeWrite(c, services, { write, claim, outcome: known });
  const outcome = await services.limitWrite(c, { claim, limits: write.limits }, () =>
    acceptWrite(c, services, claimed),
  );
  return await concludeWrite(c, services, { write, claim, outcome });
}

interface ClaimedWrite extends WriteKey {
  readonly write: KeyedWrite;
  readonly claim: KeyClaim;
}

/** Plans the write and has it accepted. */
async function acceptWrite(
  c: AppContext,
  services: RouteServices,
  { write, claim, scope, key }: ClaimedWrite,
): Promise<AcceptOutcome> {
  const { effect, render } = await write.plan({ scope, key });
  const outcome = await services.accept({
    ...claim,
    operation: write.operation,
    programId: write.program.id,
    effect,
    answer: (result) => (result instanceof ApiError ? problemAnswer(c, result) : render(result)),
  });
  const intentId = intentOf(outcome);
  // An intent that was there already has its own workflow, which this request does not know.
  if ('intent' in effect && intentId === effect.intent.id) {
    c.set('logger', c.get('logger').child({ workflowId: effect.intent.workflowId }));
  }
  return outcome;
}

async function claimOf(c: AppContext, write: KeyedWrite): Promise<WriteKey & { claim: KeyClaim }> {
  const sentKey = c.req.header('idempotency-key');
  const given = parseIdempotencyKey(sentKey);
  if (given === null && write.keyRequired) throw keyMissing();
  const sent = await sentJson(c);
  const { method, path } = c.req;
  const hash = requestHash({ method, path, wallet: write.signedBy, sent, parsed: write.body });
  const key = given ?? `derived:${hash}`;
  c.header('Idempotency-Key', given === null ? key : sentKey);
  const { caller, operation } = write;
  const scope = { program: write.program.slug, caller, operation };
  return { scope, key, claim: { scope: scopeOf(scope), key, requestHash: hash } };
}

/** A request that says nothing of a media type has not been parsed yet; it may have no body at all. */
async function sentJson(c: AppContext): Promise<unknown> {
  if ((await c.req.text()) === '') throw new ApiError('MALFORMED_JSON', 'Expected a JSON body.');
  return await c.req.json();
}

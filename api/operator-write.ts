import type { NewIntent, TransactionEffect } from '../db/accept-types.ts';
import type { AuditedActor } from '../db/audit.ts';
import type { Address } from '../domain/chain-port.ts';
import { ApiError, invariant } from '../domain/errors.ts';
import { scopeOf } from '../domain/ids.ts';
import type { IntentKind } from '../domain/sagas/registry.ts';
import type { AppContext, RouteServices } from './app-parts.ts';
import { clientAddress } from './client-address.ts';
import { keyedWrite } from './keyed-write.ts';
import { newIntent } from './new-intent.ts';
import type { Operator } from './operators.ts';
import { presentedKey } from './presented-credential.ts';
import { limitRules } from './rate-limit.ts';
import { revealAnswer, type Seal, sealAnswer } from './sealed-answer.ts';

/** The intent a write may make, and the idempotency key it is made under. */
export interface Starting {
  readonly intent: NewIntent;
  readonly key: string;
}

/** A write of an operator, one at a time. */
export interface OperatorWrite {
  /** Name of the operation, part of the key's scope. */
  readonly operation: string;
  readonly operator: Operator;
  /** Whose keys it uses; the default program for what concerns none or a new one. */
  readonly program: { readonly id: string; readonly slug: string };
  /** The body as its schema understood it. */
  readonly body: Readonly<Record<string, unknown>>;
  /**
   * The answer shows a secret, once: it is stored under a seal that only the operator key of the request opens, and the
   * idempotency key counts for that operator key alone (docs/decisions/0015). @default false
   */
  readonly answersSecret?: boolean;
  /** What it may make an intent of, which is started then. @default nothing */
  readonly starts?: { readonly kind: IntentKind; readonly wallet: Address };
  /**
   * Looks at the network where it has to, and gives what is then written in the transaction that claims the key;
   * `actor` goes into the audit log.
   */
  readonly prepare: (actor: AuditedActor, starting: Starting | null) => Promise<Run>;
}

/**
 * Answers an operator's write under its idempotency key, which is required.
 * @throws ApiError for every refusal that is not stored.
 */
export async function operatorWrite(
  c: AppContext,
  services: RouteServices,
  write: OperatorWrite,
): Promise<Response> {
  const { operation, operator, program, body, prepare, answersSecret = false, starts } = write;
  const { settings } = services;
  const actor = `operator:${operator.id}`;
  const audited = { actor, keyId: operator.keyId, requestId: c.get('requestId') };
  c.header('Cache-Control', 'no-store');
  return await keyedWrite(c, services, {
    operation,
    caller: actor,
    signedBy: answersSecret ? `${actor}/${operator.keyId}` : actor,
    program,
    body: jsonSafe(body),
    limits: [
      { rule: limitRules(settings).standard, subject: clientAddress(c, settings.trustedProxies) },
    ],
    keyRequired: true,
    ...(answersSecret
      ? { reveal: (stored, claim) => revealAnswer(stored, sealFor(c, claim)) }
      : {}),
    plan: async ({ scope, key }) => {
      const intent = starts === undefined ? null : newIntent(c, { scope, key, ...starts });
      const seal = sealFor(c, { scope: scopeOf(scope), key });
      const run = sealing(
        answersSecret,
        seal,
        await prepare(audited, intent === null ? null : { intent, key }),
      );
      return {
        effect: { type: 'transaction', ...(intent === null ? {} : { intent }), run },
        render(result) {
          invariant(result.type === 'transaction', `Expected a transaction, got ${result.type}`);
          return result.answer;
        },
      };
    },
  });
}

type Run = TransactionEffect['run'];

/** The same, with the answer sealed where it shows a secret: inside the transaction, so that nothing else is ever stored. */
function sealing(answersSecret: boolean, seal: Seal, run: Run): Run {
  if (!answersSecret) return run;
  return async function runAndSeal(tx) {
    const answer = await run(tx);
    if (answer instanceof ApiError) return answer;
    invariant(!('answer' in answer), 'Expected an answer with a secret to start nothing');
    return await sealAnswer(answer, seal);
  };
}

function sealFor(c: AppContext, claim: Seal['claim']): Seal {
  return { credential: presentedKey(c) ?? '', claim };
}

/** Amounts as text: the fingerprint is taken over JSON. */
function jsonSafe(body: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => [
      name,
      typeof value === 'bigint' ? value.toString() : value,
    ]),
  );
}

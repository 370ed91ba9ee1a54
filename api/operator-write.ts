import type { Answer } from '../db/accept-types.ts';
import type { AuditedActor } from '../db/audit.ts';
import type { Database } from '../db/database.ts';
import { ApiError, invariant } from '../domain/errors.ts';
import { scopeOf } from '../domain/ids.ts';
import type { AppContext, RouteServices } from './app-parts.ts';
import { clientAddress } from './client-address.ts';
import { keyedWrite } from './keyed-write.ts';
import type { Operator } from './operators.ts';
import { presentedKey } from './presented-credential.ts';
import { limitRules } from './rate-limit.ts';
import { revealAnswer, type Seal, sealAnswer } from './sealed-answer.ts';

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
  /**
   * Looks at the network where it has to, and gives what is then written in the transaction that claims the key;
   * `actor` goes into the audit log.
   */
  readonly prepare: (actor: AuditedActor) => Promise<Run>;
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
  const { operation, operator, program, body, prepare, answersSecret = false } = write;
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
    plan: async ({ scope, key }) => ({
      effect: {
        type: 'transaction',
        run: sealing(
          answersSecret,
          sealFor(c, { scope: scopeOf(scope), key }),
          await prepare(audited),
        ),
      },
      render(result) {
        invariant(result.type === 'transaction', `Expected a transaction, got ${result.type}`);
        return result.answer;
      },
    }),
  });
}

type Run = (tx: Database) => Promise<Answer | ApiError>;

/** The same, with the answer sealed where it shows a secret: inside the transaction, so that nothing else is ever stored. */
function sealing(answersSecret: boolean, seal: Seal, run: Run): Run {
  if (!answersSecret) return run;
  return async function runAndSeal(tx) {
    const answer = await run(tx);
    return answer instanceof ApiError ? answer : await sealAnswer(answer, seal);
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

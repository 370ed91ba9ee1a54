import { createRoute, type z } from '@hono/zod-openapi';
import type { Answer } from '../../db/accept-types.ts';
import { type AuditedActor, recordAudit } from '../../db/audit.ts';
import { lockOperator } from '../../db/change-operator.ts';
import type { Database } from '../../db/database.ts';
import { insertApiKey } from '../../db/operators.ts';
import { apiKeyById } from '../../db/queries/api-keys-list.ts';
import { operatorById } from '../../db/queries/operators-list.ts';
import { ApiError, invariant } from '../../domain/errors.ts';
import { newId } from '../../domain/ids.ts';
import { mayManage, maySee } from '../../domain/operator-roles.ts';
import { newSecret } from '../../domain/secret-tokens.ts';
import { jsonAnswer } from '../answers.ts';
import type { App, RouteServices } from '../app-parts.ts';
import { apiKeyView } from '../operator-view.ts';
import { operatorWrite } from '../operator-write.ts';
import { authenticate, forbidden, type Operator, requireSomeProgram } from '../operators.ts';
import { operatorProblems, operatorRoute } from '../schemas/operator-route.ts';
import { newApiKeyAnswer, newApiKeyBody } from '../schemas/operators.ts';
import { bodyProblems, jsonResponse, problemResponses } from '../schemas/problem.ts';
import { writeRequestHeaders, writeResponseHeaders } from '../schemas/write-headers.ts';

const route = createRoute({
  ...operatorRoute,
  method: 'post',
  path: '/api/admin/keys',
  operationId: 'createApiKey',
  summary: 'Make a key of an operator',
  description:
    'Needs an owner of every place where the operator has a role. The key is in this answer and its replays only; those are for the operator key that asked: sent with another one, the idempotency key counts as used.',
  request: {
    headers: writeRequestHeaders,
    body: { required: true, content: { 'application/json': { schema: newApiKeyBody } } },
  },
  responses: {
    201: { ...jsonResponse('Made.', newApiKeyAnswer), headers: writeResponseHeaders },
    ...problemResponses(...operatorProblems, ...bodyProblems, 'NOT_FOUND', 'OPERATOR_DISABLED'),
  },
});

const dayMs = 86_400_000;

/** `POST /api/admin/keys`. */
export function mountApiKeyCreate(app: App, services: RouteServices): void {
  app.openapi(route, async function createApiKey(c) {
    const body = c.req.valid('json');
    await requireSomeProgram(c, services, 'owner');
    const operator = await authenticate(c, services);
    const wanted = {
      operator,
      ofId: body.operatorId ?? operator.id,
      name: body.name,
      expiresAt: new Date(services.now().getTime() + body.expiresInDays * dayMs),
    };
    return await operatorWrite(c, services, {
      operation: 'key.create',
      operator,
      program: await services.program(),
      body,
      answersSecret: true,
      prepare: async (actor) => (tx) => makeKey(tx, { ...wanted, actor }),
    });
  });
}

interface WantedKey {
  /** Who makes it. */
  readonly operator: Operator;
  readonly actor: AuditedActor;
  /** Whose it will be. */
  readonly ofId: string;
  readonly name: string;
  readonly expiresAt: Date;
}

async function makeKey(
  tx: Database,
  { operator, actor, ofId, name, expiresAt }: WantedKey,
): Promise<Answer | ApiError> {
  await lockOperator(tx, ofId);
  const of = await operatorById(tx, ofId);
  if (of === null || !(ofId === operator.id || maySee(operator.roles, of.roles))) {
    return new ApiError('NOT_FOUND', 'There is no such operator.');
  }
  if (!mayManage(operator.roles, of.roles)) return forbidden('owner', true);
  if (of.disabled_at !== null) return new ApiError('OPERATOR_DISABLED');
  const [id, key] = [newId(), newSecret('qk')];
  await insertApiKey(tx, { id, operatorId: ofId, name, key, expiresAt });
  const made = await apiKeyById(tx, id);
  invariant(made !== null, `Expected key ${id} to exist`);
  const shown = apiKeyView(made);
  const line = { action: 'key.create', subject: `key:${id}`, before: null, after: shown };
  await recordAudit(tx, [{ ...actor, programId: null, ...line }]);
  const body: z.infer<typeof newApiKeyAnswer> = { ...shown, key };
  return jsonAnswer(201, body);
}

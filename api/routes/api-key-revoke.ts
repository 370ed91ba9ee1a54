import { createRoute, z } from '@hono/zod-openapi';
import { eq, sql } from 'drizzle-orm';
import type { Answer } from '../../db/accept-types.ts';
import { type AuditedActor, recordAudit } from '../../db/audit.ts';
import { lockOperator } from '../../db/change-operator.ts';
import type { Database } from '../../db/database.ts';
import { apiKeyById } from '../../db/queries/api-keys-list.ts';
import { operatorById } from '../../db/queries/operators-list.ts';
import { apiKeys } from '../../db/schema/people.ts';
import { ApiError, invariant } from '../../domain/errors.ts';
import { mayManage, maySee } from '../../domain/operator-roles.ts';
import { jsonAnswer } from '../answers.ts';
import type { App, RouteServices } from '../app-parts.ts';
import { apiKeyView } from '../operator-view.ts';
import { operatorWrite } from '../operator-write.ts';
import { authenticate, forbidden, type Operator } from '../operators.ts';
import { operatorProblems, operatorRoute } from '../schemas/operator-route.ts';
import { apiKeySchema, revokeApiKeyBody } from '../schemas/operators.ts';
import { bodyProblems, jsonResponse, problemResponses } from '../schemas/problem.ts';
import { writeRequestHeaders, writeResponseHeaders } from '../schemas/write-headers.ts';

const route = createRoute({
  ...operatorRoute,
  method: 'post',
  path: '/api/admin/keys/{id}/revoke',
  operationId: 'revokeApiKey',
  summary: 'Revoke a key',
  description:
    'Your own, or one of an operator whom you manage as an owner. It counts no more at once, and for ever.',
  request: {
    headers: writeRequestHeaders,
    params: z.object({ id: z.string() }),
    body: { required: true, content: { 'application/json': { schema: revokeApiKeyBody } } },
  },
  responses: {
    200: {
      ...jsonResponse('Revoked, now or before.', apiKeySchema),
      headers: writeResponseHeaders,
    },
    ...problemResponses(...operatorProblems, ...bodyProblems, 'NOT_FOUND'),
  },
});

/** `POST /api/admin/keys/:id/revoke`. */
export function mountApiKeyRevoke(app: App, services: RouteServices): void {
  app.openapi(route, async function revokeApiKey(c) {
    const { id } = c.req.valid('param');
    const body = c.req.valid('json');
    const operator = await authenticate(c, services);
    return await operatorWrite(c, services, {
      operation: 'key.revoke',
      operator,
      program: await services.program(),
      body,
      prepare: async (actor) => (tx) =>
        revoke(tx, { id, operator, actor, reason: body.reason ?? null }),
    });
  });
}

interface Revocation {
  readonly id: string;
  readonly operator: Operator;
  readonly actor: AuditedActor;
  readonly reason: string | null;
}

async function revoke(
  tx: Database,
  { id, operator, actor, reason }: Revocation,
): Promise<Answer | ApiError> {
  const found = await apiKeyById(tx, id);
  if (found !== null) await lockOperator(tx, found.operator_id);
  const of = found === null ? null : await operatorById(tx, found.operator_id);
  const key = found === null ? null : await apiKeyById(tx, id);
  if (key === null || of === null) return noSuchKey();
  if (of.id !== operator.id && !mayManage(operator.roles, of.roles)) {
    return maySee(operator.roles, of.roles) ? forbidden('owner', true) : noSuchKey();
  }
  if (key.revoked_at !== null) return jsonAnswer(200, apiKeyView(key));
  await tx.update(apiKeys).set({ revokedAt: sql`now()` }).where(eq(apiKeys.id, id));
  const revoked = await apiKeyById(tx, id);
  invariant(revoked !== null, `Expected key ${id} to stay`);
  const [before, after] = [apiKeyView(key), { ...apiKeyView(revoked), reason }];
  const line = { action: 'key.revoke', subject: `key:${id}`, before, after };
  await recordAudit(tx, [{ ...actor, programId: null, ...line }]);
  return jsonAnswer(200, apiKeyView(revoked));
}

function noSuchKey(): ApiError {
  return new ApiError('NOT_FOUND', 'There is no such key.');
}

import { createRoute, z } from '@hono/zod-openapi';
import type { Answer } from '../../db/accept-types.ts';
import { type AuditedActor, recordAudit } from '../../db/audit.ts';
import { changeOperator, lockOperator } from '../../db/change-operator.ts';
import type { Database } from '../../db/database.ts';
import { type FoundOperator, operatorById } from '../../db/queries/operators-list.ts';
import { revokePlantedKeys } from '../../db/revoke-planted-keys.ts';
import { ApiError, invariant } from '../../domain/errors.ts';
import { mayManage, maySee } from '../../domain/operator-roles.ts';
import { jsonAnswer } from '../answers.ts';
import type { App, RouteServices } from '../app-parts.ts';
import { checkGrants } from '../check-grants.ts';
import { operatorView } from '../operator-view.ts';
import { operatorWrite } from '../operator-write.ts';
import { authenticate, forbidden, type Operator, requireSomeProgram } from '../operators.ts';
import { operatorProblems, operatorRoute } from '../schemas/operator-route.ts';
import { changeOperatorBody, operatorSchema } from '../schemas/operators.ts';
import { bodyProblems, jsonResponse, problemResponses } from '../schemas/problem.ts';
import { writeRequestHeaders, writeResponseHeaders } from '../schemas/write-headers.ts';

const route = createRoute({
  ...operatorRoute,
  method: 'patch',
  path: '/api/admin/operators/{id}',
  operationId: 'changeOperator',
  summary: "Change an operator's name and roles, or disable it",
  description:
    'Roles are granted and revoked by an owner of where they count. Name and disabling need an owner of every place where the operator has a role. The last active owner of all programs stays. A new role revokes the keys that somebody else made for the operator who is no owner there.',
  request: {
    headers: writeRequestHeaders,
    params: z.object({ id: z.string() }),
    body: { required: true, content: { 'application/json': { schema: changeOperatorBody } } },
  },
  responses: {
    200: { ...jsonResponse('As it is now.', operatorSchema), headers: writeResponseHeaders },
    ...problemResponses(
      ...operatorProblems,
      ...bodyProblems,
      'NOT_FOUND',
      'OPERATOR_NAME_TAKEN',
      'LAST_OWNER',
    ),
  },
});

type Change = z.output<typeof changeOperatorBody>;

/** `PATCH /api/admin/operators/:id`. */
export function mountOperatorChange(app: App, services: RouteServices): void {
  app.openapi(route, async function changeOperatorRoute(c) {
    const { id } = c.req.valid('param');
    const body = c.req.valid('json');
    await requireSomeProgram(c, services, 'owner');
    const operator = await authenticate(c, services);
    const found = await operatorById(services.db, id);
    if (found === null || !maySee(operator.roles, found.roles)) throw noSuchOperator();
    const { grant, revoke } = body;
    await checkGrants(services.db, operator.roles, { pointer: '/grant', grants: grant });
    await checkGrants(services.db, operator.roles, { pointer: '/revoke', grants: revoke });
    return await operatorWrite(c, services, {
      operation: 'operator.change',
      operator,
      program: await services.program(),
      body,
      prepare: async (actor) => (tx) => applyChange(tx, { id, change: body, operator, actor }),
    });
  });
}

interface AppliedChange {
  readonly id: string;
  readonly change: Change;
  /** Who changes it. */
  readonly operator: Operator;
  readonly actor: AuditedActor;
}

async function applyChange(
  tx: Database,
  { id, change, operator, actor }: AppliedChange,
): Promise<Answer | ApiError> {
  await lockOperator(tx, id);
  const before = await operatorById(tx, id);
  if (before === null || !maySee(operator.roles, before.roles)) return noSuchOperator();
  const managed = change.name !== undefined || change.disabled !== undefined;
  if (managed && !mayManage(operator.roles, before.roles)) return forbidden('owner', true);
  const refused = await changeOperator(tx, id, change);
  if (refused !== null) return refused;
  if (change.grant.length > 0) await revokePlanted(tx, id, actor);
  const after = await operatorById(tx, id);
  invariant(after !== null, `Expected operator ${id} to stay`);
  const [was, is] = [auditedState(before), auditedState(after)];
  if (JSON.stringify(was) !== JSON.stringify(is)) {
    const line = { action: 'operator.change', subject: `operator:${id}`, before: was, after: is };
    await recordAudit(tx, [{ ...actor, programId: null, ...line }]);
  }
  return jsonAnswer(200, operatorView(after, operator.roles));
}

/** Who made a key may know it, and must not come by a role with it that is not his to give. */
async function revokePlanted(tx: Database, operatorId: string, actor: AuditedActor): Promise<void> {
  const revoked = await revokePlantedKeys(tx, operatorId);
  const after = { reason: 'made by somebody who owns not every place of its operator any more' };
  await recordAudit(
    tx,
    revoked.map((id) => ({
      ...{ ...actor, programId: null, action: 'key.revoke', subject: `key:${id}` },
      ...{ before: null, after },
    })),
  );
}

function auditedState({ name, disabled_at: disabledAt, roles }: FoundOperator) {
  const held = roles.map(({ role, programId }) => ({ role, programId }));
  return { name, disabledAt, roles: held };
}

function noSuchOperator(): ApiError {
  return new ApiError('NOT_FOUND', 'There is no such operator.');
}

import { createRoute } from '@hono/zod-openapi';
import { recordAudit } from '../../db/audit.ts';
import { insertOperator } from '../../db/operators.ts';
import { operatorById } from '../../db/queries/operators-list.ts';
import { ApiError, invariant } from '../../domain/errors.ts';
import { newId } from '../../domain/ids.ts';
import { jsonAnswer } from '../answers.ts';
import type { App, RouteServices } from '../app-parts.ts';
import { checkGrants } from '../check-grants.ts';
import { operatorView } from '../operator-view.ts';
import { operatorWrite } from '../operator-write.ts';
import { authenticate, requireRole, requireSomeProgram } from '../operators.ts';
import { operatorProblems, operatorRoute } from '../schemas/operator-route.ts';
import { newOperatorBody, operatorSchema } from '../schemas/operators.ts';
import { bodyProblems, jsonResponse, problemResponses } from '../schemas/problem.ts';
import { writeRequestHeaders, writeResponseHeaders } from '../schemas/write-headers.ts';

const route = createRoute({
  ...operatorRoute,
  method: 'post',
  path: '/api/admin/operators',
  operationId: 'createOperator',
  summary: 'Make an operator',
  description:
    'Needs an owner wherever the new operator is given a role; without any role an owner of all programs. Keys are made apart.',
  request: {
    headers: writeRequestHeaders,
    body: { required: true, content: { 'application/json': { schema: newOperatorBody } } },
  },
  responses: {
    201: { ...jsonResponse('Made.', operatorSchema), headers: writeResponseHeaders },
    ...problemResponses(...operatorProblems, ...bodyProblems, 'OPERATOR_NAME_TAKEN'),
  },
});

/** `POST /api/admin/operators`. */
export function mountOperatorCreate(app: App, services: RouteServices): void {
  app.openapi(route, async function createOperator(c) {
    const body = c.req.valid('json');
    const { name, roles } = body;
    await requireSomeProgram(c, services, 'owner');
    const operator = await authenticate(c, services);
    if (roles.length === 0) await requireRole(c, services, { role: 'owner', programId: null });
    await checkGrants(services.db, operator.roles, { pointer: '/roles', grants: roles });
    return await operatorWrite(c, services, {
      operation: 'operator.create',
      operator,
      program: await services.program(),
      body,
      prepare: async (actor) => async (tx) => {
        const id = newId();
        if (!(await insertOperator(tx, { id, name, roles }))) {
          return new ApiError('OPERATOR_NAME_TAKEN');
        }
        const made = await operatorById(tx, id);
        invariant(made !== null, `Expected operator ${id} to exist`);
        const subject = `operator:${id}`;
        const after = { name, roles };
        await recordAudit(tx, [
          { ...actor, programId: null, action: 'operator.create', subject, before: null, after },
        ]);
        return jsonAnswer(201, operatorView(made, operator.roles));
      },
    });
  });
}

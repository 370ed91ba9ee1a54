import { createRoute, z } from '@hono/zod-openapi';
import { validate } from 'uuid';
import { withProgram } from '../../db/database.ts';
import { commissionWithRun } from '../../db/queries/affiliate-commissions.ts';
import { ApiError } from '../../domain/errors.ts';
import { explainSteps, recompute } from '../../domain/explain-commission.ts';
import type { App, AppContext, RouteServices } from '../app-parts.ts';
import { authenticate, requireRole } from '../operators.ts';
import { isKeyPresented } from '../presented-credential.ts';
import { affiliateRoute } from '../schemas/affiliate-route.ts';
import {
  commissionKindSchema,
  commissionStatusSchema,
  dollarAmount,
} from '../schemas/commission.ts';
import { amountSchema } from '../schemas/intent.ts';
import { jsonResponse, problemResponses } from '../schemas/problem.ts';
import { programNamed, programParameters } from '../schemas/program-parameter.ts';
import { isProvenBy, requireWallet } from '../wallet-session.ts';

const explainAnswer = z
  .object({
    id: z.string(),
    ruleVersion: z.string().openapi({ example: 'direct-override-1' }),
    inputs: z.object({
      fee: amountSchema,
      directBps: z.int(),
      overrideBps: z.int(),
      maxDepth: z.int(),
      holdPeriodDays: z.int(),
      programVersion: z
        .int()
        .openapi({ description: "Of the program's settings, when the payment was settled." }),
      attribution: z.enum(['PROVISIONAL', 'LOCKED']).nullable(),
      line: z.array(z.object({ affiliateId: z.string(), active: z.boolean() })).openapi({
        description:
          'Affiliates above the payer, nearest first; for an affiliate: up to itself. One that was not active earned nothing.',
      }),
    }),
    steps: z.array(z.string()),
    amount: amountSchema,
    kind: commissionKindSchema,
    level: z.int(),
    status: commissionStatusSchema,
    kept: amountSchema.openapi({ description: 'What of the fee stayed with the program.' }),
    intentId: z.string(),
    matchesStored: z
      .literal(true)
      .openapi({ description: 'It was computed anew; a difference would be an error.' }),
  })
  .openapi('ExplainedCommission');

const route = createRoute({
  ...affiliateRoute,
  method: 'get',
  path: '/api/v2/affiliates/commissions/{id}/explain',
  operationId: 'explainCommission',
  summary: 'How a commission came to be',
  description:
    'Computed anew from what the rule was given, and compared with what is stored. For its affiliate and operators of the program.',
  request: {
    params: z.object({ id: z.string() }),
    query: z.object(programParameters),
  },
  responses: {
    200: jsonResponse('Rule, inputs, steps and amount.', explainAnswer),
    ...problemResponses(
      'VALIDATION_FAILED',
      'UNAUTHENTICATED',
      'NOT_FOUND',
      'ADMIN_NOT_CONFIGURED',
    ),
  },
});

type NamedProgram = Parameters<typeof programNamed>[1];

/** `GET /api/v2/affiliates/commissions/:id/explain`. */
export function mountCommissionExplain(app: App, services: RouteServices): void {
  app.openapi(route, async function explainCommission(c) {
    const { id } = c.req.valid('param');
    const { programId, mayRead, isOperator } = await reader(c, services, c.req.valid('query'));
    const found = validate(id)
      ? await withProgram(services.db, programId, (tx) => commissionWithRun(tx, id))
      : null;
    if (found === null || !mayRead(found.wallet))
      throw new ApiError('NOT_FOUND', 'There is no such commission.');
    const { run, kind, level, status, asset, amount } = found;
    const recomputed = recompute(run);
    const { line, ...inputs } = recomputed.inputs;
    const body: z.infer<typeof explainAnswer> = {
      id,
      ruleVersion: run.ruleVersion,
      inputs: {
        fee: dollarAmount(run.fee, asset),
        ...inputs,
        line: isOperator ? line : line.slice(0, level),
      },
      steps: explainSteps(found, run.fee, recomputed),
      amount: dollarAmount(amount, asset),
      ...{ kind, level, status },
      kept: dollarAmount(run.kept, asset),
      intentId: run.intentId,
      matchesStored: true,
    };
    return c.json(body, 200);
  });
}

/** Who asks, in which program, and whose commissions that one may see. */
async function reader(c: AppContext, services: RouteServices, query: NamedProgram) {
  const isOperator = isKeyPresented(c);
  if (isOperator) await authenticate(c, services);
  const { id: programId } = await programNamed(services, query);
  c.header('Cache-Control', 'no-store');
  if (isOperator) {
    await requireRole(c, services, { role: 'viewer', programId });
    return { programId, isOperator, mayRead: () => true };
  }
  const session = await requireWallet(c, services, programId);
  return { programId, isOperator, mayRead: (wallet: string) => isProvenBy(session, wallet) };
}

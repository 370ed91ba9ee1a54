import { createRoute, z } from '@hono/zod-openapi';
import { and, eq } from 'drizzle-orm';
import { type AuditedActor, recordAudit } from '../../db/audit.ts';
import type { Database } from '../../db/database.ts';
import { lockTree } from '../../db/effects/referral-locks.ts';
import { affiliates } from '../../db/schema/people.ts';
import { ApiError } from '../../domain/errors.ts';
import { jsonAnswer } from '../answers.ts';
import type { App, RouteServices } from '../app-parts.ts';
import { operatorWrite } from '../operator-write.ts';
import { authenticate, requireRole } from '../operators.ts';
import { affiliateSchema, affiliateStatuses } from '../schemas/affiliate.ts';
import { operatorProblems, operatorRoute } from '../schemas/operator-route.ts';
import { bodyProblems, jsonResponse, problemResponses } from '../schemas/problem.ts';
import { programNamed, programParameters } from '../schemas/program-parameter.ts';
import { reasonText } from '../schemas/reason.ts';
import { checksummed, walletParameter } from '../schemas/wallet.ts';
import { writeRequestHeaders, writeResponseHeaders } from '../schemas/write-headers.ts';

const changeBody = z
  .strictObject({
    ...programParameters,
    status: z.enum(affiliateStatuses, affiliateStatuses.join(' or ')),
    reason: reasonText,
  })
  .openapi('AffiliateChangeRequest');

const path = '/api/v2/affiliates/{wallet}';

const route = createRoute({
  ...operatorRoute,
  method: 'patch',
  path,
  operationId: 'changeAffiliate',
  summary: 'Suspend an affiliate, or take that back',
  description:
    'Needs an operator of the program. Once this is answered, a suspended affiliate brings nobody new; whom it brought stays.',
  request: {
    headers: writeRequestHeaders,
    params: z.object({ wallet: walletParameter }),
    body: { required: true, content: { 'application/json': { schema: changeBody } } },
  },
  responses: {
    200: { ...jsonResponse('As it is now.', affiliateSchema), headers: writeResponseHeaders },
    ...problemResponses(...operatorProblems, ...bodyProblems, 'INVALID_ADDRESS', 'NOT_FOUND'),
  },
});

/** `PATCH /api/v2/affiliates/:wallet`. */
export function mountAffiliateChange(app: App, services: RouteServices): void {
  app.use('/api/v2/affiliates/:wallet', async (c, next) => {
    if (c.req.method === 'PATCH') await authenticate(c, services);
    await next();
  });
  app.openapi(route, async function changeAffiliate(c) {
    const { wallet } = c.req.valid('param');
    const body = c.req.valid('json');
    const program = await programNamed(services, body);
    const { id: programId } = program;
    const operator = await requireRole(c, services, { role: 'operator', programId });
    return await operatorWrite(c, services, {
      operation: 'affiliate.change',
      operator,
      program,
      body,
      prepare: async (actor) => (tx) => change(tx, actor, { ...body, programId, wallet }),
    });
  });
}

interface AffiliateChange extends Pick<z.output<typeof changeBody>, 'status' | 'reason'> {
  readonly programId: string;
  readonly wallet: string;
}

async function change(
  tx: Database,
  actor: AuditedActor,
  { programId, wallet, status, reason }: AffiliateChange,
) {
  // After the registrations that are being written now: whoever comes later finds it suspended.
  await lockTree(tx, programId);
  const which = and(eq(affiliates.programId, programId), eq(affiliates.wallet, wallet));
  const [before] = await tx.select().from(affiliates).where(which);
  const [after] = await tx.update(affiliates).set({ status }).where(which).returning();
  if (before === undefined || after === undefined)
    return new ApiError('NOT_FOUND', 'The wallet is no affiliate of the program.');
  const { id, referralCode } = after;
  await recordAudit(tx, [
    {
      ...actor,
      programId,
      action: status === 'SUSPENDED' ? 'affiliate.suspend' : 'affiliate.reactivate',
      subject: `affiliate:${id}`,
      before: { status: before.status },
      after: { status, wallet: checksummed(wallet), reason },
    },
  ]);
  return jsonAnswer(200, { id, referralCode, wallet: checksummed(wallet), status });
}

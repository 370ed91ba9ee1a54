import { createRoute, z } from '@hono/zod-openapi';
import type { Backtest, Compared } from '../../domain/backtest.ts';
import type { CommissionRates } from '../../domain/commission-split.ts';
import { commissionBpsMax } from '../../domain/program-rules.ts';
import type { App, RouteServices } from '../app-parts.ts';
import { backtestRules } from '../backtest-rules.ts';
import { findProgram } from '../find-program.ts';
import { authenticate, requireRole } from '../operators.ts';
import { wrongField } from '../program-settings.ts';
import { dollarAmount } from '../schemas/commission.ts';
import { amountSchema } from '../schemas/intent.ts';
import { keyProblems, operatorRoute } from '../schemas/operator-route.ts';
import { jsonResponse, problemResponses } from '../schemas/problem.ts';
import { commissionRulesBody } from '../schemas/program.ts';

const windowDaysMax = 366;
const dayMs = 86_400_000;
const differencesMax = 100;
/** Further away than anything that PostgreSQL would not take for a time. */
const [earliest, latest] = [Date.UTC(2000, 0), Date.UTC(2100, 0)];

const instant = z.iso
  .datetime({ offset: true, error: 'a time of this century, such as 2026-10-01T00:00:00Z' })
  .transform((text) => new Date(text))
  .refine(
    (at) => at.getTime() >= earliest && at.getTime() < latest,
    'a time of this century, such as 2026-10-01T00:00:00Z',
  )
  .openapi({ type: 'string', format: 'date-time', example: '2026-10-01T00:00:00Z' });

const backtestBody = z
  .strictObject({
    rules: commissionRulesBody,
    from: instant,
    to: instant.openapi({ description: `Not included; at most ${windowDaysMax} days on.` }),
  })
  .openapi('BacktestRequest');

const compared = {
  accrued: amountSchema.openapi({ description: 'In fact, also where it was reversed later.' }),
  wouldAccrue: amountSchema.openapi({ description: 'By these rules.' }),
};

const backtestAnswer = z
  .object({
    programId: z.string(),
    payments: z.int(),
    totals: z
      .array(
        z.object({
          payments: z.int(),
          fees: amountSchema,
          ...compared,
          kept: amountSchema.openapi({ description: 'What the program kept, in fact.' }),
          wouldKeep: amountSchema,
        }),
      )
      .openapi({ description: 'By asset.' }),
    differences: z
      .array(z.object({ affiliateId: z.string(), ...compared, difference: amountSchema }))
      .openapi({ description: `The largest ${differencesMax}, by affiliate and asset.` }),
    differencesCount: z.int().openapi({ description: 'Of all of them.' }),
  })
  .openapi('Backtest');

const route = createRoute({
  ...operatorRoute,
  method: 'post',
  path: '/api/v2/programs/{id}/rules/backtest',
  operationId: 'backtestRules',
  summary: 'What other rules would have paid',
  description:
    'Splits the fees settled in a time anew: the same fees, the same affiliates above the payers as they were then. Writes nothing, so it takes no idempotency key.',
  request: {
    params: z.object({ id: z.string().openapi({ description: "The program's id or slug." }) }),
    body: { required: true, content: { 'application/json': { schema: backtestBody } } },
  },
  responses: {
    200: jsonResponse('Both, and who would have got more or less.', backtestAnswer),
    ...problemResponses(
      ...keyProblems,
      'NOT_FOUND',
      'VALIDATION_FAILED',
      'MALFORMED_JSON',
      'BODY_TOO_LARGE',
      'UNSUPPORTED_MEDIA_TYPE',
    ),
  },
});

/** `POST /api/v2/programs/:id/rules/backtest`. */
export function mountRulesBacktest(app: App, services: RouteServices): void {
  const { db } = services;
  app.use('/api/v2/programs/:id/rules/*', async (c, next) => {
    await authenticate(c, services);
    c.header('Cache-Control', 'no-store');
    await next();
  });

  app.openapi(route, async function backtest(c) {
    const { rules, from, to } = c.req.valid('json');
    const { id: programId } = await findProgram(db, c.req.valid('param').id);
    await requireRole(c, services, { role: 'viewer', programId });
    const spanMs = to.getTime() - from.getTime();
    if (spanMs <= 0 || spanMs > windowDaysMax * dayMs)
      throw wrongField('/to', `a time after from, at most ${windowDaysMax} days on`);
    const rates = ratesOf(rules);
    const tested = await backtestRules(db, { programId, from, to }, rates);
    return c.json(backtestView(programId, tested), 200);
  });
}

/** @throws ApiError VALIDATION_FAILED for rates that give away more than the fee. */
function ratesOf(rules: z.output<typeof commissionRulesBody>): CommissionRates {
  const { directCommissionPct: directBps, overrideCommissionPct: overrideBps } = rules;
  const { maxAffiliateDepth: maxDepth } = rules;
  const most = commissionBpsMax({
    directCommissionBps: directBps,
    overrideCommissionBps: overrideBps,
    maxAffiliateDepth: maxDepth,
  });
  if (most > 10_000) {
    const expected = 'all levels together at most 100 percent of the fee';
    throw wrongField('/rules/overrideCommissionPct', expected);
  }
  return { directBps, overrideBps, maxDepth };
}

function backtestView(
  programId: string,
  { payments, totals, differences }: Backtest,
): z.infer<typeof backtestAnswer> {
  const amounts = ({ accrued, wouldAccrue }: Compared, asset: string) => ({
    accrued: dollarAmount(accrued, asset),
    wouldAccrue: dollarAmount(wouldAccrue, asset),
  });
  return {
    programId,
    payments,
    totals: totals.map((total) => ({
      payments: total.payments,
      fees: dollarAmount(total.fees, total.asset),
      ...amounts(total, total.asset),
      kept: dollarAmount(total.fees - total.accrued, total.asset),
      wouldKeep: dollarAmount(total.fees - total.wouldAccrue, total.asset),
    })),
    differences: differences.slice(0, differencesMax).map((one) => ({
      affiliateId: one.affiliateId,
      ...amounts(one, one.asset),
      difference: dollarAmount(one.wouldAccrue - one.accrued, one.asset),
    })),
    differencesCount: differences.length,
  };
}

import { createRoute, z } from '@hono/zod-openapi';
import { withProgram } from '../../db/database.ts';
import { affiliateFigures } from '../../db/queries/affiliate-figures.ts';
import {
  affiliateStatsSchema,
  ownAffiliateStatsSchema,
  ownStatsView,
  statsView,
} from '../affiliate-stats-view.ts';
import type { App, RouteServices } from '../app-parts.ts';
import { type AskedAffiliate, askedAffiliate, publicAffiliate } from '../asked-affiliate.ts';
import { affiliateProblems, affiliateQuery, affiliateRoute } from '../schemas/affiliate-route.ts';
import { jsonResponse, problemResponses } from '../schemas/problem.ts';
import { programParameters } from '../schemas/program-parameter.ts';
import { walletParameter } from '../schemas/wallet.ts';

const ownRoute = createRoute({
  ...affiliateRoute,
  method: 'get',
  path: '/api/v2/affiliates/stats',
  operationId: 'readOwnAffiliateStats',
  summary: 'What an affiliate has come to',
  request: { query: z.object(affiliateQuery) },
  responses: {
    200: jsonResponse('Counts, and its account in the books.', ownAffiliateStatsSchema),
    ...problemResponses(...affiliateProblems),
  },
});

const publicRoute = createRoute({
  ...affiliateRoute,
  security: [{}, ...affiliateRoute.security],
  method: 'get',
  path: '/api/v2/affiliates/{wallet}/stats',
  operationId: 'readAffiliateStats',
  summary: 'What the affiliate of a wallet has come to',
  description:
    'For the wallet itself and operators of the program; for anybody where COMPAT_PUBLIC_READS is on.',
  request: {
    params: z.object({ wallet: walletParameter }),
    query: z.object(programParameters),
  },
  responses: {
    200: jsonResponse('The figures, flat.', affiliateStatsSchema),
    ...problemResponses(
      'VALIDATION_FAILED',
      'INVALID_ADDRESS',
      'UNAUTHENTICATED',
      'NOT_FOUND',
      'ADMIN_NOT_CONFIGURED',
    ),
  },
});

/** `GET /api/v2/affiliates/stats` and `/:wallet/stats`. */
export function mountAffiliateStats(app: App, services: RouteServices): void {
  const figuresOf = async ({ program, affiliate }: AskedAffiliate) =>
    await withProgram(services.db, program.id, (tx) => affiliateFigures(tx, affiliate.id));

  app.openapi(ownRoute, async function readOwnAffiliateStats(c) {
    const asked = await askedAffiliate(c, services, c.req.valid('query'));
    return c.json(ownStatsView(asked.affiliate.referralCode, await figuresOf(asked)), 200);
  });

  app.openapi(publicRoute, async function readAffiliateStats(c) {
    const { wallet } = c.req.valid('param');
    const asked = await publicAffiliate(c, services, { ...c.req.valid('query'), wallet });
    return c.json(statsView(asked.affiliate.referralCode, await figuresOf(asked)), 200);
  });
}

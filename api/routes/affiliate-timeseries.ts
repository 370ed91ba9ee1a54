import { createRoute, z } from '@hono/zod-openapi';
import { withProgram } from '../../db/database.ts';
import { affiliateDays } from '../../db/queries/affiliate-referrals.ts';
import type { App, RouteServices } from '../app-parts.ts';
import { askedAffiliate } from '../asked-affiliate.ts';
import { affiliateProblems, affiliateQuery, affiliateRoute } from '../schemas/affiliate-route.ts';
import { daysParameter } from '../schemas/page.ts';
import { jsonResponse, problemResponses } from '../schemas/problem.ts';

const timeseriesAnswer = z
  .object({
    timeseries: z
      .array(
        z.object({
          date: z.iso.date(),
          referrals: z.int().openapi({ description: 'Wallets it brought that day (UTC).' }),
          active: z.int().openapi({ description: 'Wallets of it that claimed that day.' }),
        }),
      )
      .openapi({ description: 'Oldest first; days without events are zeros.' }),
  })
  .openapi('AffiliateTimeseries');

const route = createRoute({
  ...affiliateRoute,
  method: 'get',
  path: '/api/v2/affiliates/timeseries',
  operationId: 'readAffiliateTimeseries',
  summary: 'What an affiliate brought, day by day',
  request: {
    query: z.object({
      ...affiliateQuery,
      days: daysParameter,
    }),
  },
  responses: {
    200: jsonResponse('The days.', timeseriesAnswer),
    ...problemResponses(...affiliateProblems),
  },
});

/** `GET /api/v2/affiliates/timeseries`. */
export function mountAffiliateTimeseries(app: App, services: RouteServices): void {
  app.openapi(route, async function readAffiliateTimeseries(c) {
    const { days, ...query } = c.req.valid('query');
    const { program, affiliate } = await askedAffiliate(c, services, query);
    const timeseries = await withProgram(services.db, program.id, (tx) =>
      affiliateDays(tx, affiliate.id, days),
    );
    return c.json({ timeseries }, 200);
  });
}

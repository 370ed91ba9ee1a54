import { createRoute, z } from '@hono/zod-openapi';
import { withProgram } from '../../db/database.ts';
import { payoutsOfAffiliate } from '../../db/queries/payouts-page.ts';
import type { App, RouteServices } from '../app-parts.ts';
import { askedAffiliate } from '../asked-affiliate.ts';
import { payoutView } from '../payout-view.ts';
import { affiliateProblems, affiliateQuery, affiliateRoute } from '../schemas/affiliate-route.ts';
import { nextCursorAnswer, pageOf, pageQuery } from '../schemas/page.ts';
import { payoutSchema } from '../schemas/payout.ts';
import { jsonResponse, problemResponses } from '../schemas/problem.ts';

const route = createRoute({
  ...affiliateRoute,
  tags: ['Payouts'],
  method: 'get',
  path: '/api/v2/payouts/me',
  operationId: 'listOwnPayouts',
  summary: 'What an affiliate is and was paid',
  description: 'Without payouts that were called off.',
  request: { query: z.object({ ...affiliateQuery, ...pageQuery }) },
  responses: {
    200: jsonResponse(
      'One page, newest first.',
      z
        .object({ payouts: z.array(payoutSchema), nextCursor: nextCursorAnswer })
        .openapi('OwnPayouts'),
    ),
    ...problemResponses(...affiliateProblems),
  },
});

/** `GET /api/v2/payouts/me`. */
export function mountPayoutsOwn(app: App, services: RouteServices): void {
  app.openapi(route, async function listOwnPayouts(c) {
    const { limit, cursor: before = null, offset, ...query } = c.req.valid('query');
    const { program, affiliate } = await askedAffiliate(c, services, query);
    const page = { affiliateId: affiliate.id, limit, before, offset };
    const read = await withProgram(services.db, program.id, (tx) => payoutsOfAffiliate(tx, page));
    const { items, nextCursor } = pageOf(read, limit);
    return c.json({ payouts: items.map(payoutView), nextCursor }, 200);
  });
}

import { createRoute, z } from '@hono/zod-openapi';
import { withProgram } from '../../db/database.ts';
import { affiliateCommissions } from '../../db/queries/affiliate-commissions.ts';
import type { App, RouteServices } from '../app-parts.ts';
import { type AskedAffiliate, askedAffiliate, publicAffiliate } from '../asked-affiliate.ts';
import { affiliateProblems, affiliateQuery, affiliateRoute } from '../schemas/affiliate-route.ts';
import {
  commissionSchema,
  commissionsQuery,
  commissionView,
  oldCommissionSchema,
  oldCommissionView,
} from '../schemas/commission.ts';
import { nextCursorAnswer, pageOf } from '../schemas/page.ts';
import { jsonResponse, problemResponses } from '../schemas/problem.ts';
import { programParameters } from '../schemas/program-parameter.ts';
import { walletParameter } from '../schemas/wallet.ts';

const ownAnswer = z
  .object({ commissions: z.array(commissionSchema), nextCursor: nextCursorAnswer })
  .openapi('Commissions');

const publicAnswer = z
  .object({ commissions: z.array(oldCommissionSchema), nextCursor: nextCursorAnswer })
  .openapi('OldCommissions');

const ownRoute = createRoute({
  ...affiliateRoute,
  method: 'get',
  path: '/api/v2/affiliates/commissions',
  operationId: 'listOwnCommissions',
  summary: 'What an affiliate has earned, payment by payment',
  request: { query: z.object({ ...affiliateQuery, ...commissionsQuery }) },
  responses: {
    200: jsonResponse('One page, newest first.', ownAnswer),
    ...problemResponses(...affiliateProblems),
  },
});

const publicRoute = createRoute({
  ...affiliateRoute,
  security: [{}, ...affiliateRoute.security],
  method: 'get',
  path: '/api/v2/affiliates/{wallet}/commissions',
  operationId: 'listCommissions',
  summary: 'What the affiliate of a wallet has earned',
  description:
    'For the wallet itself and operators of the program; for anybody where COMPAT_PUBLIC_READS is on.',
  request: {
    params: z.object({ wallet: walletParameter }),
    query: z.object({ ...programParameters, ...commissionsQuery }),
  },
  responses: {
    200: jsonResponse('One page, newest first, under the old names.', publicAnswer),
    ...problemResponses(
      'VALIDATION_FAILED',
      'INVALID_ADDRESS',
      'UNAUTHENTICATED',
      'NOT_FOUND',
      'ADMIN_NOT_CONFIGURED',
    ),
  },
});

type Filters = z.infer<z.ZodObject<typeof commissionsQuery>>;

/** `GET /api/v2/affiliates/commissions` and `/:wallet/commissions`. */
export function mountAffiliateCommissions(app: App, services: RouteServices): void {
  async function pageFor(asked: AskedAffiliate, filters: Filters) {
    const { limit, cursor = null, offset, status = null, kind = null } = filters;
    const read = await withProgram(services.db, asked.program.id, (tx) =>
      affiliateCommissions(tx, {
        ...{ affiliateId: asked.affiliate.id, limit, before: cursor, offset, status, kind },
      }),
    );
    return pageOf(read, limit);
  }

  app.openapi(ownRoute, async function listOwnCommissions(c) {
    const query = c.req.valid('query');
    const asked = await askedAffiliate(c, services, query);
    const { items, nextCursor } = await pageFor(asked, query);
    return c.json({ commissions: items.map(commissionView), nextCursor }, 200);
  });

  app.openapi(publicRoute, async function listCommissions(c) {
    const query = c.req.valid('query');
    const asked = await publicAffiliate(c, services, { ...query, ...c.req.valid('param') });
    const { items, nextCursor } = await pageFor(asked, query);
    return c.json({ commissions: items.map(oldCommissionView), nextCursor }, 200);
  });
}

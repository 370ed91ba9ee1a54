import { createRoute, z } from '@hono/zod-openapi';
import { withProgram } from '../../db/database.ts';
import { affiliateTree, treeNodesMax } from '../../db/queries/affiliate-tree.ts';
import type { App, RouteServices } from '../app-parts.ts';
import { askedAffiliate } from '../asked-affiliate.ts';
import { affiliateSchema } from '../schemas/affiliate.ts';
import { affiliateProblems, affiliateQuery, affiliateRoute } from '../schemas/affiliate-route.ts';
import { queryNumber } from '../schemas/page.ts';
import { jsonResponse, problemResponses } from '../schemas/problem.ts';
import { checksummed } from '../schemas/wallet.ts';

const depthMax = 10;
const depthDefault = 3;

const nodeSchema = affiliateSchema
  .extend({
    parentId: z.string().nullable().openapi({ description: 'Null for the affiliate itself.' }),
    level: z.int().openapi({ description: '0 for the affiliate itself.' }),
    referrals: z.int().openapi({ description: 'Wallets it is said to have brought.' }),
    joinedAt: z.iso.datetime(),
  })
  .openapi('AffiliateNode');

const treeAnswer = z
  .object({
    nodes: z.array(nodeSchema).openapi({ description: 'By level, then by age.' }),
    maxDepth: z.int(),
    truncated: z.boolean().openapi({ description: `There are more than ${treeNodesMax}.` }),
  })
  .openapi('AffiliateTree');

const route = createRoute({
  ...affiliateRoute,
  method: 'get',
  path: '/api/v2/affiliates/tree',
  operationId: 'readAffiliateTree',
  summary: 'An affiliate and those below it',
  request: {
    query: z.object({
      ...affiliateQuery,
      maxDepth: queryNumber({
        minimum: 0,
        maximum: depthMax,
        default: depthDefault,
        description: 'How many levels below it.',
      }),
    }),
  },
  responses: {
    200: jsonResponse('The tree, flat.', treeAnswer),
    ...problemResponses(...affiliateProblems),
  },
});

/** `GET /api/v2/affiliates/tree`. */
export function mountAffiliateTree(app: App, services: RouteServices): void {
  app.openapi(route, async function readAffiliateTree(c) {
    const { maxDepth, ...query } = c.req.valid('query');
    const { program, affiliate } = await askedAffiliate(c, services, query);
    const found = await withProgram(services.db, program.id, (tx) =>
      affiliateTree(tx, affiliate.id, maxDepth),
    );
    const body: z.infer<typeof treeAnswer> = {
      nodes: found.slice(0, treeNodesMax).map(({ wallet, joinedAt, ...node }) => ({
        ...node,
        wallet: checksummed(wallet),
        joinedAt: joinedAt.toISOString(),
      })),
      maxDepth,
      truncated: found.length > treeNodesMax,
    };
    return c.json(body, 200);
  });
}

import { createRoute, z } from '@hono/zod-openapi';
import type { App, RouteServices } from '../app-parts.ts';
import { askedAffiliate } from '../asked-affiliate.ts';
import { affiliateSchema, parentAffiliateSchema } from '../schemas/affiliate.ts';
import { affiliateProblems, affiliateQuery, affiliateRoute } from '../schemas/affiliate-route.ts';
import { jsonResponse, problemResponses } from '../schemas/problem.ts';
import { termsReference } from '../schemas/terms-reference.ts';
import { checksummed } from '../schemas/wallet.ts';

const meAnswer = z
  .object({
    affiliate: affiliateSchema.extend({
      email: z.string().nullable(),
      displayName: z.string().nullable(),
      depth: z.int().openapi({ description: 'How many affiliates are above it.' }),
      terms: z.object(termsReference.shape),
      joinedAt: z.iso.datetime(),
    }),
    parentAffiliate: z.union([parentAffiliateSchema, z.null()]),
    program: z.object({ id: z.string(), slug: z.string() }),
  })
  .openapi('AffiliateProfile');

const route = createRoute({
  ...affiliateRoute,
  method: 'get',
  path: '/api/v2/affiliates/me',
  operationId: 'readAffiliate',
  summary: 'An affiliate, as it knows itself',
  request: { query: z.object(affiliateQuery) },
  responses: {
    200: jsonResponse('The affiliate.', meAnswer),
    ...problemResponses(...affiliateProblems),
  },
});

/** `GET /api/v2/affiliates/me`. */
export function mountAffiliateMe(app: App, services: RouteServices): void {
  app.openapi(route, async function readAffiliate(c) {
    const { program, affiliate } = await askedAffiliate(c, services, c.req.valid('query'));
    const { id, referralCode, wallet, status, email, displayName, depth, parent } = affiliate;
    const body: z.infer<typeof meAnswer> = {
      affiliate: {
        id,
        referralCode,
        wallet: checksummed(wallet),
        status,
        email,
        displayName,
        depth,
        terms: { version: affiliate.termsVersion, hash: affiliate.termsHash },
        joinedAt: affiliate.createdAt.toISOString(),
      },
      parentAffiliate: parent,
      program: { id: program.id, slug: program.slug },
    };
    return c.json(body, 200);
  });
}

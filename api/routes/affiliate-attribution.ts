import { createRoute, z } from '@hono/zod-openapi';
import { withProgram } from '../../db/database.ts';
import { attributionOfWallet } from '../../db/queries/affiliate-of-wallet.ts';
import { affiliateReferrals } from '../../db/queries/affiliate-referrals.ts';
import { attributionStates } from '../../domain/attribution.ts';
import type { App, RouteServices } from '../app-parts.ts';
import { askedAffiliate } from '../asked-affiliate.ts';
import { affiliateProblems, affiliateQuery, affiliateRoute } from '../schemas/affiliate-route.ts';
import { nextCursorAnswer, pageOf, pageQuery } from '../schemas/page.ts';
import { jsonResponse, problemResponses } from '../schemas/problem.ts';
import { checksummed, walletAnswer } from '../schemas/wallet.ts';

const firmness = {
  state: z.enum(attributionStates).openapi({
    description: 'PROVISIONAL until a registration proves the wallet, LOCKED from then on.',
  }),
  claimedAt: z.iso.datetime(),
  lockedAt: z.iso.datetime().nullable(),
};

const attributionAnswer = z
  .object({
    attribution: z
      .object({
        ...firmness,
        referralCode: z.string().nullable().openapi({ description: 'Null: nobody brought it.' }),
      })
      .nullable()
      .openapi({ description: "Who brought the affiliate's own wallet; null: not registered." }),
    referrals: z.array(
      z.object({
        id: z.string(),
        wallet: walletAnswer,
        ...firmness,
        code: z.string().nullable().openapi({ description: 'The code or wallet as it was given.' }),
        source: z.string().openapi({ description: 'The route: register or users.' }),
        active: z.boolean().openapi({ description: 'Its payment has taken its claim.' }),
      }),
    ),
    nextCursor: nextCursorAnswer,
  })
  .openapi('AffiliateAttribution');

const route = createRoute({
  ...affiliateRoute,
  method: 'get',
  path: '/api/v2/affiliates/attribution',
  operationId: 'readAffiliateAttribution',
  summary: 'Who brought an affiliate, and whom it brought',
  request: { query: z.object({ ...affiliateQuery, ...pageQuery }) },
  responses: {
    200: jsonResponse('One page of the wallets it brought, newest first.', attributionAnswer),
    ...problemResponses(...affiliateProblems),
  },
});

/** `GET /api/v2/affiliates/attribution`. */
export function mountAffiliateAttribution(app: App, services: RouteServices): void {
  app.openapi(route, async function readAffiliateAttribution(c) {
    const { limit, cursor = null, offset, ...query } = c.req.valid('query');
    const { program, affiliate } = await askedAffiliate(c, services, query);
    const { id: affiliateId, wallet } = affiliate;
    const [own, read] = await withProgram(services.db, program.id, async (tx) => [
      await attributionOfWallet(tx, program.id, wallet),
      await affiliateReferrals(tx, { affiliateId, limit, before: cursor, offset }),
    ]);
    const { items, nextCursor } = pageOf(read, limit);
    const body: z.infer<typeof attributionAnswer> = {
      attribution: own === null ? null : { ...own, ...times(own) },
      referrals: items.map((item) => ({
        ...item,
        ...times(item),
        wallet: checksummed(item.wallet),
      })),
      nextCursor,
    };
    return c.json(body, 200);
  });
}

function times({
  claimedAt,
  lockedAt,
}: {
  readonly claimedAt: Date;
  readonly lockedAt: Date | null;
}) {
  return { claimedAt: claimedAt.toISOString(), lockedAt: lockedAt?.toISOString() ?? null };
}

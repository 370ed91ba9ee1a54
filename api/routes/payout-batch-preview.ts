import { createRoute, z } from '@hono/zod-openapi';
import { smallestPayout } from '../../db/create-batch.ts';
import { withProgram } from '../../db/database.ts';
import {
  batchPayoutsMax,
  type PayableSum,
  payableSums,
} from '../../db/queries/payable-commissions.ts';
import { batchOfPeriod } from '../../db/queries/payout-batches.ts';
import { onChainUnavailable } from '../../db/queries/payout-rails.ts';
import { releaseForBatch } from '../../db/release-commissions.ts';
import { periodBounds } from '../../domain/payout-period.ts';
import { isOnChain } from '../../domain/payout-status.ts';
import { defaultMethod, leftOutReasons, sortOut } from '../../domain/plan-payouts.ts';
import type { App, RouteServices } from '../app-parts.ts';
import { findProgram } from '../find-program.ts';
import { requireRole } from '../operators.ts';
import { dollarAmount } from '../schemas/commission.ts';
import { amountSchema } from '../schemas/intent.ts';
import { keyProblems } from '../schemas/operator-route.ts';
import { newBatchBody, payoutMethodSchema } from '../schemas/payout.ts';
import { payoutRoute } from '../schemas/payout-route.ts';
import { jsonResponse, problemResponses } from '../schemas/problem.ts';
import { checksummed, walletAnswer } from '../schemas/wallet.ts';
import { checkBegun } from './payout-batch-create.ts';

/** Of payouts, and of those left out: the numbers are of all. */
const shownMax = 1000;

const summed = {
  affiliateId: z.string(),
  wallet: walletAnswer,
  amount: amountSchema,
  commissions: z.int().openapi({ description: 'How many it sums.' }),
};

const previewAnswer = z
  .object({
    programId: z.string(),
    period: z.string(),
    minAmount: amountSchema,
    existingBatchId: z
      .string()
      .nullable()
      .openapi({ description: 'The batch that the period has already; with it none is made.' }),
    totalAmount: z.array(amountSchema).openapi({ description: 'By asset.' }),
    affiliateCount: z.int(),
    payoutCount: z.int(),
    unavailable: z.string().nullable().openapi({
      description:
        'Why what is planned on chain could not be paid; it has to be edited to another method before anybody can approve it.',
    }),
    payouts: z
      .array(z.object({ ...summed, method: payoutMethodSchema }))
      .openapi({ description: `The first ${shownMax}.` }),
    leftOutCount: z.int(),
    leftOut: z
      .array(z.object({ ...summed, reason: z.enum(leftOutReasons) }))
      .openapi({ description: `The first ${shownMax}; they keep their commissions.` }),
  })
  .openapi('PayoutPreview');

const route = createRoute({
  ...payoutRoute,
  method: 'post',
  path: '/api/v2/payouts/preview',
  operationId: 'previewPayoutBatch',
  summary: 'What a batch would pay now, and whom it would leave out',
  description:
    'Plans nothing, so it takes no idempotency key. Commissions that are due by now are released first, as every hour.',
  request: { body: { required: true, content: { 'application/json': { schema: newBatchBody } } } },
  responses: {
    200: jsonResponse('As it would be now.', previewAnswer),
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

/** `POST /api/v2/payouts/preview`. */
export function mountPayoutBatchPreview(app: App, services: RouteServices): void {
  const { db } = services;
  app.openapi(route, async function previewPayoutBatch(c) {
    const { programId: reference, period, minAmount: asked = 0n } = c.req.valid('json');
    const { id: programId } = await findProgram(db, reference);
    await requireRole(c, services, { role: 'viewer', programId });
    checkBegun(period, services.now());
    return await withProgram(db, programId, async (tx) => {
      await releaseForBatch(tx, { programId, now: services.now() });
      const minAmount = await smallestPayout(tx, { programId, minAmount: asked });
      const sums = await payableSums(tx, { programId, end: periodBounds(period).end });
      const existingBatchId = await batchOfPeriod(tx, programId, period);
      const planned = sortOut(sums, { minAmount, payoutsMax: batchPayoutsMax });
      const { paid } = planned;
      const onChain = paid.some(({ asset }) => isOnChain(defaultMethod(asset)));
      const unavailable = onChain ? await onChainUnavailable(tx, programId) : null;
      const shown = { programId, period, minAmount: dollarAmount(minAmount, 'USD') };
      return c.json({ ...shown, existingBatchId, unavailable, ...previewOf(planned) }, 200);
    });
  });
}

function previewOf({ paid, leftOut }: ReturnType<typeof sortOut<PayableSum>>) {
  const totals = new Map<string, bigint>();
  for (const { asset, amount } of paid) totals.set(asset, (totals.get(asset) ?? 0n) + amount);
  return {
    totalAmount: [...totals]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([asset, amount]) => dollarAmount(amount, asset)),
    affiliateCount: new Set(paid.map(({ affiliateId }) => affiliateId)).size,
    payoutCount: paid.length,
    payouts: paid
      .slice(0, shownMax)
      .map((sum) => ({ ...sumView(sum), method: defaultMethod(sum.asset) })),
    leftOutCount: leftOut.length,
    leftOut: leftOut.slice(0, shownMax).map(({ sum, reason }) => ({ ...sumView(sum), reason })),
  };
}

function sumView({ affiliateId, wallet, amount, asset, commissions }: PayableSum) {
  return {
    ...{ affiliateId, wallet: checksummed(wallet), commissions },
    amount: dollarAmount(amount, asset),
  };
}

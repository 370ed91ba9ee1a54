import { z } from '@hono/zod-openapi';
import { intentStates } from '../../domain/intent-state.ts';
import { minorUnits } from '../../domain/money.ts';
import { periodPattern } from '../../domain/payout-period.ts';
import { batchStatuses, payoutMethods, payoutStatuses } from '../../domain/payout-status.ts';
import { amountSchema } from './intent.ts';
import { nextCursorAnswer, queryNumber } from './page.ts';
import { dollarsExactly } from './program.ts';
import { programReference } from './program-reference.ts';
import { walletAnswer } from './wallet.ts';

const time = z.iso.datetime();

export const batchStatusSchema = z.enum(batchStatuses).openapi('PayoutBatchStatus');
export const payoutStatusSchema = z.enum(payoutStatuses).openapi('PayoutStatus', {
  description:
    'PLANNED until its batch is executed. UNKNOWN: its rail gave no answer, it is asked and never sent again. EXCLUDED: taken out by an edit.',
});
export const payoutMethodSchema = z.enum(payoutMethods).openapi('PayoutMethod');

/** A month, in a query or body. */
export const periodParameter = z
  .string('a month, such as 2026-10')
  .regex(periodPattern, 'a month, such as 2026-10')
  .openapi({ description: 'A month in UTC.', example: '2026-10' });

/** A payout method on its way in. */
export const methodParameter = z.enum(payoutMethods, payoutMethods.join(', '));

/** The digest of a batch as somebody saw it. */
export const digestParameter = z
  .string('the digest of the batch')
  .regex(/^[0-9a-f]{64}$/, 'the digest of the batch: 64 lower-case hex digits')
  .openapi({ description: 'The `digest` of the batch as it was seen.' });

/** The id of a payout in a body. */
export const payoutIdParameter = z
  .uuid('the id of a payout')
  .transform((id) => id.toLowerCase())
  .openapi({ type: 'string', format: 'uuid' });

/** Whose payouts, and up to when. */
export const newBatchBody = z
  .strictObject({
    programId: programReference,
    period: periodParameter.openapi({
      description:
        'The month that has to have begun: of the present one, what has become payable so far.',
    }),
    minAmount: dollarsExactly.optional().openapi({
      description:
        "Smallest payout, in minor units of a 6-decimals dollar; the program's own minimum counts where it is larger.",
    }),
  })
  .openapi('PayoutBatchRequest');

/** `limit` and `cursor` of the payouts of a batch, which are read in larger pages than lists. */
export const payoutsQuery = {
  limit: queryNumber({ minimum: 1, maximum: 1000, default: 1000 }),
  cursor: z
    .uuid('the nextCursor of the page before')
    .optional()
    .openapi({ type: 'string', description: 'The `nextCursor` of the page before.' }),
};

/** A payout. */
export const payoutSchema = z
  .object({
    id: z.string(),
    batchId: z.string(),
    period: z.string(),
    affiliateId: z.string(),
    wallet: walletAnswer,
    method: payoutMethodSchema,
    amount: amountSchema,
    status: payoutStatusSchema,
    commissions: z.int().openapi({ description: 'How many are in it.' }),
    retriesId: z.string().nullable().openapi({ description: 'The failed one it tries again.' }),
    intentId: z.string().nullable().openapi({ description: 'What carries it out, once executed.' }),
    statusUrl: z.string().nullable().openapi({ description: "The intent's." }),
    failure: z.object({ code: z.string(), detail: z.string() }).optional(),
    bankReference: z.string().nullable(),
    createdAt: time,
    endedAt: time.nullable(),
  })
  .openapi('Payout');

const seconds = z
  .int()
  .nullable()
  .openapi({ description: 'Whole seconds since the batch was created.' });

const batchFields = {
  batchId: z.string(),
  programId: z.string(),
  period: z.string(),
  status: batchStatusSchema,
  digest: z.string().openapi({
    description:
      'SHA-256 of the canonical batch (RFC 8785): what an approval names. Another one with every edit. Once the batch is PARTIALLY_FAILED, of what has failed and would be tried again, with the last result of each.',
  }),
  version: z.int(),
  minAmount: amountSchema,
  totalAmount: z
    .array(amountSchema)
    .openapi({ description: 'By asset: sums of its payouts, without those taken out.' }),
  paidAmount: z.array(amountSchema),
  failedAmount: z
    .array(amountSchema)
    .openapi({ description: 'What failed and was not tried again.' }),
  affiliateCount: z.int(),
  payoutCount: z.int(),
  createdBy: z.string(),
  makers: z
    .array(z.string())
    .openapi({ description: 'Operators who made or edited it, and so do not approve it.' }),
  approvals: z
    .array(z.object({ operatorId: z.string(), at: time, counts: z.boolean() }))
    .openapi({ description: 'Of the batch as it is now.' }),
  approvalsNeeded: z
    .int()
    .openapi({ description: "2 where the total is above the program's secondApprovalAbove." }),
  retry: z
    .object({
      payouts: z.int().openapi({ description: 'That have failed and were not tried again.' }),
      byHand: z.int().openapi({
        description:
          'Of these, by hand: another try takes new approvals, by people who neither brought their results nor ask for the try.',
      }),
      contradicted: z.int().openapi({
        description: 'Of these, the bank has said two things: two people decide first.',
      }),
      approvals: z
        .array(
          z.object({
            operatorId: z.string(),
            payouts: z.int().openapi({ description: 'How many of them this person has approved.' }),
          }),
        )
        .openapi({ description: 'Of another try.' }),
    })
    .nullable()
    .openapi({ description: 'What `retry-failed` would try again; null: nothing.' }),
  createdAt: time,
  approvedAt: time.nullable(),
  executedAt: time.nullable(),
  finishedAt: time.nullable(),
  cancelledAt: time.nullable(),
  executions: z
    .array(
      z.object({
        intentId: z.string(),
        state: z.enum(intentStates),
        parked: z.boolean(),
        workflowId: z.string().openapi({ description: "Under which Temporal's UI shows it." }),
        statusUrl: z.string(),
      }),
    )
    .openapi({ description: 'The execution, and each retry of what had failed; oldest first.' }),
  secondsToApproval: seconds,
  secondsToSettlement: seconds,
};

/** A batch in a list, and after a change. */
export const batchSchema = z.object(batchFields).openapi('PayoutBatch');

/** A batch with a page of its payouts, by their ids. */
export const batchWithPayoutsSchema = z
  .object({ ...batchFields, payouts: z.array(payoutSchema), nextCursor: nextCursorAnswer })
  .openapi('PayoutBatchWithPayouts');

/** Minor units in a row of a bank's file. */
export const bankAmount = z
  .string('minor units as a string')
  .pipe(minorUnits)
  .openapi({ type: 'string', description: 'Minor units.', example: '12500000' });

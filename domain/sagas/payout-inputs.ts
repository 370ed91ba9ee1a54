import { z } from 'zod';

/** What a payout batch's intent is accepted with: one for its execution, and one for each retry of what failed. */
export const payoutBatchInput = z.object({ batchId: z.uuid() });

/** What a payout's intent is accepted with. Whom it pays, how much and how, is in the payout's row. */
export const payoutInput = z.object({ batchId: z.uuid(), payoutId: z.uuid() });

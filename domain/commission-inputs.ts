import { z } from 'zod';

/** What a fee was split by, as it is kept with the split: enough to compute the same integers again. */
export const commissionInputs = z.object({
  directBps: z.int(),
  overrideBps: z.int(),
  maxDepth: z.int(),
  holdPeriodDays: z.int(),
  /** Version of the program's settings that the rates are from. */
  programVersion: z.int(),
  /** LOCKED: the payer has proven who brought it. Only then somebody earns. */
  attribution: z.enum(['PROVISIONAL', 'LOCKED']).nullable(),
  /** Affiliates above the payer, nearest first, whether or not they earn. */
  line: z.array(z.object({ affiliateId: z.string(), active: z.boolean() })),
});

export type CommissionInputs = z.infer<typeof commissionInputs>;

/** The affiliates who may earn: nobody where the payer has not proven who brought it. */
export function earningLine({ attribution, line }: CommissionInputs): CommissionInputs['line'] {
  return attribution === 'LOCKED' ? line : [];
}

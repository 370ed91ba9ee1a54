import { z } from 'zod';
import type { Decision } from './saga-activities.ts';

/** Longest reason an operator may give. */
export const decisionReasonCharsMax = 1000;

const decisionInput: z.ZodType<Decision> = z.strictObject({
  id: z.uuid().optional(),
  type: z.enum(['retry', 'abandon']),
  operator: z.string().min(1).max(200),
  reason: z.string().max(2000),
});

/** What is wrong with a decision as it arrives, or null when nothing is. */
export function problemOfDecision(decision: unknown): string | null {
  const parsed = decisionInput.safeParse(decision);
  if (parsed.success) return null;
  return `Expected {type: "retry" | "abandon", operator, reason, id?}: ${z.prettifyError(parsed.error)}`;
}

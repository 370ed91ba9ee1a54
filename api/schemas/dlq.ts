import { z } from '@hono/zod-openapi';
import { decisionReasonCharsMax } from '../../domain/sagas/decision.ts';
import { kindSchema, stateSchema } from './intent.ts';
import { nextCursorAnswer } from './page.ts';
import { walletAnswer } from './wallet.ts';

const time = z.iso.datetime();
const decisionType = z.enum(['retry', 'abandon']);

/** What an operator decided, and what became of it. */
const decisionSchema = z
  .object({
    id: z.string(),
    type: decisionType,
    operator: z.string(),
    reason: z.string(),
    createdAt: time,
    deliveredAt: time.nullable().openapi({ description: 'When a run last took it in.' }),
    outcome: z.enum(['resumed', 'abandoned', 'refused', 'moot']).nullable().openapi({
      description: 'Null until it is carried out; `moot`: the intent had moved on by itself.',
    }),
    outcomeDetail: z.string().nullable(),
    endedAt: time.nullable(),
  })
  .openapi('Decision');

/** An intent that waits for an operator, or did. */
export const parkedIntentSchema = z
  .object({
    intentId: z.string(),
    kind: kindSchema,
    state: stateSchema,
    program: z.string().openapi({ description: 'Its slug.' }),
    wallet: walletAnswer,
    parked: z.boolean(),
    parkedReason: z.string().nullable(),
    parkedAt: time.nullable(),
    workflowId: z.string(),
    temporalUrl: z.string().nullable(),
    canAbandon: z.boolean(),
    abandonRefusedBecause: z.string().nullable(),
    remedy: z.string().nullable().openapi({ description: 'What can be done.' }),
    decisions: z.array(decisionSchema).openapi({ description: 'The newest 50, newest first.' }),
  })
  .openapi('ParkedIntent');

export const parkedListSchema = z
  .object({ intents: z.array(parkedIntentSchema), nextCursor: nextCursorAnswer })
  .openapi('ParkedIntents');

export const decisionBody = z
  .object({
    reason: z
      .string()
      .trim()
      .min(1, 'why it is decided so')
      .max(decisionReasonCharsMax, `at most ${decisionReasonCharsMax} characters`)
      .openapi({ description: 'Why; kept with the decision, the intent and the audit log.' }),
  })
  .openapi('DecisionRequest');

export const decisionAnswer = z
  .object({
    decisionId: z.string(),
    intentId: z.string(),
    type: decisionType,
    status: z.literal('accepted'),
  })
  .openapi('DecisionAccepted');

/** Something that is not as it should be. */
export const findingSchema = z
  .object({
    id: z.string(),
    code: z.string(),
    severity: z.enum(['critical', 'warning']).nullable(),
    meaning: z.string().nullable(),
    remedy: z.string().nullable(),
    subject: z.string().openapi({ example: 'intent:0198f5b2-7f6e-7000-8000-000000000000' }),
    program: z.string().nullable(),
    detail: z.string(),
    seen: z.int().openapi({ description: 'How often it was seen.' }),
    openedAt: time,
    lastSeenAt: time,
    closedAt: time.nullable(),
    closeReason: z.string().nullable(),
  })
  .openapi('Finding');

export const findingListSchema = z
  .object({ findings: z.array(findingSchema), nextCursor: nextCursorAnswer })
  .openapi('Findings');

import { z } from '@hono/zod-openapi';
import { intentStates } from '../../domain/intent-state.ts';
import { allIntentKinds } from '../../domain/sagas/registry.ts';
import { txHashAnswer, walletAnswer } from './wallet.ts';

/** An amount in minor units with its asset. */
export const amountSchema = z
  .object({
    amount: z.string().openapi({ description: 'Minor units.', example: '100000000' }),
    asset: z.string().openapi({ example: 'USDC' }),
    decimals: z.int().openapi({ example: 6 }),
  })
  .openapi('Amount');

export const stateSchema = z.enum(intentStates).openapi('IntentState');
export const kindSchema = z.enum(allIntentKinds).openapi('IntentKind');
const time = z.iso.datetime();

/** A change of an intent: of its state, or of being parked. */
export const transitionSchema = z
  .object({
    version: z.int(),
    // Not `.nullable()`: of a named schema that is documented as one that null never fits.
    from: z.union([stateSchema, z.null()]),
    to: stateSchema,
    at: time,
    actor: z.string(),
    reason: z.string(),
  })
  .openapi('Transition');

const paymentSchema = z.object({
  txHash: txHashAnswer,
  logIndex: z.int(),
  blockNumber: z.string(),
  payer: walletAnswer,
  recipient: walletAnswer,
  amount: amountSchema,
  status: z.enum(['SUSPENSE', 'APPLIED', 'VANISHED']),
});

const deliverySchema = z.object({
  state: z.enum(['OPEN', 'EFFECTIVE', 'WITHOUT_EFFECT']),
  wallet: walletAnswer,
  nonce: z.int(),
  txHash: txHashAnswer.nullable().openapi({ description: 'The newest attempt.' }),
  attempts: z.array(
    z.object({
      ordinal: z.int(),
      txHash: txHashAnswer,
      broadcastAt: time.nullable(),
      minedBlock: z.string().nullable(),
      gasUsed: z.string().nullable(),
    }),
  ),
});

const ledgerTransactionSchema = z.object({
  id: z.string(),
  reference: z.string(),
  effectiveAt: time,
  createdAt: time,
  postings: z.array(
    z.object({ account: z.string(), direction: z.enum(['debit', 'credit']), amount: amountSchema }),
  ),
});

/** An intent as anybody may see it. */
export const intentSchema = z
  .object({
    id: z.string(),
    kind: kindSchema,
    state: stateSchema,
    parked: z.boolean(),
    parkedReason: z
      .string()
      .nullable()
      .openapi({ description: 'Why it waits for an operator; null when it does not.' }),
    program: z.object({ id: z.string(), slug: z.string() }),
    wallet: walletAnswer,
    idempotencyKey: z.string(),
    workflowId: z.string(),
    createdAt: time,
    updatedAt: time,
    transitions: z.array(transitionSchema),
    payment: paymentSchema.optional(),
    delivery: deliverySchema.optional(),
    failure: z.object({ code: z.string(), detail: z.string() }).optional(),
    ledgerTransactions: z.array(ledgerTransactionSchema),
  })
  .openapi('Intent');

/** An intent in a list. */
export const intentSummarySchema = z
  .object({
    id: z.string(),
    kind: kindSchema,
    state: stateSchema,
    parked: z.boolean(),
    createdAt: time,
    updatedAt: time,
    failure: z.object({ code: z.string(), detail: z.string() }).optional(),
  })
  .openapi('IntentSummary');

import { z } from 'zod';

/** The parts of the API's answers that the demo shows. */

const hex = z.templateLiteral(['0x', z.string().regex(/^[0-9a-fA-F]+$/)]);
const token = z.object({ address: hex, decimals: z.number() });

export const configShape = z.object({
  mode: z.string(),
  chainId: z.number(),
  rpcUrl: z.string(),
  treasuryAddress: hex,
  tokens: z.object({ USDC: token, USDT: token, SGE: token }),
  temporalUiUrl: z.string().nullish(),
});

export const registeredShape = z.object({
  tokenId: z.string().nullable(),
  txHash: z.string().nullable(),
  intentId: z.string(),
  status: z.string(),
});

export const preparedShape = z.object({
  feeAmount: z.string(),
  feeFormatted: z.string(),
  transactions: z.array(z.object({ to: hex, data: hex })),
  quoteId: z.string(),
});

export const recordedShape = z.object({ intentId: z.string(), status: z.string() });

const money = z.object({ amount: z.string(), asset: z.string(), decimals: z.number() });

export const intentShape = z.object({
  id: z.string(),
  kind: z.string(),
  state: z.string(),
  parked: z.boolean(),
  workflowId: z.string(),
  transitions: z.array(z.object({ to: z.string(), at: z.string(), reason: z.string() })),
  payment: z.object({ txHash: z.string() }).nullish(),
  delivery: z.object({ txHash: z.string().nullable() }).nullish(),
  failure: z.object({ code: z.string(), detail: z.string() }).nullish(),
  ledgerTransactions: z.array(
    z.object({
      id: z.string(),
      reference: z.string(),
      postings: z.array(
        z
          .object({ account: z.string(), direction: z.enum(['debit', 'credit']) })
          .and(z.object({ amount: money })),
      ),
    }),
  ),
});

export const claimInfoShape = z.object({
  hasClaimed: z.boolean(),
  sgeBalanceFormatted: z.string(),
});

export type Config = z.infer<typeof configShape>;
export type Intent = z.infer<typeof intentShape>;

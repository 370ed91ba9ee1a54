import { z } from 'zod';
import { intentSchema } from '../../api/schemas/intent.ts';

// The parts of the API's answers that the page shows.

const hex = z.templateLiteral(['0x', z.string().regex(/^[0-9a-fA-F]+$/)]);
const token = z.object({ address: hex, decimals: z.number() });

export const configAnswer = z.object({
  version: z.string(),
  chainId: z.number(),
  treasuryAddress: hex,
  tokens: z.object({ USDC: token, USDT: token, SGE: token }),
});

export const registerAnswer = z.object({ intentId: z.string() });

export const statusAnswer = z.object({ tokenId: z.string().nullable() });

export const prepareAnswer = z.object({
  feeFormatted: z.string(),
  quoteId: z.string(),
  transactions: z.array(z.object({ description: z.string(), to: hex, data: hex })).min(1),
});

export const recordAnswer = z.object({ intentId: z.string() });

export const intentAnswer = intentSchema;

export type Config = z.infer<typeof configAnswer>;
export type Intent = z.infer<typeof intentAnswer>;
export type Prepared = z.infer<typeof prepareAnswer>;
export type PaymentToken = 'USDC' | 'USDT';

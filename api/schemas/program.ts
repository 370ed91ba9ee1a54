import { z } from '@hono/zod-openapi';
import { minorUnits, parseDecimal } from '../../domain/money.ts';
import { basisPoints, dollarDecimals, programTokenDecimals } from '../../domain/program-rules.ts';
import { amountSchema } from './intent.ts';
import { nextCursorAnswer } from './page.ts';
import { plainText } from './plain-text.ts';
import { paymentTokenSchema, paymentTokens } from './token.ts';
import { walletAnswer, walletParameter } from './wallet.ts';

const statuses = ['ACTIVE', 'PAUSED', 'ARCHIVED'] as const;
const deliveries = ['TREASURY', 'VAULT'] as const;
const time = z.iso.datetime();

/** A program as everybody may see it. */
export const programSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    slug: z.string(),
    status: z.enum(statuses),
    chainId: z.int(),
    treasuryAddress: walletAnswer,
    delivery: z.enum(deliveries),
    vaultAddress: walletAnswer.nullable(),
    feeUsd: z.number().openapi({ example: 100 }),
    fee: amountSchema.openapi({ description: 'The same, exactly; in any accepted token.' }),
    claimAmount: z.number().openapi({ description: 'Program tokens.', example: 1000 }),
    claim: amountSchema.openapi({ description: 'The same, exactly.' }),
    directCommissionPct: z.number().openapi({ example: 10 }),
    overrideCommissionPct: z.number().openapi({ example: 5 }),
    maxAffiliateDepth: z.int().openapi({ example: 2 }),
    minPayout: amountSchema,
    secondApprovalAbove: amountSchema.openapi({
      description: 'A payout batch over more than this needs two approvers.',
    }),
    holdPeriodDays: z.int(),
    acceptedTokens: z.array(z.enum(paymentTokens)),
    confirmations: z.int(),
    kycRequired: z.boolean(),
    commerceRequired: z.boolean(),
    walletProofRequired: z.boolean(),
    mintsIdentityToken: z.boolean(),
    identityTokenAddress: walletAnswer
      .nullable()
      .openapi({ description: "The program's own identity token; null: the one of the chain." }),
    version: z.int().openapi({ description: 'Grows with every change; also the `ETag`.' }),
    createdAt: time,
    updatedAt: time,
  })
  .openapi('Program');

export const programListSchema = z
  .object({ programs: z.array(programSchema), nextCursor: nextCursorAnswer })
  .openapi('Programs');

/** A decimal as a JSON number or, with any number of digits, as a string; in minor units from here on. */
function decimal(decimals: number, max: bigint) {
  const expected = `a decimal from 0 with at most ${decimals} places`;
  return z
    .union([z.number(), z.string().max(100)], { error: expected })
    .transform((value, context) => {
      try {
        const amount = parseDecimal(String(value), decimals);
        if (amount <= max) return amount;
      } catch {
        // Said below.
      }
      context.addIssue({ code: 'custom', message: expected });
      return z.NEVER;
    });
}

const positive = (amount: bigint) => amount > 0n;
/** A fee and a claim beyond these are mistakes. */
const feeMax = 10n ** 9n * 10n ** BigInt(dollarDecimals);
const claimMax = 10n ** 15n * 10n ** BigInt(programTokenDecimals);
const documented = (description: string) => ({
  type: 'number' as const,
  description: `${description} A string for more digits than a double holds.`,
});

const percent = z
  .union([z.number(), z.string().max(100)], { error: 'a percentage from 0 to 100' })
  .transform((value, context) => {
    try {
      const bps = basisPoints(String(value));
      if (bps <= 10_000) return bps;
    } catch {
      // Said below.
    }
    context.addIssue({
      code: 'custom',
      message: 'a percentage from 0 to 100 with at most 2 decimals',
    });
    return z.NEVER;
  })
  .openapi({ type: 'number', description: 'Percent of the paid fee, at most two decimals.' });

const wholeNumber = (min: number, max: number) =>
  z
    .int(`a whole number from ${min} to ${max}`)
    .min(min, `a whole number from ${min} to ${max}`)
    .max(max, `a whole number from ${min} to ${max}`);

/** Letters of any script; nothing that can not be seen, and nothing PostgreSQL refuses. */
const programName = z
  .string('1 to 100 characters')
  .trim()
  .min(1, '1 to 100 characters')
  .max(100, '1 to 100 characters')
  .regex(/^[^\p{C}\u2028\u2029]*$/u, 'characters that can be seen')
  .openapi(plainText(100));

/** An amount of dollars, exactly. */
export const dollarsExactly = z
  .union(
    [
      minorUnits,
      z
        .strictObject({
          amount: minorUnits,
          asset: z.literal('USD'),
          decimals: z.literal(dollarDecimals),
        })
        .transform(({ amount }) => amount),
    ],
    { error: 'minor units of a 6-decimals dollar as a string, or an amount in USD' },
  )
  .refine((amount) => amount <= feeMax, 'at most a billion dollars')
  .openapi({
    type: 'string',
    description: 'Minor units of a 6-decimals dollar; an amount object in USD is taken too.',
  });

/** What of a program can be set. */
const configurable = {
  name: programName,
  treasuryAddress: walletParameter,
  delivery: z.enum(deliveries),
  vaultAddress: walletParameter.nullable(),
  feeUsd: decimal(dollarDecimals, feeMax)
    .refine(positive, 'more than 0')
    .openapi(documented('Dollars, at most 6 decimals.')),
  claimAmount: decimal(programTokenDecimals, claimMax)
    .refine(positive, 'more than 0')
    .openapi(documented('Program tokens, at most 18 decimals.')),
  directCommissionPct: percent,
  overrideCommissionPct: percent,
  maxAffiliateDepth: wholeNumber(0, 10),
  minPayout: dollarsExactly,
  secondApprovalAbove: dollarsExactly,
  holdPeriodDays: wholeNumber(0, 365),
  acceptedTokens: z
    .array(paymentTokenSchema)
    .min(1, 'at least one of USDC and USDT')
    .max(2, 'USDC and USDT once each')
    .refine((tokens) => new Set(tokens).size === tokens.length, 'each token once'),
  confirmations: wholeNumber(1, 1000),
  kycRequired: z.boolean(),
  commerceRequired: z.boolean(),
  walletProofRequired: z.boolean(),
};

const optional = z.strictObject(configurable).partial();

/** The rates of a program, all of them. */
export const commissionRulesBody = optional
  .pick({ directCommissionPct: true, overrideCommissionPct: true, maxAffiliateDepth: true })
  .required()
  .openapi('CommissionRules');

export const createProgramBody = optional
  .required({ name: true, treasuryAddress: true, feeUsd: true, claimAmount: true })
  .extend({
    slug: z
      .string('lower-case letters, digits and dashes')
      .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'lower-case letters, digits and dashes, at most 63')
      .refine((slug) => !z.uuid().safeParse(slug).success, 'not the form of an id'),
    identityTokenAddress: walletParameter.optional().openapi({
      description:
        "An identity token that the platform's wallet may mint, of its own for this program. Without it the program shares the chain's, of which a wallet has one in all.",
    }),
    chainId: z.int().optional().openapi({ description: 'The chain of this server.' }),
  })
  .openapi('CreateProgramRequest');

export const changeProgramBody = optional
  .extend({
    status: z.enum(statuses).optional().openapi({ description: 'ARCHIVED is for ever.' }),
    version: z
      .int()
      .optional()
      .openapi({ description: 'Refused with 409 unless the program is at this version.' }),
  })
  .openapi('ChangeProgramRequest');

/** The settings of a request, whichever of the two. */
export type ProgramSettings = z.output<typeof optional>;

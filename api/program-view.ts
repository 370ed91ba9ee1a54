import { z } from '@hono/zod-openapi';
import type { programs } from '../db/schema/programs.ts';
import { dollarDecimals, percentOf, programTokenDecimals } from '../domain/program-rules.ts';
import { claimTokens, feeDollars } from './program-numbers.ts';
import type { programSchema } from './schemas/program.ts';
import { paymentTokens } from './schemas/token.ts';
import { checksummed } from './schemas/wallet.ts';

export type ProgramRow = typeof programs.$inferSelect;

const tokensOf = z.array(z.enum(paymentTokens));

/** A program as it is answered. */
export function programView(row: ProgramRow): z.infer<typeof programSchema> {
  const dollars = (amount: bigint) => ({
    amount: amount.toString(),
    asset: 'USD',
    decimals: dollarDecimals,
  });
  return {
    id: row.id,
    name: row.name,
    slug: row.slug,
    status: row.status,
    chainId: row.chainId,
    treasuryAddress: checksummed(row.treasuryAddress),
    delivery: row.delivery,
    vaultAddress: row.vaultAddress === null ? null : checksummed(row.vaultAddress),
    feeUsd: feeDollars(row),
    fee: dollars(row.feeAmount),
    claimAmount: claimTokens(row),
    claim: { amount: row.claimAmount.toString(), asset: 'SGE', decimals: programTokenDecimals },
    directCommissionPct: percentOf(row.directCommissionBps),
    overrideCommissionPct: percentOf(row.overrideCommissionBps),
    maxAffiliateDepth: row.maxAffiliateDepth,
    minPayout: dollars(row.minPayout),
    secondApprovalAbove: dollars(row.secondApprovalAbove),
    holdPeriodDays: row.holdPeriodDays,
    acceptedTokens: tokensOf.parse(row.acceptedTokens),
    confirmations: row.confirmations,
    kycRequired: row.kycRequired,
    commerceRequired: row.commerceRequired,
    walletProofRequired: row.walletProofRequired,
    mintsIdentityToken: row.mintsIdentityToken,
    identityTokenAddress:
      row.identityTokenAddress === null ? null : checksummed(row.identityTokenAddress),
    version: row.version,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

/** What a change of it is conditional on. */
export function etagOf({ version }: Pick<ProgramRow, 'version'>): string {
  return `"${version}"`;
}

import type { ProgramToken } from '../db/queries/program-by-slug.ts';
import type { programs } from '../db/schema/programs.ts';
import { type Address, CallReverts, type Chain } from '../domain/chain-port.ts';
import { ApiError, type FieldError } from '../domain/errors.ts';
import { formatMinor } from '../domain/money.ts';
import { commissionBpsMax, dollarDecimals } from '../domain/program-rules.ts';
import type { ProgramRow } from './program-view.ts';
import type { ProgramSettings } from './schemas/program.ts';

/** The columns that a request can set. */
export type ProgramColumns = Omit<
  ProgramRow,
  | 'id'
  | 'slug'
  | 'status'
  | 'chainId'
  | 'identityTokenAddress'
  | 'version'
  | 'createdAt'
  | 'updatedAt'
>;

/** What a new program has where its request says nothing. */
export const programDefaults = {
  confirmations: 2,
  mintsIdentityToken: true,
  delivery: 'TREASURY',
  vaultAddress: null,
  directCommissionBps: 1000,
  overrideCommissionBps: 500,
  maxAffiliateDepth: 2,
  minPayout: 10_000_000n,
  secondApprovalAbove: 10_000_000_000n,
  holdPeriodDays: 30,
  acceptedTokens: ['USDC', 'USDT'],
  kycRequired: false,
  commerceRequired: false,
  walletProofRequired: false,
} satisfies Partial<typeof programs.$inferInsert>;

/**
 * A program's columns with the settings of a request put in. A program that goes back to its treasury lets go of
 * its vault.
 */
export function withSettings(columns: ProgramColumns, settings: ProgramSettings): ProgramColumns {
  const { delivery = columns.delivery } = settings;
  const keptVault = settings.delivery === 'TREASURY' ? null : columns.vaultAddress;
  const {
    name = columns.name,
    treasuryAddress = columns.treasuryAddress,
    vaultAddress = keptVault,
    feeUsd: feeAmount = columns.feeAmount,
    claimAmount = columns.claimAmount,
    directCommissionPct: directCommissionBps = columns.directCommissionBps,
    overrideCommissionPct: overrideCommissionBps = columns.overrideCommissionBps,
    maxAffiliateDepth = columns.maxAffiliateDepth,
    minPayout = columns.minPayout,
    secondApprovalAbove = columns.secondApprovalAbove,
    holdPeriodDays = columns.holdPeriodDays,
    acceptedTokens = columns.acceptedTokens,
    confirmations = columns.confirmations,
    kycRequired = columns.kycRequired,
    commerceRequired = columns.commerceRequired,
    walletProofRequired = columns.walletProofRequired,
  } = settings;
  return {
    name,
    treasuryAddress,
    delivery,
    vaultAddress,
    feeAmount,
    claimAmount,
    directCommissionBps,
    overrideCommissionBps,
    maxAffiliateDepth,
    minPayout,
    secondApprovalAbove,
    holdPeriodDays,
    acceptedTokens,
    confirmations,
    kycRequired,
    commerceRequired,
    walletProofRequired,
    mintsIdentityToken: columns.mintsIdentityToken,
  };
}

/** Refuses settings that do not go together. @throws ApiError VALIDATION_FAILED naming the field. */
export function checkTogether(columns: ProgramColumns): void {
  if (commissionBpsMax(columns) > 10_000) {
    throw wrongField(
      '/overrideCommissionPct',
      'all levels together at most 100 percent of the fee',
    );
  }
  if (columns.delivery === 'VAULT' && columns.vaultAddress === null) {
    throw wrongField('/vaultAddress', 'the claim vault of a program with delivery VAULT');
  }
  if (columns.delivery === 'TREASURY' && columns.vaultAddress !== null) {
    throw wrongField('/vaultAddress', 'none with delivery TREASURY');
  }
}

/**
 * Asks the vault whether it takes the program's fee in each of its tokens, before the program has it.
 * @throws ApiError VALIDATION_FAILED naming the field; ChainUnavailable.
 */
export async function checkVault(
  chain: Chain,
  columns: ProgramColumns,
  tokens: ReadonlyMap<string, ProgramToken>,
): Promise<void> {
  if (columns.delivery !== 'VAULT' || columns.vaultAddress === null) return;
  const vault = `0x${columns.vaultAddress.slice(2)}` as const;
  if (!(await chain.isContract(vault)))
    throw wrongField('/vaultAddress', 'a contract; no code is there');
  for (const symbol of columns.acceptedTokens) {
    const token = tokens.get(symbol);
    if (token === undefined)
      throw new ApiError('UNAVAILABLE', `Chain ${chain.chainId} has no token ${symbol} yet.`);
    const taken = await chain.vaultFee(vault, token.address);
    if (taken === null)
      throw wrongField('/vaultAddress', 'a claim vault; the contract is another one');
    if (taken !== columns.feeAmount) {
      const [asked, takes] = [columns.feeAmount, taken].map((fee) =>
        formatMinor(fee, dollarDecimals),
      );
      throw wrongField(
        '/vaultAddress',
        `a vault that takes ${asked} ${symbol}; this one takes ${takes}`,
      );
    }
  }
}

/**
 * Asks an identity token whether it is one.
 * @throws ApiError VALIDATION_FAILED naming the field; ChainUnavailable.
 */
export async function checkIdentityToken(chain: Chain, address: Address | null): Promise<void> {
  if (address === null) return;
  const wrong = () => wrongField('/identityTokenAddress', 'an identity token contract');
  if (!(await chain.isContract(address))) throw wrong();
  try {
    await chain.identityTokenOf(address, address);
  } catch (error) {
    throw error instanceof CallReverts ? wrong() : error;
  }
}

/** A refusal that names one field. */
export function wrongField(field: string, expected: string): ApiError {
  const errors: FieldError[] = [{ field, expected }];
  return new ApiError('VALIDATION_FAILED', `${field}: expected ${expected}`, { errors });
}

import type { Address } from '../domain/chain-port.ts';
import type { ProgramToOpen } from './open-program.ts';

/** What the default program of a local chain is made from. */
export interface LocalProgramOptions {
  readonly slug: string;
  readonly chainId: number;
  /** Receives the fees: the platform's own wallet, so that payouts can be made from it. */
  readonly treasury: Address;
  readonly deployment: Readonly<Record<'usdc' | 'usdt' | 'sge' | 'sgeid', Address>>;
}

const dollar = 10n ** 6n;
const programToken = 10n ** 18n;

/** The fee on a local chain: 100 dollars, also what the claim vault there takes. */
export const localFee = 100n * dollar;

/** The default program of a local chain: a fee of 100 dollars, 1,000 program tokens, two confirmations. */
export function localProgram({
  slug,
  chainId,
  treasury,
  deployment,
}: LocalProgramOptions): ProgramToOpen {
  return {
    slug,
    name: 'Default program',
    chainId,
    treasuryAddress: treasury,
    feeAmount: localFee,
    claimAmount: 1000n * programToken,
    confirmations: 2,
    tokens: [
      { symbol: 'USDC', address: deployment.usdc, decimals: 6 },
      { symbol: 'USDT', address: deployment.usdt, decimals: 6 },
      { symbol: 'SGE', address: deployment.sge, decimals: 18 },
      { symbol: 'SGEID', address: deployment.sgeid, decimals: 0 },
    ],
    // Half of what deployContracts mints to the platform's wallet.
    inventory: 1_000_000_000n * programToken,
  };
}

import type { FundedWallet } from '../../chain/funded-wallet.ts';
import { formatMinor } from '../../domain/money.ts';
import type { Config, PaymentToken } from './answers.ts';

/** What a holder has of a token, as the chain says. */
export interface Balance {
  readonly holder: 'Your wallet' | 'Treasury';
  readonly asset: PaymentToken | 'SGE';
  /** Exact, without trailing zeros. */
  readonly formatted: string;
}

/** Balances of the wallet and of the platform's treasury, in the payment token and in program tokens. */
export async function readBalances(
  wallet: FundedWallet,
  config: Config,
  paymentToken: PaymentToken,
): Promise<Balance[]> {
  const holders = [
    { holder: 'Your wallet', address: wallet.address },
    { holder: 'Treasury', address: config.treasuryAddress },
  ] as const;
  const asked = holders.flatMap((holder) =>
    ([paymentToken, 'SGE'] as const).map((asset) => ({ ...holder, asset })),
  );
  return await Promise.all(
    asked.map(async ({ holder, address, asset }) => {
      const { address: token, decimals } = config.tokens[asset];
      const formatted = formatMinor(await wallet.balance(token, address), decimals);
      return { holder, asset, formatted };
    }),
  );
}

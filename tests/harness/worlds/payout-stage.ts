/** Where the payout story is played, and how its people pay: the same on the real parts and in MOCK. */
import { encodeFunctionData, erc20Abi, type Hex } from 'viem';
import type { PrivateKeyAccount } from 'viem/accounts';
import { z } from 'zod';
import { testUsdc } from '../../../chain/contracts/test-usdc.generated.ts';
import { developmentAccounts } from '../../../chain/development-keys.ts';
import type { Database } from '../../../db/database.ts';
import type { Chain } from '../../../domain/chain-port.ts';
import type { Asked } from '../actors/sign-in.ts';
import { until } from '../until.ts';

/** What the story needs of the platform it is played on. */
export interface PayoutStage {
  /** The API; of several processes one after the other. */
  readonly door: () => Asked;
  /** The API as it will be next month: time is skipped, not waited. */
  readonly nextMonth: Asked;
  readonly db: Database;
  readonly chain: Chain;
  readonly tokens: Readonly<Record<'usdc' | 'usdt', `0x${string}`>>;
  readonly treasury: `0x${string}`;
  rpc(method: string, params: readonly unknown[]): Promise<unknown>;
  /** How many wallets pay. */
  readonly usersMax: number;
}

/** The present of an API of next month. */
export const inAMonth = () => new Date(Date.now() + 31 * 86_400_000);

/** A wallet that pays its fee, in its token. */
export interface Paying {
  readonly account: PrivateKeyAccount;
  readonly tokenType: 'USDC' | 'USDT';
  readonly amount: bigint;
}

/** How the story is waited for: on the real parts what many wallets do takes its time. */
export const storyPatience = { timeoutMs: 240_000, everyMs: 200 };

const transactionHash = z.templateLiteral(['0x', z.string().regex(/^[0-9a-f]{64}$/)]);

/** Gives wallets what they pay with, has each pay the treasury, and gives the hashes in the same order. */
export async function payFees(stage: PayoutStage, payers: readonly Paying[]): Promise<Hex[]> {
  const { rpc, chain, tokens, treasury } = stage;
  const [bank] = developmentAccounts;
  if (bank === undefined) throw new Error('Expected development accounts');
  const tokenOf = ({ tokenType }: Paying) => (tokenType === 'USDC' ? tokens.usdc : tokens.usdt);
  for (const payer of payers) {
    const { address } = payer.account;
    await rpc('anvil_setBalance', [address, '0xde0b6b3a7640000']);
    const args = [address, payer.amount] as const;
    const data = encodeFunctionData({ abi: testUsdc.abi, functionName: 'mint', args });
    const mint = { from: bank.address, to: tokenOf(payer), data, gas: '0x30d40' };
    await rpc('eth_sendTransaction', [mint]);
  }
  const last = payers.at(-1);
  if (last !== undefined)
    await until(
      async () => (await chain.erc20Balance(tokenOf(last), last.account.address)) >= last.amount,
      { what: 'the last wallet to have its tokens', ...storyPatience },
    );
  const market = await chain.feeMarket();
  const hashes: Hex[] = [];
  for (const payer of payers) {
    const data = encodeFunctionData({
      ...{ abi: erc20Abi, functionName: 'transfer' },
      args: [treasury, payer.amount],
    });
    const raw = await payer.account.signTransaction({
      ...{ type: 'eip1559', chainId: chain.chainId, nonce: 0, to: tokenOf(payer), data },
      ...{ gas: 100_000n, maxFeePerGas: market.maxFeePerGas * 2n },
      maxPriorityFeePerGas: market.maxPriorityFeePerGas,
    });
    hashes.push(transactionHash.parse(await rpc('eth_sendRawTransaction', [raw])));
  }
  return hashes;
}

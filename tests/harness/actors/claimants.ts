/** Wallets that have paid the fee on a local Anvil, made quickly: the node signs for them. */
import { encodeFunctionData, erc20Abi, type Hex } from 'viem';
import { testUsdc } from '../../../chain/contracts/test-usdc.generated.ts';
import { users } from '../../../db/schema/programs.ts';
import { newId } from '../../../domain/ids.ts';
import { callRpc } from '../../../ops/stack/anvil.ts';
import type { RealPlatform } from '../worlds/real-platform.ts';

export interface PaymentOptions {
  readonly wallet: Hex;
  /** @default the USDC of the platform */
  readonly token?: Hex;
  readonly amount: bigint;
}

/** Transfers a fee from a wallet to the treasury and gives the hash; mined when Anvil mines. */
export async function payFee(
  platform: RealPlatform,
  { wallet, amount, token = platform.tokens.usdc }: PaymentOptions,
): Promise<Hex> {
  const { url } = platform.stack.anvil;
  await callRpc(url, 'anvil_setBalance', [wallet, '0xde0b6b3a7640000']);
  await callRpc(url, 'anvil_impersonateAccount', [wallet]);
  await sendFrom(url, {
    from: wallet,
    to: token,
    data: encodeFunctionData({ abi: testUsdc.abi, functionName: 'mint', args: [wallet, amount] }),
  });
  return sendFrom(url, {
    from: wallet,
    to: token,
    data: encodeFunctionData({
      abi: erc20Abi,
      functionName: 'transfer',
      args: [platform.treasury, amount],
    }),
  });
}

async function sendFrom(url: string, transaction: { from: Hex; to: Hex; data: Hex }): Promise<Hex> {
  const hash = await callRpc(url, 'eth_sendTransaction', [{ ...transaction, gas: '0x30d40' }]);
  if (typeof hash !== 'string' || !hash.startsWith('0x'))
    throw new Error(`Expected a transaction hash, got ${String(hash)}`);
  return `0x${hash.slice(2)}`;
}

/** Wallets entered as registered, straight into the database: for measurements of what comes after. */
export async function enterUsers(platform: RealPlatform, wallets: readonly Hex[]): Promise<void> {
  await platform.db.insert(users).values(
    wallets.map((wallet) => ({
      id: newId(),
      programId: platform.programId,
      wallet,
      registerIntentId: newId(),
      tokenId: 1n,
      registeredAt: new Date(),
      registeredBlock: 0n,
    })),
  );
}

import { randomInt } from 'node:crypto';
import {
  createPublicClient,
  createWalletClient,
  encodeFunctionData,
  erc20Abi,
  type Hex,
  http,
  parseEther,
} from 'viem';
import { generatePrivateKey, type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts';
import { viemChainOf } from '../../chain/chain-client.ts';
import { developmentAccounts, isLocalChain } from '../../chain/development-keys.ts';
import { DemoFailed } from './api-client.ts';

/** A wallet made for one demo, with some ETH and the payment token. */
export interface DemoWallet {
  readonly address: Hex;
  /** Sends a transaction and waits until it is mined; gives its hash. */
  send(transaction: { readonly to: Hex; readonly data: Hex }): Promise<Hex>;
  balance(token: Hex): Promise<bigint>;
}

/** What a demo wallet is made of. */
export interface DemoWalletOptions {
  readonly chainId: number;
  readonly rpcUrl: string;
  readonly token: Hex;
  readonly amount: bigint;
}

/**
 * Makes a wallet and funds it from a development account, the way a person would use a faucet.
 * @throws DemoFailed on a chain that is not local: the demo would spend real money.
 */
export async function createDemoWallet({
  chainId,
  rpcUrl,
  token,
  amount,
}: DemoWalletOptions): Promise<DemoWallet> {
  if (!isLocalChain(chainId))
    throw new DemoFailed(`The demo runs on local chains only, this is chain ${chainId}.`);
  const chain = viemChainOf(chainId);
  const reader = createPublicClient({ chain, transport: http(rpcUrl), pollingInterval: 100 });
  // Account 0 deploys; the others serve as faucets, and a random one lets demos run side by side.
  const faucets = developmentAccounts.slice(1);
  const faucet = faucets[randomInt(faucets.length)];
  if (faucet === undefined) throw new DemoFailed('Expected development accounts');
  const account = privateKeyToAccount(generatePrivateKey());

  async function send(
    from: PrivateKeyAccount,
    call: { to: Hex; data?: Hex; value?: bigint },
  ): Promise<Hex> {
    const wallet = createWalletClient({ account: from, chain, transport: http(rpcUrl) });
    const hash = await wallet.sendTransaction(call);
    const receipt = await reader.waitForTransactionReceipt({ hash, timeout: 60_000 });
    if (receipt.status !== 'success') throw new DemoFailed(`Transaction ${hash} was reverted.`);
    return hash;
  }

  const funder = privateKeyToAccount(faucet.privateKey);
  await send(funder, { to: account.address, value: parseEther('0.1') });
  await send(funder, { to: token, data: transferData(account.address, amount) });
  return {
    address: account.address,
    send: ({ to, data }) => send(account, { to, data }),
    balance: (asset) =>
      reader.readContract({
        address: asset,
        abi: erc20Abi,
        functionName: 'balanceOf',
        args: [account.address],
      }),
  };
}

function transferData(to: Hex, amount: bigint): Hex {
  return encodeFunctionData({ abi: erc20Abi, functionName: 'transfer', args: [to, amount] });
}

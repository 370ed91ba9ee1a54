import { randomBytes } from '@noble/hashes/utils.js';
import {
  createPublicClient,
  createWalletClient,
  encodeFunctionData,
  erc20Abi,
  parseEther,
} from 'viem';
import { generatePrivateKey, type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts';
import type { Address, Hex } from '../domain/chain-port.ts';
import { type ChainEndpoint, transportOf, viemChainOf } from './chain-client.ts';
import { developmentAccounts, isLocalChain } from './development-keys.ts';

/** A fresh wallet with some ETH and a payment token, as a person has it after a faucet. */
export interface FundedWallet {
  /** With its checksum. */
  readonly address: Address;
  /**
   * Sends a transaction and waits until it is mined; gives its hash.
   * @throws FundedWalletFailed when it was reverted.
   */
  send(transaction: { readonly to: Address; readonly data: Hex }): Promise<Hex>;
  /** Minor units of an ERC-20 token that `holder` has. @default holder the wallet itself */
  balance(token: Address, holder?: Address): Promise<bigint>;
}

/** Options of {@link createFundedWallet}. */
export interface FundedWalletOptions {
  readonly endpoint: ChainEndpoint;
  /** The ERC-20 token to fund it with, and how many minor units of it. */
  readonly token: Address;
  readonly amount: bigint;
}

/** The wallet could not be made, or a transaction of it was reverted. */
export class FundedWalletFailed extends Error {
  override readonly name = 'FundedWalletFailed';
}

const pollingInterval = 100;
const receiptTimeoutMs = 60_000;
const etherForGas = parseEther('0.1');

/**
 * Makes a wallet and funds it from one of the development accounts.
 * @throws FundedWalletFailed on a chain that is not local: it would spend real money.
 */
export async function createFundedWallet({
  endpoint,
  token,
  amount,
}: FundedWalletOptions): Promise<FundedWallet> {
  if (!isLocalChain(endpoint.chainId)) {
    throw new FundedWalletFailed(
      `Test money exists on local chains only, this is chain ${endpoint.chainId}.`,
    );
  }
  const chain = viemChainOf(endpoint.chainId);
  const transport = transportOf(endpoint);
  const reader = createPublicClient({ chain, transport, pollingInterval });
  const account = privateKeyToAccount(generatePrivateKey());

  async function send(
    from: PrivateKeyAccount,
    call: { to: Address; data?: Hex; value?: bigint },
  ): Promise<Hex> {
    const wallet = createWalletClient({ account: from, chain, transport, pollingInterval });
    const hash = await wallet.sendTransaction(call);
    const receipt = await reader.waitForTransactionReceipt({ hash, timeout: receiptTimeoutMs });
    if (receipt.status !== 'success') {
      throw new FundedWalletFailed(`Transaction ${hash} was reverted.`);
    }
    return hash;
  }

  const faucet = privateKeyToAccount(faucetKey());
  await send(faucet, { to: account.address, value: etherForGas });
  await send(faucet, { to: token, data: transferData(account.address, amount) });
  return {
    address: account.address,
    send: ({ to, data }) => send(account, { to, data }),
    balance: (asset, holder = account.address) =>
      reader.readContract({
        address: asset,
        abi: erc20Abi,
        functionName: 'balanceOf',
        args: [holder],
      }),
  };
}

/** Account 0 deploys; of the others a random one, so that several may be funded side by side. */
function faucetKey(): Hex {
  const faucets = developmentAccounts.slice(1);
  const [byte = 0] = randomBytes(1);
  const faucet = faucets[byte % faucets.length];
  if (faucet === undefined) throw new FundedWalletFailed('Expected development accounts');
  return faucet.privateKey;
}

function transferData(to: Address, amount: bigint): Hex {
  return encodeFunctionData({ abi: erc20Abi, functionName: 'transfer', args: [to, amount] });
}

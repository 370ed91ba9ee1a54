import {
  type Account,
  createWalletClient,
  type Transport,
  type Chain as ViemChain,
  type WalletClient,
} from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { type Address, ChainUnavailable, type Hex } from '../domain/chain-port.ts';
import { type ChainEndpoint, createChainClient, transportOf, viemChainOf } from './chain-client.ts';
import { claimVault } from './contracts/claim-vault.generated.ts';
import { identityToken } from './contracts/identity-token.generated.ts';
import { programToken } from './contracts/program-token.generated.ts';
import { testUsdc } from './contracts/test-usdc.generated.ts';
import { testUsdt } from './contracts/test-usdt.generated.ts';
import { developmentAccounts, isLocalChain } from './development-keys.ts';
import { createChain } from './viem-chain.ts';

/** Where the local contracts are. Lower case. */
export interface Deployment {
  readonly usdc: Address;
  readonly usdt: Address;
  readonly sge: Address;
  readonly sgeid: Address;
}

/** Who pays for the deployment: a key, or an account that the node itself signs for. */
export type Deployer = { readonly privateKey: Hex } | { readonly unlocked: Address };

export interface DeployOptions {
  readonly endpoint: ChainEndpoint;
  readonly deployer: Deployer;
  /** Mints the identity token, and holds the program token that is handed out: the platform's signer. */
  readonly minter: Address;
  /** Who gets a million of each payment token. @default the ten development accounts */
  readonly holders?: readonly Address[];
  /** The minter is given as much wei as it lacks to this. @default 100 ETH */
  readonly minterFunds?: bigint;
  /** How long a transaction may take to be mined. @default 60000 */
  readonly receiptTimeoutMs?: number;
}

type Wallet = WalletClient<Transport, ViemChain, Account>;

const paymentTokensEach = 1_000_000n * 10n ** 6n;
/** The default program is opened with half of it (ledger/local-program.ts); the rest is for further programs. */
const programTokens = 2_000_000_000n * 10n ** 18n;

/**
 * Deploys the payment tokens, the program token and the identity token on a local chain, and hands out
 * what a demo needs. On a fresh chain the addresses are always the same.
 * @throws RangeError on a chain that is not local: two of the tokens can be minted by anyone.
 */
export async function deployContracts(options: DeployOptions): Promise<Deployment> {
  const { endpoint, minter } = options;
  if (!isLocalChain(endpoint.chainId))
    throw new RangeError(`Expected a local chain, got chain ${endpoint.chainId}`);
  const wallet = walletOf(endpoint, options.deployer);
  const mined = createMinedWaiter(endpoint, options.receiptTimeoutMs ?? 60_000);

  const usdcSent = await wallet.deployContract(testUsdc);
  const usdtSent = await wallet.deployContract(testUsdt);
  const sgeSent = await wallet.deployContract({ ...programToken, args: [wallet.account.address] });
  const sgeidSent = await wallet.deployContract({ ...identityToken, args: [minter] });
  const usdc = await mined.contract(usdcSent);
  const usdt = await mined.contract(usdtSent);
  const sge = await mined.contract(sgeSent);
  const sgeid = await mined.contract(sgeidSent);

  const sent: Hex[] = [];
  for (const holder of options.holders ?? developmentAccounts.map((account) => account.address)) {
    const call = { functionName: 'mint', args: [holder, paymentTokensEach] } as const;
    sent.push(await wallet.writeContract({ address: usdc, abi: testUsdc.abi, ...call }));
    sent.push(await wallet.writeContract({ address: usdt, abi: testUsdt.abi, ...call }));
  }
  const delivery = { functionName: 'mint', args: [minter, programTokens] } as const;
  sent.push(await wallet.writeContract({ address: sge, abi: programToken.abi, ...delivery }));
  const lacking =
    (options.minterFunds ?? 100n * 10n ** 18n) - (await createChain(endpoint).balance(minter));
  if (lacking > 0n) sent.push(await wallet.sendTransaction({ to: minter, value: lacking }));
  for (const txHash of sent) await mined.success(txHash);
  return { usdc, usdt, sge, sgeid };
}

/** Names of the recorded contracts that have no code on this chain: all of them after it was started afresh. */
export async function verifyDeployment(
  endpoint: ChainEndpoint,
  deployment: Deployment,
): Promise<readonly string[]> {
  const chain = createChain(endpoint);
  const names = ['usdc', 'usdt', 'sge', 'sgeid'] as const;
  const present = await Promise.all(names.map((name) => chain.isContract(deployment[name])));
  return names.filter((_, index) => present[index] !== true);
}

/** The recorded deployment when it is still there, a new one otherwise. */
export async function ensureContracts(
  options: DeployOptions,
  recorded: Deployment | undefined,
): Promise<Deployment> {
  if (recorded !== undefined && (await verifyDeployment(options.endpoint, recorded)).length === 0)
    return recorded;
  return deployContracts(options);
}

/** A viem wallet for whoever deploys. */
export function walletOf(endpoint: ChainEndpoint, deployer: Deployer): Wallet {
  return createWalletClient({
    account:
      'privateKey' in deployer
        ? privateKeyToAccount(deployer.privateKey)
        : toJsonRpcAccount(deployer.unlocked),
    chain: viemChainOf(endpoint.chainId),
    transport: transportOf(endpoint),
  });
}

function toJsonRpcAccount(address: Address): Account {
  return { address, type: 'json-rpc' };
}

/** A claim vault to be deployed. */
export interface VaultToDeploy {
  readonly endpoint: ChainEndpoint;
  readonly deployer: Deployer;
  /** Who may withdraw and change fees. */
  readonly owner: Address;
  /** The payment tokens it takes. */
  readonly tokens: readonly Address[];
  /** In minor units of each of them. */
  readonly fee: bigint;
  /** @default 60000 */
  readonly receiptTimeoutMs?: number;
}

/** Deploys a claim vault, for one program: it takes one claim of each wallet. Gives its address, lower case. */
export async function deployClaimVault(vault: VaultToDeploy): Promise<Address> {
  const { endpoint, deployer, owner, tokens, fee, receiptTimeoutMs = 60_000 } = vault;
  const wallet = walletOf(endpoint, deployer);
  const sent = await wallet.deployContract({ ...claimVault, args: [owner, tokens, fee] });
  return createMinedWaiter(endpoint, receiptTimeoutMs).contract(sent);
}

/** Deploys an identity token of its own for one program. Gives its address, lower case. */
export async function deployIdentityToken(
  options: Pick<DeployOptions, 'endpoint' | 'deployer' | 'minter' | 'receiptTimeoutMs'>,
): Promise<Address> {
  const { endpoint, deployer, minter, receiptTimeoutMs = 60_000 } = options;
  const sent = await walletOf(endpoint, deployer).deployContract({
    ...identityToken,
    args: [minter],
  });
  return createMinedWaiter(endpoint, receiptTimeoutMs).contract(sent);
}

interface MinedWaiter {
  success(txHash: Hex): Promise<void>;
  contract(txHash: Hex): Promise<Address>;
}

function createMinedWaiter(endpoint: ChainEndpoint, timeout: number): MinedWaiter {
  const client = createChainClient(endpoint);
  async function success(hash: Hex) {
    const receipt = await client.waitForTransactionReceipt({
      hash,
      timeout,
      checkReplacement: false,
    });
    if (receipt.status !== 'success')
      throw new ChainUnavailable(`Expected transaction ${hash} to succeed`);
    return receipt;
  }
  return {
    async success(txHash) {
      await success(txHash);
    },
    async contract(txHash) {
      const { contractAddress } = await success(txHash);
      if (contractAddress === null || contractAddress === undefined) {
        throw new ChainUnavailable(`Expected transaction ${txHash} to create a contract`);
      }
      return `0x${contractAddress.slice(2).toLowerCase()}`;
    },
  };
}

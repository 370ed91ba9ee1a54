/** A chain with the local contracts on it, and the few steps that the chain suites repeat. */
import { generatePrivateKey, privateKeyToAddress } from 'viem/accounts';
import { expect } from 'vitest';
import { createChainClient } from '../../../chain/chain-client.ts';
import type { falseToken } from '../../../chain/contracts/false-token.generated.ts';
import type { feeToken } from '../../../chain/contracts/fee-token.generated.ts';
import type { paymentSplitter } from '../../../chain/contracts/payment-splitter.generated.ts';
import type { reentrantToken } from '../../../chain/contracts/reentrant-token.generated.ts';
import { type Deployment, deployContracts, walletOf } from '../../../chain/deploy.ts';
import { developmentAccounts } from '../../../chain/development-keys.ts';
import { createInProcessEvm } from '../../../chain/in-process-evm.ts';
import { createLocalSigner } from '../../../chain/local-signer.ts';
import { createChain } from '../../../chain/viem-chain.ts';
import type {
  Address,
  Chain,
  ChainCall,
  Hex,
  ReceiptView,
  Signer,
} from '../../../domain/chain-port.ts';
import { type ChainKind, inProcessChain, openTestChain, type TestChain } from './chains.ts';

export const deployer = developmentSigner(0);
export const payer = developmentSigner(1);
export const treasury = developmentSigner(2);
export const other = developmentSigner(3);

/** A wallet nobody has used. Lower case. */
export function freshAddress(): Address {
  return `0x${privateKeyToAddress(generatePrivateKey()).slice(2).toLowerCase()}`;
}

/** A signer nobody has used. */
export function freshSigner(): Signer {
  return createLocalSigner(generatePrivateKey());
}

/** A transfer of minor units, as a saga would ask for it. */
export function transfer(token: Address, to: Address, amount: bigint): ChainCall {
  return { type: 'erc20.transfer', token, to, amount: amount.toString() };
}

/** What a signed call has otherwise than usual. */
export interface Overrides {
  readonly nonce?: number;
  readonly gas?: bigint;
  /** Multiplies both fees. */
  readonly feeFactor?: bigint;
}

type Signed = Awaited<ReturnType<Signer['sign']>>;

export interface ChainFixture extends AsyncDisposable {
  readonly node: TestChain;
  readonly chain: Chain;
  readonly tokens: Deployment;
  /** The platform's signer: mints the identity token, holds the program token. */
  readonly minter: Signer;
  sign(signer: Signer, call: { to: Address; data: Hex }, overrides?: Overrides): Promise<Signed>;
  /** Signs, broadcasts and waits for the receipt. */
  call(
    signer: Signer,
    call: { to: Address; data: Hex },
    overrides?: Overrides,
  ): Promise<ReceiptView>;
  send(signer: Signer, call: ChainCall, overrides?: Overrides): Promise<ReceiptView>;
  mined(txHash: Hex): Promise<ReceiptView>;
  /** Leaves transactions in the pool while `work` runs. */
  withoutMining(work: () => Promise<void>): Promise<void>;
  deploy(
    artifact: typeof falseToken | typeof feeToken | typeof paymentSplitter | typeof reentrantToken,
  ): Promise<Address>;
}

/** A fresh chain of the given kind with the local contracts deployed. */
export async function openChainFixture(kind: ChainKind): Promise<ChainFixture> {
  const { node, minter, tokens } =
    kind === 'anvil' ? await deployedAnvil() : await copyOfDeployed();
  const { endpoint } = node;
  const chain = createChain(endpoint);

  const fixture: ChainFixture = {
    node,
    chain,
    tokens,
    minter,
    async sign(signer, call, { nonce, gas = 200_000n, feeFactor = 1n } = {}) {
      return signer.sign({
        chainId: chain.chainId,
        nonce: nonce ?? (await chain.nonce(signer.address, 'pending')),
        ...call,
        value: 0n,
        gas,
        maxFeePerGas: 20_000_000_000n * feeFactor,
        maxPriorityFeePerGas: 1_000_000_000n * feeFactor,
      });
    },
    async call(signer, call, overrides) {
      const { raw, txHash } = await fixture.sign(signer, call, overrides);
      expect(await chain.broadcast(raw)).toBe('sent');
      return fixture.mined(txHash);
    },
    send: (signer, call, overrides) => fixture.call(signer, chain.encode(call), overrides),
    async mined(txHash) {
      await expect.poll(() => chain.receipt(txHash), { timeout: 5_000 }).not.toBeNull();
      const receipt = await chain.receipt(txHash);
      if (receipt === null) throw new Error(`Expected ${txHash} to stay mined`);
      return receipt;
    },
    async withoutMining(work) {
      await node.rpc('evm_setAutomine', false);
      try {
        await work();
      } finally {
        await node.rpc('evm_setAutomine', true);
        await node.rpc('evm_mine');
      }
    },
    async deploy(artifact) {
      const { abi, bytecode } = artifact;
      const hash = await walletOf(endpoint, deployer).deployContract({ abi, bytecode });
      await fixture.mined(hash);
      const { contractAddress } = await createChainClient(endpoint).getTransactionReceipt({ hash });
      if (!contractAddress) throw new Error('Expected a contract');
      return `0x${contractAddress.slice(2).toLowerCase()}`;
    },
    [Symbol.asyncDispose]: () => node[Symbol.asyncDispose](),
  };
  return fixture;
}

type Deployed = Pick<ChainFixture, 'node' | 'minter' | 'tokens'>;

async function deployedAnvil(): Promise<Deployed> {
  const node = await openTestChain('anvil');
  return { node, ...(await deployOn(node)) };
}

async function deployOn({ endpoint }: TestChain): Promise<Pick<Deployed, 'minter' | 'tokens'>> {
  const minter = freshSigner();
  const tokens = await deployContracts({ endpoint, deployer, minter: minter.address });
  return { minter, tokens };
}

let template: ReturnType<typeof deployInProcess> | undefined;

/** To deploy takes half a second of the processor, to copy the chain next to nothing: so it is done once for a process. */
async function copyOfDeployed(): Promise<Deployed> {
  template ??= deployInProcess();
  const { evm, minter, tokens } = await template;
  return { node: inProcessChain(await evm.copy()), minter, tokens };
}

async function deployInProcess() {
  const evm = await createInProcessEvm({ blockTimeMs: 0 });
  return { evm, ...(await deployOn(inProcessChain(evm))) };
}

function developmentSigner(index: number) {
  const account = developmentAccounts[index];
  if (account === undefined) throw new Error(`Expected a development account ${index}`);
  return { ...account, signer: createLocalSigner(account.privateKey) };
}

// Goal: a wallet that is a contract signs through its code, deployed or not; nobody else's word counts, and a
// node that is away is not a no. Method: real contracts on the in-process EVM.
import {
  createWalletClient,
  encodeFunctionData,
  type Hex,
  hashMessage,
  serializeErc6492Signature,
} from 'viem';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Address, type Chain, ChainUnavailable } from '../domain/chain-port.ts';
import { createChainClient, transportOf, viemChainOf } from './chain-client.ts';
import { smartWallet } from './contracts/smart-wallet.generated.ts';
import { smartWalletFactory } from './contracts/smart-wallet-factory.generated.ts';
import { developmentAccounts } from './development-keys.ts';
import { createInProcessEvm, type InProcessEvm } from './in-process-evm.ts';
import { createChain } from './viem-chain.ts';

const owner = privateKeyToAccount(generatePrivateKey());
const stranger = privateKeyToAccount(generatePrivateKey());
const hash = hashMessage('who I am');
const salt: Hex = `0x${'07'.repeat(32)}`;
let evm: InProcessEvm;
let chain: Chain;
let wallet: Address;
let unborn: Address;
let factory: Address;

beforeAll(async () => {
  evm = await createInProcessEvm({ blockTimeMs: 0 });
  const endpoint = { chainId: 31_337, connection: { provider: evm } };
  chain = createChain(endpoint);
  const [account] = developmentAccounts;
  if (account === undefined) throw new Error('Expected development accounts');
  const client = createChainClient(endpoint);
  const sender = createWalletClient({
    account: account.address,
    chain: viemChainOf(endpoint.chainId),
    transport: transportOf(endpoint),
  });
  const addressOf = async (sent: Hex) => {
    const { contractAddress } = await client.waitForTransactionReceipt({
      hash: sent,
      pollingInterval: 10,
    });
    if (contractAddress === null || contractAddress === undefined)
      throw new Error('Expected a contract');
    return contractAddress;
  };
  wallet = await addressOf(await sender.deployContract({ ...smartWallet, args: [owner.address] }));
  factory = await addressOf(await sender.deployContract(smartWalletFactory));
  unborn = await client.readContract({
    address: factory,
    abi: smartWalletFactory.abi,
    functionName: 'addressOf',
    args: [owner.address, salt],
  });
});
afterAll(() => evm.close());

async function setReverts(reverts: boolean): Promise<void> {
  const [account] = developmentAccounts;
  const call = { abi: smartWallet.abi, functionName: 'setReverts', args: [reverts] } as const;
  await evm.request({
    method: 'eth_sendTransaction',
    params: [{ from: account?.address, to: wallet, data: encodeFunctionData(call) }],
  });
}

function wrapped(signature: Hex): Hex {
  return serializeErc6492Signature({
    address: factory,
    data: encodeFunctionData({
      abi: smartWalletFactory.abi,
      functionName: 'deploy',
      args: [owner.address, salt],
    }),
    signature,
  });
}

describe('a contract that is deployed', () => {
  test('says yes to its owner, and no to everybody else and to nonsense', async () => {
    const good = await owner.signMessage({ message: 'who I am' });
    expect(await chain.contractSignatureHolds({ wallet, hash, signature: good })).toBe(true);
    const bad: Hex[] = [
      await stranger.signMessage({ message: 'who I am' }),
      await owner.signMessage({ message: 'something else' }),
      `${good}00`,
      '0x00',
      '0x',
      `0x${'ff'.repeat(8000)}`,
    ];
    for (const signature of bad) {
      expect(await chain.contractSignatureHolds({ wallet, hash, signature })).toBe(false);
    }
  });

  test('that reverts says no', async () => {
    const signature = await owner.signMessage({ message: 'who I am' });
    await setReverts(true);
    expect(await chain.contractSignatureHolds({ wallet, hash, signature })).toBe(false);
    await setReverts(false);
    expect(await chain.contractSignatureHolds({ wallet, hash, signature })).toBe(true);
  });

  test('that has no such function, or none at all, says no', async () => {
    const signature = await owner.signMessage({ message: 'who I am' });
    for (const other of [factory, owner.address, stranger.address]) {
      expect(await chain.contractSignatureHolds({ wallet: other, hash, signature })).toBe(false);
    }
  });
});

describe('a contract that is not deployed yet', () => {
  test('signs with how it will be deployed', async () => {
    const signature = wrapped(await owner.signMessage({ message: 'who I am' }));
    expect(await chain.contractSignatureHolds({ wallet: unborn, hash, signature })).toBe(true);
    expect(await chain.isContract(unborn)).toBe(false);
  });

  test('is not signed for by others, nor are other wallets by it', async () => {
    const byStranger = wrapped(await stranger.signMessage({ message: 'who I am' }));
    expect(
      await chain.contractSignatureHolds({ wallet: unborn, hash, signature: byStranger }),
    ).toBe(false);
    const byOwner = wrapped(await owner.signMessage({ message: 'who I am' }));
    for (const other of [owner.address, stranger.address]) {
      const asked = { wallet: other, hash, signature: byOwner };
      expect(await chain.contractSignatureHolds(asked)).toBe(false);
    }
  });
});

test('a node that is away is not a no', async () => {
  const away = createChain({
    chainId: 31_337,
    connection: {
      provider: { request: () => Promise.reject(new Error('connect ECONNREFUSED')) },
    },
  });
  const signature = await owner.signMessage({ message: 'who I am' });
  await expect(away.contractSignatureHolds({ wallet, hash, signature })).rejects.toThrow(
    ChainUnavailable,
  );
});

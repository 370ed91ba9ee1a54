import { encodeFunctionData, erc20Abi, keccak256, type PublicClient, parseAbi, toHex } from 'viem';
import { z } from 'zod';
import {
  type Address,
  type Chain,
  type ChainCall,
  ChainUnavailable,
  type Hex,
  NonceConsumed,
} from '../domain/chain-port.ts';
import { minorUnits } from '../domain/money.ts';
import { type ChainEndpoint, createChainClient } from './chain-client.ts';
import {
  asking,
  askingContract,
  nodeMessageOf,
  saysKnown,
  saysNonceConsumed,
} from './chain-errors.ts';
import { createEstimator } from './estimate.ts';
import {
  blockAnswer,
  bytesAnswer,
  hashAnswer,
  quantityAnswer,
  receiptAnswer,
  transactionAnswer,
} from './rpc-answers.ts';

const identityAbi = parseAbi([
  'function mint(address to) returns (uint256)',
  'function tokenOf(address wallet) view returns (uint256)',
]);

/**
 * The platform's view of an EVM chain, over JSON-RPC or a provider in this process. It needs nothing
 * that only Node has. What it throws is described at `Chain`.
 */
export function createChain(endpoint: ChainEndpoint): Chain {
  const client = createChainClient(endpoint);
  return {
    chainId: endpoint.chainId,
    ...createReads(client),
    ...createContractReads(client),
    encode: encodeCall,
    estimate: createEstimator(client, encodeCall),
    broadcast: (raw) => broadcast(client, raw),
    // Requests end by themselves and no connection is held; a provider belongs to who made it.
    close: async () => {},
  };
}

type Reads = Pick<
  Chain,
  | 'nodeChainId'
  | 'head'
  | 'block'
  | 'receipt'
  | 'transactionStatus'
  | 'nonce'
  | 'balance'
  | 'gasPrice'
  | 'isContract'
>;

function createReads(client: PublicClient): Reads {
  const request = client.request;
  return {
    nodeChainId: async () =>
      Number(
        await asking('its chain id', quantityAnswer, () => request({ method: 'eth_chainId' })),
      ),
    head: () =>
      asking('its newest block', blockAnswer, () =>
        request({ method: 'eth_getBlockByNumber', params: ['latest', false] }),
      ),
    block: (number) =>
      asking(`block ${number}`, blockAnswer.nullable(), () =>
        request({ method: 'eth_getBlockByNumber', params: [toHex(number), false] }),
      ),
    receipt: (txHash) =>
      asking(`the receipt of ${txHash}`, receiptAnswer.nullable(), () =>
        request({ method: 'eth_getTransactionReceipt', params: [txHash] }),
      ),
    transactionStatus: (txHash) => transactionStatus(client, txHash),
    nonce: async (address, tag) =>
      Number(
        await asking(`the nonce of ${address}`, quantityAnswer, () =>
          request({ method: 'eth_getTransactionCount', params: [address, tag] }),
        ),
      ),
    balance: (address) =>
      asking(`the balance of ${address}`, quantityAnswer, () =>
        request({ method: 'eth_getBalance', params: [address, 'latest'] }),
      ),
    gasPrice: () =>
      asking('its gas price', quantityAnswer, () => request({ method: 'eth_gasPrice' })),
    isContract: async (address) => {
      const code = await asking(`the code of ${address}`, bytesAnswer, () =>
        request({ method: 'eth_getCode', params: [address, 'latest'] }),
      );
      return code !== '0x';
    },
  };
}

type ContractReads = Pick<Chain, 'erc20Balance' | 'erc20Allowance' | 'identityTokenOf'>;

function createContractReads(client: PublicClient): ContractReads {
  return {
    erc20Balance: (token, owner) =>
      askingContract(`the ${token} balance of ${owner}`, z.bigint(), () =>
        client.readContract({
          address: token,
          abi: erc20Abi,
          functionName: 'balanceOf',
          args: [owner],
        }),
      ),
    erc20Allowance: (token, owner, spender) =>
      askingContract(`the ${token} allowance of ${owner} to ${spender}`, z.bigint(), () =>
        client.readContract({
          address: token,
          abi: erc20Abi,
          functionName: 'allowance',
          args: [owner, spender],
        }),
      ),
    identityTokenOf: async (token, owner) => {
      const tokenId = await askingContract(`the identity token of ${owner}`, z.bigint(), () =>
        client.readContract({
          address: token,
          abi: identityAbi,
          functionName: 'tokenOf',
          args: [owner],
        }),
      );
      return tokenId === 0n ? null : tokenId;
    },
  };
}

async function transactionStatus(
  client: PublicClient,
  txHash: Hex,
): Promise<'unknown' | 'pending' | 'mined'> {
  const transaction = await asking(`transaction ${txHash}`, transactionAnswer.nullable(), () =>
    client.request({ method: 'eth_getTransactionByHash', params: [txHash] }),
  );
  if (transaction === null) return 'unknown';
  return transaction.blockNumber === null || transaction.blockNumber === undefined
    ? 'pending'
    : 'mined';
}

function encodeCall(call: ChainCall): { readonly to: Address; readonly data: Hex } {
  switch (call.type) {
    case 'erc20.transfer': {
      const args = [call.to, minorUnits.parse(call.amount)] as const;
      return {
        to: call.token,
        data: encodeFunctionData({ abi: erc20Abi, functionName: 'transfer', args }),
      };
    }
    case 'identity.mint':
      return {
        to: call.token,
        data: encodeFunctionData({ abi: identityAbi, functionName: 'mint', args: [call.to] }),
      };
  }
}

/**
 * A node that has mined these very bytes refuses them with `nonce too low`, like one that has mined
 * others with the same nonce: only the transaction's hash tells the two apart.
 */
async function broadcast(client: PublicClient, raw: Hex): Promise<'sent' | 'known'> {
  const txHash = keccak256(raw);
  try {
    const answered = hashAnswer.parse(
      await client.request({ method: 'eth_sendRawTransaction', params: [raw] }),
    );
    if (answered === txHash) return 'sent';
  } catch (cause) {
    if (saysKnown(cause)) return 'known';
    const refusal = `Expected the node to take transaction ${txHash}, got: ${nodeMessageOf(cause)}`;
    if (!saysNonceConsumed(cause)) throw new ChainUnavailable(refusal, { cause });
    if ((await transactionStatus(client, txHash)) !== 'unknown') return 'known';
    throw new NonceConsumed(refusal, { cause });
  }
  throw new ChainUnavailable(`Expected the node to answer the hash ${txHash}, got another`);
}

import { erc20Abi, keccak256, type PublicClient, parseAbi, parseGwei, toHex } from 'viem';
import { z } from 'zod';
import {
  type Chain,
  ChainUnavailable,
  FeeTooLow,
  type Hex,
  NonceConsumed,
  WalletShort,
} from '../domain/chain-port.ts';
import { type ChainEndpoint, createChainClient } from './chain-client.ts';
import {
  asking,
  askingContract,
  nodeMessageOf,
  saysFeeTooLow,
  saysKnown,
  saysNonceConsumed,
  saysWalletShort,
} from './chain-errors.ts';
import { contractSignatureHolds } from './contract-signature.ts';
import { encodeCall } from './encode-call.ts';
import { createEstimator } from './estimate.ts';
import { createTransactionFinder } from './find-transaction.ts';
import {
  blockAnswer,
  bytesAnswer,
  hashAnswer,
  quantityAnswer,
  receiptAnswer,
  transactionAnswer,
} from './rpc-answers.ts';
import { createVaultReader } from './vault-fee.ts';

const identityAbi = parseAbi(['function tokenOf(address wallet) view returns (uint256)']);

const maxFeePerGasCapDefault = parseGwei('500');

/**
 * The platform's view of an EVM chain, over JSON-RPC or a provider in this process. It needs nothing
 * that only Node has. What it throws is described at `Chain`.
 */
export function createChain(endpoint: ChainEndpoint): Chain {
  const client = createChainClient(endpoint);
  const { maxFeePerGasCap = maxFeePerGasCapDefault } = endpoint;
  const reads = createReads(client);
  return {
    chainId: endpoint.chainId,
    ...reads,
    transactionOf: createTransactionFinder(client, reads.nonceAt),
    ...createContractReads(client),
    vaultFee: createVaultReader(client),
    contractSignatureHolds: (signed) => contractSignatureHolds(client, signed),
    encode: encodeCall,
    ...createEstimator(client, { encode: encodeCall, maxFeePerGasCap }),
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
  | 'nonceAt'
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
    nonceAt: async (address, block) =>
      Number(
        await asking(`the nonce of ${address} at block ${block}`, quantityAnswer, () =>
          request({ method: 'eth_getTransactionCount', params: [address, toHex(block)] }),
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
    if (!saysNonceConsumed(cause)) throw refused(refusal, cause);
    if ((await transactionStatus(client, txHash)) !== 'unknown') return 'known';
    throw new NonceConsumed(refusal, { cause });
  }
  throw new ChainUnavailable(`Expected the node to answer the hash ${txHash}, got another`);
}

function refused(message: string, cause: unknown): Error {
  if (saysFeeTooLow(cause)) return new FeeTooLow(message, { cause });
  if (saysWalletShort(cause)) return new WalletShort(message, { cause });
  return new ChainUnavailable(message, { cause });
}

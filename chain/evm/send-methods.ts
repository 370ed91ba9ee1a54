import { privateKeyToAccount } from 'viem/accounts';
import { z } from 'zod';
import type { Hex } from '../../domain/chain-port.ts';
import { developmentAccounts } from '../development-keys.ts';
import { nextBaseFee, simulatedCall, usualTip } from './call-methods.ts';
import { mineBlock } from './miner.ts';
import { accountBalance, accountNonce, blockGasLimit, type NodeState } from './node-state.ts';
import { RpcError } from './rpc-error.ts';
import {
  address,
  bytes,
  type CallObject,
  callObject,
  noParams,
  type RpcMethod,
  rpcMethod,
} from './rpc-params.ts';
import { costMax, decodeTransaction } from './signed-transaction.ts';
import { estimateGas } from './simulate.ts';
import type { PooledTransaction } from './transaction-pool.ts';

/** Methods that send transactions, and that sign with the development accounts as Anvil does. */
export function sendMethods(node: NodeState): Record<string, RpcMethod> {
  async function submit(raw: Hex): Promise<Hex> {
    const transaction = decodeTransaction(raw, node.common);
    await admit(node, transaction);
    if (node.automine) await mineBlock(node);
    return transaction.hash;
  }
  const accounts = rpcMethod(noParams, () => developmentAccounts.map((account) => account.address));
  return {
    eth_accounts: accounts,
    eth_requestAccounts: accounts,
    eth_sendRawTransaction: rpcMethod(z.tuple([bytes]), ([raw]) => submit(raw)),
    eth_sendTransaction: rpcMethod(z.tuple([callObject]), async ([call]) =>
      submit(await signUnlocked(node, call)),
    ),
    personal_sign: rpcMethod(z.tuple([bytes, address]).rest(z.unknown()), ([message, signer]) =>
      unlocked(signer).signMessage({ message: { raw: message } }),
    ),
  };
}

/** What geth checks before it takes a transaction into its pool, in its order and words. */
async function admit(node: NodeState, transaction: PooledTransaction): Promise<void> {
  const { signed, hash, from, nonce } = transaction;
  if (node.pool.byHash(hash) !== undefined) throw new RpcError('rejected', 'already known');
  if (signed.gasLimit > blockGasLimit) throw new RpcError('rejected', 'exceeds block gas limit');
  if (transaction.maxPriorityFeePerGas > transaction.maxFeePerGas) {
    throw new RpcError('rejected', 'max priority fee per gas higher than max fee per gas');
  }
  if (signed.gasLimit < signed.getIntrinsicGas())
    throw new RpcError('rejected', 'intrinsic gas too low');
  const next = await accountNonce(node, from);
  if (nonce < next)
    throw new RpcError('rejected', `nonce too low: next nonce ${next}, tx nonce ${nonce}`);
  const [balance, cost] = [await accountBalance(node, from), costMax(transaction)];
  if (balance < cost) {
    const figures = `address ${from} have ${balance} want ${cost}`;
    throw new RpcError('rejected', `insufficient funds for gas * price + value: ${figures}`);
  }
  node.pool.add(transaction);
}

function unlocked(signer: Hex) {
  const account = developmentAccounts.find((candidate) => candidate.address === signer);
  if (account === undefined) throw new RpcError('rejected', 'unknown account');
  return privateKeyToAccount(account.privateKey);
}

async function signUnlocked(node: NodeState, call: CallObject): Promise<Hex> {
  if (call.from === undefined)
    throw new RpcError('invalidParams', 'invalid params: expected `from`');
  const account = unlocked(call.from);
  const minedNonce = await accountNonce(node, call.from);
  const tip = call.maxPriorityFeePerGas ?? call.gasPrice ?? usualTip;
  return account.signTransaction({
    type: 'eip1559',
    chainId: node.chainId,
    nonce: Number(call.nonce ?? node.pool.nextNonce(call.from, minedNonce)),
    ...(call.to === undefined || call.to === null ? {} : { to: call.to }),
    data: call.input ?? call.data ?? '0x',
    value: call.value ?? 0n,
    gas: call.gas ?? (await estimateGas(node, simulatedCall(call))),
    maxFeePerGas: call.maxFeePerGas ?? call.gasPrice ?? nextBaseFee(node) * 2n + tip,
    maxPriorityFeePerGas: tip,
  });
}

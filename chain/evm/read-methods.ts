import { bytesToHex, createAddressFromString, hexToBytes } from '@ethereumjs/util';
import { toHex } from 'viem';
import { z } from 'zod';
import { blockNumberOf, blockOf, requireNewestState } from './block-tags.ts';
import { findLogs } from './find-logs.ts';
import { accountBalance, accountNonce, type NodeState } from './node-state.ts';
import {
  address,
  blockTag,
  hash,
  logFilter,
  noParams,
  quantity,
  type RpcMethod,
  rpcMethod,
} from './rpc-params.ts';
import { blockView, minedView, pendingView, receiptView } from './rpc-views.ts';
import { transactionFields } from './signed-transaction.ts';

/** Methods about blocks, transactions and logs. */
export function historyMethods(node: NodeState): Record<string, RpcMethod> {
  return {
    eth_chainId: rpcMethod(noParams, () => toHex(node.chainId)),
    net_version: rpcMethod(noParams, () => String(node.chainId)),
    web3_clientVersion: rpcMethod(noParams, () => 'quittance-in-process-evm/1'),
    eth_syncing: rpcMethod(noParams, () => false),
    eth_blockNumber: rpcMethod(noParams, () => toHex(node.blocks.head.number)),
    eth_getBlockByNumber: rpcMethod(z.tuple([blockTag, z.boolean().optional()]), ([tag, whole]) => {
      const block = blockOf(node, tag);
      return block === undefined ? null : blockView(block, whole ?? false);
    }),
    eth_getBlockByHash: rpcMethod(z.tuple([hash, z.boolean().optional()]), ([blockHash, whole]) => {
      const block = node.blocks.byHash(blockHash);
      return block === undefined ? null : blockView(block, whole ?? false);
    }),
    eth_getTransactionByHash: rpcMethod(z.tuple([hash]), ([txHash]) => {
      const mined = node.blocks.placement(txHash);
      if (mined !== undefined) return minedView(mined);
      const pooled = node.pool.byHash(txHash);
      return pooled === undefined ? null : pendingView(transactionFields(pooled));
    }),
    eth_getTransactionReceipt: rpcMethod(z.tuple([hash]), ([txHash]) => {
      const mined = node.blocks.placement(txHash);
      return mined === undefined ? null : receiptView(mined);
    }),
    eth_getLogs: rpcMethod(z.tuple([logFilter]), ([filter]) => findLogs(node, filter)),
  };
}

/** Methods about accounts, as they are now. */
export function accountMethods(node: NodeState): Record<string, RpcMethod> {
  const about = z.tuple([address, blockTag.optional()]);
  return {
    eth_getTransactionCount: rpcMethod(about, async ([account, tag]) => {
      const mined = await accountNonce(node, account);
      if (tag === 'pending') return toHex(node.pool.nextNonce(account, mined));
      const block = blockNumberOf(node, tag ?? 'latest');
      return toHex(mined - BigInt(sentAfter(node, account, block)));
    }),
    eth_getBalance: rpcMethod(about, async ([account, tag]) => {
      requireNewestState(node, tag);
      return toHex(await accountBalance(node, account));
    }),
    eth_getCode: rpcMethod(about, async ([account, tag]) => {
      requireNewestState(node, tag);
      return bytesToHex(await node.state.getCode(createAddressFromString(account)));
    }),
    eth_getStorageAt: rpcMethod(
      z.tuple([address, quantity, blockTag.optional()]),
      async ([account, slot, tag]) => {
        requireNewestState(node, tag);
        const key = hexToBytes(toHex(slot, { size: 32 }));
        const value = await node.state.getStorage(createAddressFromString(account), key);
        return `0x${bytesToHex(value).slice(2).padStart(64, '0')}`;
      },
    ),
  };
}

/**
 * How many transactions an account has sent in the blocks after `block`. Each took one nonce, so that old
 * nonces are known although old state is not kept.
 */
function sentAfter(node: NodeState, account: string, block: bigint): number {
  let sent = 0;
  for (let number = node.blocks.head.number; number > block; number -= 1n) {
    const transactions = node.blocks.byNumber(number)?.transactions ?? [];
    sent += transactions.filter(({ fields }) => fields.from === account).length;
  }
  return sent;
}

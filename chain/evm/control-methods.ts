import { createAddressFromString } from '@ethereumjs/util';
import { toHex } from 'viem';
import { z } from 'zod';
import { mineBlock } from './miner.ts';
import type { NodeState } from './node-state.ts';
import { RpcError } from './rpc-error.ts';
import { address, hash, noParams, quantity, type RpcMethod, rpcMethod } from './rpc-params.ts';

const snapshotsMax = 100;

/** Methods of test nodes, under the names that Anvil gives them. Never part of the public route. */
export function controlMethods(node: NodeState): Record<string, RpcMethod> {
  return {
    evm_mine: rpcMethod(noParams, async () => {
      await mineBlock(node);
      return '0x0';
    }),
    evm_setAutomine: rpcMethod(z.tuple([z.boolean()]), async ([automine]) => {
      node.automine = automine;
      return null;
    }),
    evm_snapshot: rpcMethod(noParams, () => takeSnapshot(node)),
    evm_revert: rpcMethod(z.tuple([quantity]), ([id]) => revertTo(node, Number(id))),
    anvil_dropTransaction: rpcMethod(z.tuple([hash]), ([txHash]) => {
      const waiting = node.pool.byHash(txHash);
      if (waiting === undefined) return null;
      node.pool.remove(waiting);
      return txHash;
    }),
    anvil_setNextBlockBaseFeePerGas: rpcMethod(z.tuple([quantity]), async ([baseFee]) => {
      node.baseFeeSet = baseFee;
      return null;
    }),
    anvil_setBalance: rpcMethod(z.tuple([address, quantity]), async ([account, balance]) => {
      await node.state.modifyAccountFields(createAddressFromString(account), { balance });
      return null;
    }),
  };
}

/** A snapshot is a checkpoint left open; everything after it can be undone, so it costs memory. */
async function takeSnapshot(node: NodeState): Promise<string> {
  if (node.snapshots.length >= snapshotsMax)
    throw new RpcError('limitExceeded', `at most ${snapshotsMax} snapshots`);
  await node.state.checkpoint();
  node.snapshotsTaken += 1;
  node.snapshots.push({ id: node.snapshotsTaken, blockNumber: node.blocks.head.number });
  return toHex(node.snapshotsTaken);
}

/**
 * Takes chain and state back; the snapshot and all later ones are used up. Transactions mined since
 * are forgotten as after a deep reorganisation; those still waiting in the pool stay there.
 */
async function revertTo(node: NodeState, id: number): Promise<boolean> {
  const snapshot = node.snapshots.find((candidate) => candidate.id === id);
  if (snapshot === undefined) return false;
  while (node.snapshots.some((candidate) => candidate.id >= id)) {
    node.snapshots.pop();
    await node.state.revert();
  }
  node.blocks.truncate(snapshot.blockNumber);
  return true;
}

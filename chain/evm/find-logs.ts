import type { StoredBlock, StoredLog } from './block-store.ts';
import { blockNumberOf } from './block-tags.ts';
import type { NodeState } from './node-state.ts';
import { RpcError } from './rpc-error.ts';
import type { LogFilter } from './rpc-params.ts';
import { logView } from './rpc-views.ts';
import { smaller } from './smaller.ts';

const logsMax = 10_000;

/**
 * The logs that match an `eth_getLogs` filter, in order.
 * @throws RpcError when the filter names an unknown block or matches more than 10,000 logs.
 */
export function findLogs(node: NodeState, filter: LogFilter): readonly unknown[] {
  const found: unknown[] = [];
  for (const block of blocksOf(node, filter)) {
    for (const transaction of block.transactions) {
      for (const log of transaction.logs) {
        if (matches(log, filter)) found.push(logView({ block, transaction }, log));
      }
    }
    if (found.length > logsMax)
      throw new RpcError('limitExceeded', `query returns more than ${logsMax} logs`);
  }
  return found;
}

function* blocksOf(node: NodeState, filter: LogFilter): Generator<StoredBlock> {
  if (filter.blockHash !== undefined) {
    const block = node.blocks.byHash(filter.blockHash);
    if (block === undefined) throw new RpcError('rejected', 'unknown block');
    yield block;
    return;
  }
  const head = node.blocks.head.number;
  const last = smaller(blockNumberOf(node, filter.toBlock ?? 'latest'), head);
  for (
    let number = blockNumberOf(node, filter.fromBlock ?? 'latest');
    number <= last;
    number += 1n
  ) {
    const block = node.blocks.byNumber(number);
    if (block !== undefined) yield block;
  }
}

function matches(log: StoredLog, filter: LogFilter): boolean {
  if (filter.address !== undefined && ![filter.address].flat().includes(log.address)) return false;
  return (filter.topics ?? []).every((wanted, position) => {
    if (wanted === null) return true;
    const actual = log.topics[position];
    return actual !== undefined && [wanted].flat().includes(actual);
  });
}

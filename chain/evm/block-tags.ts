import type { StoredBlock } from './block-store.ts';
import type { NodeState } from './node-state.ts';
import { RpcError } from './rpc-error.ts';
import type { BlockTag } from './rpc-params.ts';

/** How far behind the head a block counts as safe, and as final: one and two epochs, as on Ethereum. */
const safeDepth = 32n;
const finalizedDepth = 64n;

/** The number a tag stands for. There is no pending block: what waits is seen in the pool. */
export function blockNumberOf(node: NodeState, tag: BlockTag): bigint {
  const head = node.blocks.head.number;
  switch (tag) {
    case 'latest':
    case 'pending':
      return head;
    case 'safe':
      return head > safeDepth ? head - safeDepth : 0n;
    case 'finalized':
      return head > finalizedDepth ? head - finalizedDepth : 0n;
    case 'earliest':
      return 0n;
    default:
      return tag;
  }
}

/** The block a tag stands for, or undefined beyond the head. */
export function blockOf(node: NodeState, tag: BlockTag): StoredBlock | undefined {
  return node.blocks.byNumber(blockNumberOf(node, tag));
}

/**
 * Refuses to answer about an older state with the newest one: only that is kept.
 * @throws RpcError naming the block.
 */
export function requireNewestState(node: NodeState, tag: BlockTag | undefined): void {
  const number = blockNumberOf(node, tag ?? 'latest');
  if (number !== node.blocks.head.number)
    throw new RpcError('rejected', `state of block ${number} is not available`);
}

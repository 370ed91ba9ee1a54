import type { SeenBlock } from '../../db/chain-ground.ts';
import type { BlockView, Chain } from '../../domain/chain-port.ts';
import { smaller } from '../evm/smaller.ts';

/** How far a walk came. `reorganised`: the next block does not follow the last one known. */
export interface Walk {
  /** The blocks after the known one, in order, each the child of the one before. */
  readonly blocks: readonly BlockView[];
  readonly reorganised: boolean;
}

/** Blocks asked for at once. */
const blocksAtOnce = 20;

/**
 * Reads the blocks after `known` up to `last`. Stops where the node has no such block (yet): one node of several
 * may be behind the one that told the head, and a block that is passed over is never looked at again.
 */
export async function walk(chain: Chain, known: SeenBlock, last: bigint): Promise<Walk> {
  const blocks: BlockView[] = [];
  let parent: string = known.hash;
  for (let start = known.number + 1n; start <= last; start += BigInt(blocksAtOnce)) {
    const end = smaller(start + BigInt(blocksAtOnce) - 1n, last);
    for (const block of await readBlocks(chain, start, end)) {
      if (block === null) return { blocks, reorganised: false };
      if (block.parentHash !== parent) return { blocks, reorganised: true };
      blocks.push(block);
      parent = block.hash;
    }
  }
  return { blocks, reorganised: false };
}

/** Blocks `first` to `last`, null for those the node does not have. */
export function readBlocks(
  chain: Chain,
  first: bigint,
  last: bigint,
): Promise<readonly (BlockView | null)[]> {
  const numbers = Array.from(
    { length: Number(last - first) + 1 },
    (_, index) => first + BigInt(index),
  );
  return Promise.all(numbers.map((number) => chain.block(number)));
}

import type { SeenBlock } from '../../db/chain-ground.ts';

/** A reorganisation to be worked in. */
export interface Reorganisation {
  readonly chainId: number;
  /** The last block that chain and database have in common. */
  readonly ancestor: SeenBlock;
  /** The block the watcher had worked through up to. */
  readonly watched: SeenBlock;
}

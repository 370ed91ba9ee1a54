import type { SeenBlock } from '../../db/chain-ground.ts';
import type { Database } from '../../db/database.ts';
import type { Chain } from '../../domain/chain-port.ts';
import { keptUpTo } from './kept-blocks.ts';

/**
 * The last kept block that is still part of the chain. `too-deep`: none of them is. `unknown`: the node does not
 * tell all of them now.
 */
export type Ancestor =
  | { readonly status: 'found'; readonly block: SeenBlock }
  | { readonly status: 'too-deep' }
  | { readonly status: 'unknown' };

/** Walks back from `from` until the chain and the kept hashes agree. */
export async function findAncestor(db: Database, chain: Chain, from: bigint): Promise<Ancestor> {
  for (const kept of await keptUpTo(db, chain.chainId, from)) {
    const present = await chain.block(kept.number);
    if (present === null) return { status: 'unknown' };
    if (present.hash === kept.hash) return { status: 'found', block: kept };
  }
  return { status: 'too-deep' };
}

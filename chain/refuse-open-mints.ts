import { eq } from 'drizzle-orm';
import type { Database } from '../db/database.ts';
import { tokens } from '../db/schema/programs.ts';
import { storedAddress } from '../domain/chain-values.ts';
import type { ChainEndpoint } from './chain-client.ts';
import { isLocalChain } from './development-keys.ts';
import { refuseOpenMint } from './open-mint.ts';

/**
 * Refuses tokens that anyone can mint, on any chain that is not local (design rule 17): a fee paid in
 * such a token costs nothing.
 * @throws OpenMintRefused naming the token.
 */
export async function refuseOpenMints(db: Database, endpoint: ChainEndpoint): Promise<void> {
  if (isLocalChain(endpoint.chainId)) return;
  const known = await db.select().from(tokens).where(eq(tokens.chainId, endpoint.chainId));
  for (const token of known) await refuseOpenMint(endpoint, storedAddress.parse(token.address));
}

import { eq } from 'drizzle-orm';
import { storedAddress } from '../../domain/chain-values.ts';
import type { Database } from '../database.ts';
import { signers } from '../schema/chain.ts';

/** The wallet the platform sends from on a chain; null until a worker or set-up has registered it. */
export async function signerWallet(db: Database, chainId: number): Promise<`0x${string}` | null> {
  const [signer] = await db
    .select({ wallet: signers.wallet })
    .from(signers)
    .where(eq(signers.chainId, chainId))
    .limit(1);
  return signer === undefined ? null : storedAddress.parse(signer.wallet);
}

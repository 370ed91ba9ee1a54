import { eq } from 'drizzle-orm';
import { z } from 'zod';
import type { Database } from '../database.ts';
import { signers } from '../schema/chain.ts';

const address = z.templateLiteral(['0x', z.string().regex(/^[0-9a-f]{40}$/)]);

/** The wallet the platform sends from on a chain; null until a worker or set-up has registered it. */
export async function signerWallet(db: Database, chainId: number): Promise<`0x${string}` | null> {
  const [signer] = await db
    .select({ wallet: signers.wallet })
    .from(signers)
    .where(eq(signers.chainId, chainId))
    .limit(1);
  return signer === undefined ? null : address.parse(signer.wallet);
}

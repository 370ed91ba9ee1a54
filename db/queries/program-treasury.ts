import { eq } from 'drizzle-orm';
import { storedAddress } from '../../domain/chain-values.ts';
import { invariant } from '../../domain/errors.ts';
import type { Database } from '../database.ts';
import { programs } from '../schema/programs.ts';

/** Where a program's fees are and its payouts come from; lower case. */
export async function programTreasury(db: Database, programId: string): Promise<`0x${string}`> {
  const [program] = await db
    .select({ treasuryAddress: programs.treasuryAddress })
    .from(programs)
    .where(eq(programs.id, programId));
  invariant(program !== undefined, `Expected program ${programId} to exist`);
  return storedAddress.parse(program.treasuryAddress.toLowerCase());
}

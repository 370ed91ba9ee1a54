import { and, eq } from 'drizzle-orm';
import type { Database } from '../database.ts';
import { contracts } from '../schema/programs.ts';

/** A contract that set-up has put on a chain for a program to use. */
export interface KnownContract {
  readonly chainId: number;
  readonly name: 'claim_vault' | 'identity_token';
}

/** Its address, lower case, or null where set-up has put none there. */
export async function knownContract(
  db: Database,
  { chainId, name }: KnownContract,
): Promise<`0x${string}` | null> {
  const [row] = await db
    .select({ address: contracts.address })
    .from(contracts)
    .where(and(eq(contracts.chainId, chainId), eq(contracts.name, name)));
  return row === undefined ? null : `0x${row.address.slice(2)}`;
}

/** Keeps where it is. Needs the owning role. */
export async function recordContract(
  db: Database,
  { chainId, name }: KnownContract,
  address: `0x${string}`,
): Promise<void> {
  await db
    .insert(contracts)
    .values({ chainId, name, address })
    .onConflictDoUpdate({ target: [contracts.chainId, contracts.name], set: { address } });
}

import { and, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { type Database, queryRows } from '../../db/database.ts';
import { signers } from '../../db/schema/chain.ts';
import type { Address } from '../../domain/chain-port.ts';

/** Whose wallet, and who wants to keep it. */
export interface Lease {
  readonly chainId: number;
  readonly wallet: Address;
  /** Names this process. */
  readonly keeper: string;
  /** Long enough for the work of one block; a keeper that died is succeeded after it. */
  readonly leaseMs: number;
}

/**
 * Takes or prolongs the wallet's lease, by the database's clock; false while another process has it. The lease
 * only saves work: what a keeper may store is decided under the lock of each slot.
 */
export async function takeLease(
  db: Database,
  { chainId, wallet, keeper, leaseMs }: Lease,
): Promise<boolean> {
  const taken = await queryRows(
    db,
    sql`update signers set keeper = ${keeper}, kept_until = now() + ${leaseMs} * interval '1 millisecond'
      where chain_id = ${chainId} and wallet = ${wallet}
        and (keeper is null or keeper = ${keeper} or kept_until < now())
      returning wallet`,
    z.object({ wallet: z.string() }),
  );
  return taken.length === 1;
}

/** Gives the lease back, so that a successor need not wait for its end. */
export async function releaseLease(
  db: Database,
  { chainId, wallet, keeper }: Lease,
): Promise<void> {
  await db
    .update(signers)
    .set({ keeper: null, keptUntil: null })
    .where(
      and(eq(signers.chainId, chainId), eq(signers.wallet, wallet), eq(signers.keeper, keeper)),
    );
}

import { and, eq, ne, or, sql } from 'drizzle-orm';
import type { Database } from './database.ts';
import { programs } from './schema/programs.ts';

type ProgramContracts = Pick<
  typeof programs.$inferSelect,
  'chainId' | 'vaultAddress' | 'identityTokenAddress'
>;

/** Any fixed number, as long as nobody else takes it. */
const programWrites = 4_815_162_342n;

/**
 * Has programs made and changed one transaction after the other, so that what one looks at before it writes stands.
 * There are few of them.
 */
export async function lockProgramWrites(tx: Database): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${programWrites.toString()}::bigint)`);
}

/** Which of the contracts that one program alone can have is another's already; null: none. */
export async function contractTaken(
  tx: Database,
  { chainId, vaultAddress, identityTokenAddress }: ProgramContracts,
  programId: string,
): Promise<'vaultAddress' | 'identityTokenAddress' | null> {
  const others = await tx
    .select({ vault: programs.vaultAddress, identityToken: programs.identityTokenAddress })
    .from(programs)
    .where(
      and(
        eq(programs.chainId, chainId),
        ne(programs.id, programId),
        or(
          eq(programs.vaultAddress, vaultAddress ?? ''),
          eq(programs.identityTokenAddress, identityTokenAddress ?? ''),
        ),
      ),
    );
  if (others.length === 0) return null;
  return others.some(({ vault }) => vault !== null && vault === vaultAddress)
    ? 'vaultAddress'
    : 'identityTokenAddress';
}

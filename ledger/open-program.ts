import { and, eq } from 'drizzle-orm';
import type { Database } from '../db/database.ts';
import { programs, tokens } from '../db/schema/programs.ts';
import type { Address } from '../domain/chain-port.ts';
import { inventoryFundedPostings } from '../domain/chart-of-accounts.ts';
import { InvariantViolation, invariant } from '../domain/errors.ts';
import { newId } from '../domain/ids.ts';
import { ensureProgramAccounts } from './accounts.ts';
import { post } from './post.ts';

/** A token of a chain, as the platform knows it. */
export interface KnownToken {
  readonly symbol: 'USDC' | 'USDT' | 'SGE' | 'SGEID';
  readonly address: Address;
  readonly decimals: number;
}

/** A program to be there. */
export interface ProgramToOpen {
  readonly slug: string;
  readonly name: string;
  readonly chainId: number;
  readonly treasuryAddress: Address;
  /** Minor units of the 6-decimals payment tokens. */
  readonly feeAmount: bigint;
  /** Minor units of the program token. */
  readonly claimAmount: bigint;
  readonly confirmations: number;
  readonly tokens: readonly KnownToken[];
  /** Program tokens the delivery wallet holds for this program; booked as its inventory, once. */
  readonly inventory: bigint;
}

/**
 * Makes sure that a program exists with its tokens, accounts and first inventory, and gives its id.
 * Harmless to repeat; an existing program keeps its settings. Needs the owning role.
 * @throws InvariantViolation when a token of the chain is known under another address: the database
 * then belongs to another deployment.
 */
export function openProgram(db: Database, program: ProgramToOpen): Promise<string> {
  return db.transaction(async (tx) => {
    for (const token of program.tokens) await knowToken(tx, program.chainId, token);
    const { slug, name, chainId, treasuryAddress, feeAmount, claimAmount, confirmations } = program;
    await tx
      .insert(programs)
      .values({
        id: newId(),
        slug,
        name,
        chainId,
        treasuryAddress,
        feeAmount,
        claimAmount,
        confirmations,
      })
      .onConflictDoNothing({ target: programs.slug });
    const [row] = await tx
      .select({ id: programs.id })
      .from(programs)
      .where(eq(programs.slug, slug));
    invariant(row !== undefined, `Expected program ${slug} to exist`);
    await ensureProgramAccounts(tx, row.id);
    await fundInventory(tx, row.id, program);
    return row.id;
  });
}

async function knowToken(tx: Database, chainId: number, token: KnownToken): Promise<void> {
  await tx
    .insert(tokens)
    .values({ chainId, ...token })
    .onConflictDoNothing({ target: [tokens.chainId, tokens.symbol] });
  const [known] = await tx
    .select({ address: tokens.address })
    .from(tokens)
    .where(and(eq(tokens.chainId, chainId), eq(tokens.symbol, token.symbol)));
  if (known?.address !== token.address) {
    throw new InvariantViolation(
      `Token ${token.symbol} of chain ${chainId}: the database knows ${known?.address}, got ${token.address}`,
    );
  }
}

/** The first start decides the opening inventory: a later one finds the reference posted and leaves it. */
async function fundInventory(
  tx: Database,
  programId: string,
  { chainId, inventory }: ProgramToOpen,
): Promise<void> {
  if (inventory === 0n) return;
  await post(tx, [
    {
      programId,
      reference: `funding:${chainId}:${programId}:opening`,
      postings: inventoryFundedPostings({ programId, amount: inventory, asset: 'SGE' }),
    },
  ]);
}

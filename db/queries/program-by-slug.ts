import { eq, type SQL } from 'drizzle-orm';
import { z } from 'zod';
import type { Database } from '../database.ts';
import { programs, tokens } from '../schema/programs.ts';

/** A token of the program's chain. */
export interface ProgramToken {
  /** Lower case. */
  readonly address: `0x${string}`;
  readonly decimals: number;
}

/** A program and the tokens of its chain by symbol, or null when the slug is not taken. */
export function programBySlug(db: Database, slug: string) {
  return programWhere(db, eq(programs.slug, slug));
}

const id = z.uuid();

/** The same by id or slug. No slug looks like an id. */
export function programByReference(db: Database, reference: string) {
  const byId = id.safeParse(reference).success;
  return programWhere(db, eq(byId ? programs.id : programs.slug, reference));
}

async function programWhere(db: Database, which: SQL) {
  const [program] = await db.select().from(programs).where(which).limit(1);
  if (program === undefined) return null;
  const tokens = await tokensOfChain(db, program.chainId);
  const { identityTokenAddress: own } = program;
  if (own !== null) tokens.set('SGEID', { address: `0x${own.slice(2)}`, decimals: 0 });
  return { ...program, tokens };
}

/** The tokens of a chain by symbol. */
export async function tokensOfChain(
  db: Database,
  chainId: number,
): Promise<Map<string, ProgramToken>> {
  const rows = await db.select().from(tokens).where(eq(tokens.chainId, chainId)).limit(100);
  return new Map(
    rows.map(({ symbol, address, decimals }) => [
      symbol,
      { address: `0x${address.slice(2)}` as const, decimals },
    ]),
  );
}

import { eq } from 'drizzle-orm';
import type { Database } from '../database.ts';
import { programs, tokens } from '../schema/programs.ts';

/** A token of the program's chain. */
export interface ProgramToken {
  /** Lower case. */
  readonly address: `0x${string}`;
  readonly decimals: number;
}

/** A program and the tokens of its chain by symbol, or null when the slug is not taken. */
export async function programBySlug(db: Database, slug: string) {
  const [program] = await db.select().from(programs).where(eq(programs.slug, slug)).limit(1);
  if (program === undefined) return null;
  const rows = await db.select().from(tokens).where(eq(tokens.chainId, program.chainId)).limit(100);
  const bySymbol = new Map<string, ProgramToken>(
    rows.map(({ symbol, address, decimals }) => [
      symbol,
      { address: `0x${address.slice(2)}`, decimals },
    ]),
  );
  return { ...program, tokens: bySymbol };
}

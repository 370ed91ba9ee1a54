import type { Database } from '../db/database.ts';
import { type ProgramToken, programBySlug } from '../db/queries/program-by-slug.ts';
import { ApiError } from '../domain/errors.ts';
import { createSharedRead, type SharedRead } from './shared-read.ts';

/** The program that routes without a program act on. */
export type DefaultProgram = NonNullable<Awaited<ReturnType<typeof programBySlug>>>;

/** Rules that must hold are checked again where a write is accepted, so a second of age does no harm. */
const maxAgeMs = 1000;

/**
 * Reads the default program, at most once a second however many requests ask.
 * The returned function throws `UNAVAILABLE` while set-up has not created the program.
 */
export function defaultProgramReader(db: Database, slug: string): SharedRead<DefaultProgram> {
  return createSharedRead({ read: () => readProgram(db, slug), maxAgeMs });
}

async function readProgram(db: Database, slug: string): Promise<DefaultProgram> {
  const program = await programBySlug(db, slug);
  if (program === null)
    throw new ApiError('UNAVAILABLE', `The program "${slug}" has not been set up yet.`);
  return program;
}

/**
 * A token of the program's chain.
 * @throws ApiError UNAVAILABLE when set-up has not recorded it.
 */
export function programToken(program: DefaultProgram, symbol: string): ProgramToken {
  const token = program.tokens.get(symbol);
  if (token === undefined)
    throw new ApiError('UNAVAILABLE', `Chain ${program.chainId} has no token ${symbol} yet.`);
  return token;
}

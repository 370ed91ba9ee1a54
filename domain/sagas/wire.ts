import { gasPaidPostings, type Posting } from '../chart-of-accounts.ts';
import { invariant } from '../errors.ts';
import type { ProgramView, TokenView, WirePosting } from './saga-activities.ts';

/** The address and decimals of a token the program's chain knows. */
export function tokenOf(program: ProgramView, symbol: string): TokenView {
  const token = program.tokens[symbol];
  invariant(token !== undefined, `Expected chain ${program.chainId} to have a token ${symbol}`);
  return token;
}

/** Postings with their amounts as decimal strings, as activities take them. */
export function toWire(postings: readonly Posting[]): WirePosting[] {
  return postings.map((posting) => ({ ...posting, amount: posting.amount.toString() }));
}

/** Gas as postings; none where it cost nothing, since a posting's amount is positive. */
export function gasPostings(programId: string, gasCost: string): readonly Posting[] {
  return BigInt(gasCost) === 0n ? [] : gasPaidPostings(programId, BigInt(gasCost));
}

import canonicalize from 'canonicalize';
import type { Posting } from '../domain/chart-of-accounts.ts';
import { invariant } from '../domain/errors.ts';
import { sha256Hex } from '../domain/ids.ts';
import { amountMax } from '../domain/money.ts';
import { MalformedTransaction, TooFewLegs, Unbalanced } from './errors.ts';

/** A transaction to be posted. */
export interface NewLedgerTransaction {
  /** @default a new UUIDv7 */
  readonly id?: string;
  readonly programId: string;
  /** What this transaction is for; a reference is posted once on the whole platform. */
  readonly reference: string;
  readonly intentId?: string;
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** When it counts from, if not from now. */
  readonly effectiveAt?: Date;
  readonly postings: readonly Posting[];
}

export const postingsPerTransactionMax = 1000;
export const referenceLengthMax = 255;

/**
 * Asserts in TypeScript what the database's guards assert again: two legs or more, positive amounts
 * within a uint256, debits equal to credits for every asset.
 * @throws TooFewLegs, MalformedTransaction or Unbalanced, each naming the reference and what came.
 */
export function assertPostable({ reference, postings }: NewLedgerTransaction): void {
  if (reference.length < 1 || reference.length > referenceLengthMax) {
    throw new MalformedTransaction(
      `Expected a reference of 1 to ${referenceLengthMax} characters, got ${reference.length}`,
    );
  }
  if (postings.length < 2) {
    throw new TooFewLegs(
      `Transaction ${reference}: expected at least 2 postings, got ${postings.length}`,
    );
  }
  if (postings.length > postingsPerTransactionMax) {
    throw new MalformedTransaction(
      `Transaction ${reference}: expected at most ${postingsPerTransactionMax} postings, got ${postings.length}`,
    );
  }
  const debitsAhead = new Map<string, bigint>();
  for (const { account, amount, asset, direction } of postings) {
    if (amount <= 0n || amount > amountMax) {
      throw new MalformedTransaction(
        `Transaction ${reference}: expected an amount from 1 to 2^256-1 for ${account}, got ${amount}`,
      );
    }
    const signed = direction === 'debit' ? amount : -amount;
    debitsAhead.set(asset, (debitsAhead.get(asset) ?? 0n) + signed);
  }
  for (const [asset, difference] of debitsAhead) {
    if (difference !== 0n) {
      throw new Unbalanced(
        `Transaction ${reference} is unbalanced in ${asset}: debits minus credits are ${difference}`,
      );
    }
  }
}

/**
 * What makes two transactions with one reference the same: the program and the legs, as lower-case hex
 * SHA-256 over their canonical JSON (RFC 8785). The order of the legs means nothing in bookkeeping and
 * so does not count; neither do metadata and time, which a retry may well write anew.
 */
export function contentHash({ programId, postings }: NewLedgerTransaction): string {
  const legs = postings
    .map(({ account, direction, amount, asset }) => [account, direction, amount.toString(), asset])
    .map((leg) => JSON.stringify(leg))
    .sort();
  const canonical = canonicalize({ programId, legs });
  invariant(canonical !== undefined, 'a transaction has a canonical form');
  return sha256Hex(canonical);
}

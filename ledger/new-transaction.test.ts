/** Goal: what can be judged without a database is refused before it; the content hash means the content. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Posting } from '../domain/chart-of-accounts.ts';
import { amountMax } from '../domain/money.ts';
import { property } from '../tests/harness/property.ts';
import { LedgerError } from './errors.ts';
import { assertPostable, contentHash, postingsPerTransactionMax } from './new-transaction.ts';

const programId = '0192c000-0000-7000-8000-000000000000';
const amount = fc.bigInt({ min: 1n, max: amountMax });
const pair = (size: bigint, asset = 'USDC'): Posting[] => [
  { account: 'a', direction: 'debit', amount: size, asset },
  { account: 'b', direction: 'credit', amount: size, asset },
];
const pairs = fc
  .array(fc.tuple(amount, fc.constantFrom('USDC', 'USDT')), { minLength: 1, maxLength: 5 })
  .map((list) => list.flatMap(([size, asset]) => pair(size, asset)));

function codeOf(work: () => void): string {
  try {
    work();
  } catch (error) {
    if (error instanceof LedgerError) return error.code;
    throw error;
  }
  return 'accepted';
}
const judge = (postings: readonly Posting[], reference = 'r') =>
  codeOf(() => assertPostable({ programId, reference, postings }));

describe('assertPostable', () => {
  property([pairs])('balanced legs are accepted', (postings) => {
    expect(judge(postings)).toBe('accepted');
  });

  property([pairs, fc.nat(), fc.bigInt({ min: 1n, max: 1000n })])(
    'one leg off by anything is refused',
    (postings, pick, more) => {
      const at = pick % postings.length;
      const off = postings.map((leg, index) =>
        index === at ? { ...leg, amount: leg.amount + more } : leg,
      );
      expect(['UNBALANCED', 'MALFORMED_TRANSACTION']).toContain(judge(off));
    },
  );

  test.each([
    ['no legs', [], 'TOO_FEW_LEGS'],
    ['one leg', pair(1n).slice(0, 1), 'TOO_FEW_LEGS'],
    ['an amount of zero', pair(0n), 'MALFORMED_TRANSACTION'],
    ['a negative amount', pair(-1n), 'MALFORMED_TRANSACTION'],
    ['an amount over 2^256-1', pair(amountMax + 1n), 'MALFORMED_TRANSACTION'],
    [
      'balance across two assets only',
      [...pair(1n).slice(0, 1), ...pair(1n, 'USDT').slice(1)],
      'UNBALANCED',
    ],
    [
      'too many legs',
      Array.from({ length: postingsPerTransactionMax }, () => pair(1n)).flat(),
      'MALFORMED_TRANSACTION',
    ],
  ])('%s is refused', (_, postings, code) => {
    expect(judge(postings)).toBe(code);
  });

  test.each(['', 'x'.repeat(256)])('a reference of a wrong length is refused (%#)', (reference) => {
    expect(judge(pair(1n), reference)).toBe('MALFORMED_TRANSACTION');
  });
});

describe('contentHash', () => {
  const hash = (postings: readonly Posting[], id = programId) =>
    contentHash({ programId: id, reference: 'r', postings });

  property([
    pairs.chain((legs) =>
      fc.tuple(fc.constant(legs), fc.shuffledSubarray(legs, { minLength: legs.length })),
    ),
  ])('the order of the legs does not count', ([legs, shuffled]) => {
    expect(hash(shuffled)).toBe(hash(legs));
  });

  test('every part of a leg and the program count', () => {
    const hashes = [
      hash(pair(1n)),
      hash(pair(2n)),
      hash(pair(1n, 'USDT')),
      hash([...pair(1n), ...pair(1n)]),
      hash(pair(1n).map((leg) => ({ ...leg, account: `${leg.account}2` }))),
      hash(
        pair(1n).map((leg) => ({
          ...leg,
          direction: leg.direction === 'debit' ? 'credit' : 'debit',
        })),
      ),
      hash(pair(1n), '0192c000-0000-7000-8000-000000000001'),
    ];
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  test('metadata and time do not count', () => {
    const plain = { programId, reference: 'r', postings: pair(1n) };
    expect(contentHash({ ...plain, metadata: { note: 'x' }, effectiveAt: new Date(0) })).toBe(
      contentHash(plain),
    );
  });
});

/**
 * Goal: a bank's word is taken for exactly what was awaited, and once, however often and in whatever pieces its file is
 * brought. Method: every outcome against every kind of payout by hand; repetition as a property.
 */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { property } from '../tests/harness/property.ts';
import {
  type AwaitedPayout,
  matchResults,
  type ResultRow,
  resultOutcomes,
} from './match-results.ts';

const awaited: AwaitedPayout = {
  ...{ method: 'ACH', status: 'PROCESSING', amount: 5n, asset: 'USDC' },
  ...{ decided: null, newest: null, settled: null, unknown: false, held: true },
};
const paid: ResultRow = { payoutId: 'p', outcome: 'PAID', amount: 5n, asset: 'USDC' };
const judge = (payout: Partial<AwaitedPayout>, row: Partial<ResultRow> = {}) =>
  matchResults([{ ...paid, ...row }], new Map([['p', { ...awaited, ...payout }]]))[0];
const match = (...judged: Parameters<typeof judge>) => judge(...judged)?.match;

test('a row is taken only for the payout that is awaited, at its amount', () => {
  expect(match({})).toBe('matched');
  expect(match({ status: 'UNKNOWN', unknown: true })).toBe('matched');
  expect(match({}, { payoutId: 'q' })).toBe('unknown_payout');
  expect(match({ method: 'ONCHAIN_USDC' })).toBe('not_manual');
  expect(match({}, { amount: 6n })).toBe('amount_differs');
  expect(match({}, { asset: 'USDT' })).toBe('amount_differs');
  for (const status of ['PLANNED', 'PAID', 'FAILED', 'CANCELLED', 'EXCLUDED', 'REVERSED'] as const)
    expect(match({ status })).toBe('not_awaited');
  expect(match({ held: false })).toBe('not_awaited');
});

test('what a bank has decided stays', () => {
  expect(match({ decided: 'PAID', status: 'PAID' })).toBe('already');
  expect(match({ decided: 'PAID' }, { outcome: 'FAILED' })).toBe('conflict');
  expect(match({ decided: 'FAILED' }, { outcome: 'UNKNOWN' })).toBe('conflict');
  expect(match({ unknown: true }, { outcome: 'UNKNOWN' })).toBe('already');
});

test('what it says otherwise later is kept, each new word of it once', () => {
  const returned = { outcome: 'FAILED' } as const;
  const first = judge({ decided: 'PAID', status: 'PAID' }, returned);
  expect(first).toEqual({ match: 'conflict', kept: 'contradiction' });
  const changed = { decided: 'PAID', status: 'PAID', newest: 'FAILED' } as const;
  expect(judge(changed, returned)).toEqual({ match: 'conflict', kept: null });
  expect(judge(changed)).toEqual({ match: 'already', kept: 'contradiction' });
  // People have decided against the newest word: the bank saying it again is news, and that it agrees is none.
  const decided = { ...changed, settled: 'PAID' } as const;
  expect(judge(decided, returned)).toEqual({ match: 'conflict', kept: 'contradiction' });
  expect(judge(decided)).toEqual({ match: 'already', kept: null });
  expect(judge({ decided: 'PAID' })).toEqual({ match: 'already', kept: null });
  expect(judge({ decided: 'PAID' }, { amount: 6n })).toMatchObject({ kept: null });
});

const rows = fc.array(
  fc.record({
    payoutId: fc.constantFrom('p', 'q'),
    outcome: fc.constantFrom(...resultOutcomes),
    amount: fc.constantFrom(5n, 6n),
    asset: fc.constant('USDC'),
  }),
  { maxLength: 12 },
);

property([rows])('of each payout at most one decision is taken', (all) => {
  const payouts = new Map(['p', 'q'].map((id) => [id, awaited]));
  const matches = matchResults(all, payouts);
  for (const id of payouts.keys()) {
    const taken = all.filter((row, at) => row.payoutId === id && matches[at]?.match === 'matched');
    expect(taken.filter(({ outcome }) => outcome !== 'UNKNOWN').length).toBeLessThanOrEqual(1);
    expect(taken.every(({ amount }) => amount === 5n)).toBe(true);
  }
  const again = matchResults([...all, ...all], payouts).slice(all.length);
  expect(again.map(({ match: of }) => of)).not.toContain('matched');
});

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
  ...{ decided: null, unknown: false },
};
const paid: ResultRow = { payoutId: 'p', outcome: 'PAID', amount: 5n, asset: 'USDC' };
const match = (payout: Partial<AwaitedPayout>, row: Partial<ResultRow> = {}) =>
  matchResults([{ ...paid, ...row }], new Map([['p', { ...awaited, ...payout }]]))[0];

test('a row is taken only for the payout that is awaited, at its amount', () => {
  expect(match({})).toBe('matched');
  expect(match({ status: 'UNKNOWN', unknown: true })).toBe('matched');
  expect(match({}, { payoutId: 'q' })).toBe('unknown_payout');
  expect(match({ method: 'ONCHAIN_USDC' })).toBe('not_manual');
  expect(match({}, { amount: 6n })).toBe('amount_differs');
  expect(match({}, { asset: 'USDT' })).toBe('amount_differs');
  for (const status of ['PLANNED', 'PAID', 'FAILED', 'CANCELLED', 'EXCLUDED', 'REVERSED'] as const)
    expect(match({ status })).toBe('not_awaited');
});

test('what a bank has decided stays', () => {
  expect(match({ decided: 'PAID', status: 'PAID' })).toBe('already');
  expect(match({ decided: 'PAID' }, { outcome: 'FAILED' })).toBe('conflict');
  expect(match({ decided: 'FAILED' }, { outcome: 'UNKNOWN' })).toBe('conflict');
  expect(match({ unknown: true }, { outcome: 'UNKNOWN' })).toBe('already');
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
    const taken = all.filter((row, at) => row.payoutId === id && matches[at] === 'matched');
    expect(taken.filter(({ outcome }) => outcome !== 'UNKNOWN').length).toBeLessThanOrEqual(1);
    expect(taken.every(({ amount }) => amount === 5n)).toBe(true);
  }
  const again = matchResults([...all, ...all], payouts).slice(all.length);
  expect(again).not.toContain('matched');
});

/**
 * Goal: a batch pays what it takes in, to the unit, and nobody less than the minimum; a commission is in one payout or in
 * none. Method: properties over commissions of a few affiliates.
 */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { property } from '../tests/harness/property.ts';
import { periodBounds } from './payout-period.ts';
import { defaultMethod, fitsAsset, leftOutReason, planPayouts, sortOut } from './plan-payouts.ts';

const commissions = fc
  .array(
    fc.record({
      affiliateId: fc.constantFrom('a', 'b', 'c'),
      asset: fc.constantFrom('USDC', 'USDT', 'EURX'),
      amount: fc.bigInt({ min: -50n, max: 100n }),
    }),
    { maxLength: 30 },
  )
  .map((rows) =>
    rows.map((row, id) => ({ ...row, id: String(id), wallet: `0x${row.affiliateId}` })),
  );
const minimum = fc.bigInt({ min: 0n, max: 200n });

property([commissions, minimum])('what is paid is the sum of what it is for', (all, minAmount) => {
  const planned = planPayouts(all, minAmount);
  const keyOf = (row: { affiliateId: string; asset: string }) => `${row.affiliateId} ${row.asset}`;
  expect(new Set(planned.map(keyOf)).size).toBe(planned.length);
  for (const payout of planned) {
    const own = all.filter((row) => keyOf(row) === keyOf(payout));
    expect(payout.items).toEqual(own.map(({ id, amount }) => ({ commissionId: id, amount })));
    expect(payout.amount).toBe(own.reduce((sum, { amount }) => sum + amount, 0n));
    expect(payout.amount > 0n && payout.amount >= minAmount).toBe(true);
    expect(fitsAsset(payout.method, payout.asset)).toBe(true);
  }
  for (const key of new Set(all.map(keyOf))) {
    const sum = all
      .filter((row) => keyOf(row) === key)
      .reduce((total, row) => total + row.amount, 0n);
    expect(planned.some((payout) => keyOf(payout) === key)).toBe(
      leftOutReason(sum, minAmount) === null,
    );
  }
});

property([fc.array(fc.bigInt({ min: -50n, max: 100n })), minimum, fc.nat({ max: 5 })])(
  'whoever is left out is told why, and a full batch takes no more',
  (amounts, minAmount, payoutsMax) => {
    const sums = amounts.map((amount, id) => ({ id, amount }));
    const { paid, leftOut } = sortOut(sums, { minAmount, payoutsMax });
    const enough = sums.filter(({ amount }) => leftOutReason(amount, minAmount) === null);
    expect(paid).toEqual(enough.slice(0, payoutsMax));
    expect(leftOut).toEqual(
      sums
        .filter((sum) => !paid.includes(sum))
        .map((sum) => ({ sum, reason: leftOutReason(sum.amount, minAmount) ?? 'BATCH_FULL' })),
    );
  },
);

test('an asset goes its own way, or people carry it', () => {
  expect(['USDC', 'USDT', 'EURX'].map(defaultMethod)).toEqual([
    'ONCHAIN_USDC',
    'ONCHAIN_USDT',
    'MANUAL',
  ]);
  expect(fitsAsset('ONCHAIN_USDC', 'USDT')).toBe(false);
  expect(fitsAsset('WIRE', 'USDT')).toBe(true);
});

test('a period is a month in UTC', () => {
  const bounds = periodBounds('2026-12');
  expect(bounds.start.toISOString()).toBe('2026-12-01T00:00:00.000Z');
  expect(bounds.end.toISOString()).toBe('2027-01-01T00:00:00.000Z');
  expect(() => periodBounds('2026-13')).toThrow(RangeError);
});

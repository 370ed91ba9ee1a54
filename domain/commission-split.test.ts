/** Goal: no unit of a fee is lost or made by splitting it, whoever stands above the payer. Method: properties, and the contract's own figures. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { property } from '../tests/harness/property.ts';
import { type CommissionRates, splitFee } from './commission-split.ts';

const fees = fc.bigInt({ min: 0n, max: 2n ** 256n - 1n });
const lines = fc
  .uniqueArray(fc.uuid(), { maxLength: 12 })
  .chain((ids) =>
    fc.tuple(...ids.map((id) => fc.boolean().map((active) => ({ affiliateId: id, active })))),
  );
/** Rates that a program may have: together at most the whole fee. */
const rates: fc.Arbitrary<CommissionRates> = fc
  .record({
    directBps: fc.integer({ min: 0, max: 10_000 }),
    overrideBps: fc.integer({ min: 0, max: 10_000 }),
    maxDepth: fc.integer({ min: 0, max: 10 }),
  })
  .filter(
    ({ directBps, overrideBps, maxDepth }) =>
      directBps + overrideBps * Math.max(maxDepth - 1, 0) <= 10_000,
  );

property([fees, rates, lines])('parts and what is kept sum to the fee', (fee, rule, line) => {
  const { parts, kept } = splitFee(fee, rule, line);
  expect(parts.reduce((sum, { amount }) => sum + amount, kept)).toBe(fee);
  expect(kept).toBeGreaterThanOrEqual(0n);
});

property([fees, rates, lines])(
  'each part is its share rounded down, at most one of an affiliate',
  (fee, rule, line) => {
    const { parts } = splitFee(fee, rule, line);
    for (const { amount, bps } of parts) {
      expect(amount).toBeGreaterThan(0n);
      expect(amount * 10_000n).toBeLessThanOrEqual(fee * BigInt(bps));
      expect((amount + 1n) * 10_000n).toBeGreaterThan(fee * BigInt(bps));
    }
    expect(new Set(parts.map(({ affiliateId }) => affiliateId)).size).toBe(parts.length);
    expect(parts.length).toBeLessThanOrEqual(rule.maxDepth);
  },
);

property([fees, rates, lines])(
  'who is suspended earns nothing, and nobody earns more for it',
  (fee, rule, line) => {
    const all = splitFee(
      fee,
      rule,
      line.map((member) => ({ ...member, active: true })),
    );
    const { parts } = splitFee(fee, rule, line);
    const active = new Set(line.filter((member) => member.active).map((m) => m.affiliateId));
    expect(parts).toEqual(all.parts.filter(({ affiliateId }) => active.has(affiliateId)));
  },
);

describe('the figures of the contract', () => {
  const line = ['a', 'b', 'c'].map((affiliateId) => ({ affiliateId, active: true }));
  const rule = { directBps: 1000, overrideBps: 500, maxDepth: 2 };

  test('100 dollars at 10 and 5 percent, two levels deep', () => {
    expect(splitFee(100_000_000n, rule, line)).toEqual({
      parts: [
        { affiliateId: 'a', kind: 'DIRECT', level: 1, bps: 1000, amount: 10_000_000n },
        { affiliateId: 'b', kind: 'OVERRIDE', level: 2, bps: 500, amount: 5_000_000n },
      ],
      kept: 85_000_000n,
    });
  });

  test('the remainder of 19 units stays with the program', () => {
    const { parts, kept } = splitFee(19n, rule, line);
    expect([parts.map(({ amount }) => amount), kept]).toEqual([[1n], 18n]);
  });

  test('without anybody above the payer all of it is kept', () => {
    expect(splitFee(19n, rule, [])).toEqual({ parts: [], kept: 19n });
  });

  test('rates over the whole fee are refused', () => {
    expect(() => splitFee(100n, { ...rule, directBps: 9800 }, line)).toThrow('at most 100');
  });
});

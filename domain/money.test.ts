/** Goal: human decimals and minor units are the same number, and nothing is ever rounded. Method: properties. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { property } from '../tests/harness/property.ts';
import { amountMax, formatMinor, minorUnits, parseDecimal } from './money.ts';

const amounts = fc.bigInt({ min: 0n, max: amountMax });
const decimals = fc.integer({ min: 0, max: 30 });

describe('formatMinor and parseDecimal', () => {
  property([amounts, decimals])('are inverse to each other', (amount, places) => {
    expect(parseDecimal(formatMinor(amount, places), places)).toBe(amount);
  });

  property([amounts, decimals])(
    'a negative amount is the same text with a sign',
    (amount, places) => {
      if (amount > 0n) expect(formatMinor(-amount, places)).toBe(`-${formatMinor(amount, places)}`);
    },
  );

  property([amounts, fc.integer({ min: 1, max: 18 })])(
    'refuse one place too many',
    (amount, places) => {
      const text = `${formatMinor(amount, 0)}.${'1'.repeat(places + 1)}`;
      expect(() => parseDecimal(text, places)).toThrow(RangeError);
    },
  );

  test.each(['', '.', '1.', '.5', '-1', '+1', '1e3', '01', ' 1', '1,0', '0x1'])(
    'refuses %j',
    (text) => {
      expect(() => parseDecimal(text, 6)).toThrow(RangeError);
    },
  );

  test('excess precision is refused where a library would round', () => {
    expect(() => parseDecimal('1.005', 2)).toThrow('at most 2 places');
    expect(parseDecimal('1.50', 6)).toBe(1_500_000n);
    expect(formatMinor(1_500_000n, 6)).toBe('1.5');
  });

  test.each([-1, 1.5, 78])('refuses %d decimals', (places) => {
    expect(() => formatMinor(1n, places)).toThrow(RangeError);
  });
});

describe('minorUnits', () => {
  property([amounts])('takes every amount as a decimal string', (amount) => {
    expect(minorUnits.parse(amount.toString())).toBe(amount);
  });

  test.each(['', '-1', '1.0', '01', '1e2', (amountMax + 1n).toString(), 1, null])(
    'refuses %j',
    (value) => {
      expect(minorUnits.safeParse(value).success).toBe(false);
    },
  );
});

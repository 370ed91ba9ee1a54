import { z } from 'zod';

// Money is an integer count of minor units together with its asset. There is no float anywhere on the
// way: `bigint` in TypeScript, `numeric(78,0)` in SQL, decimal strings in JSON (design rule 19).

/** The largest amount a `uint256` (and so `numeric(78,0)` as used here) can carry. */
export const amountMax = 2n ** 256n - 1n;

/** A non-negative decimal string of minor units, parsed to `bigint`; refuses signs, dots and exponents. */
export const minorUnits = z
  .string()
  .regex(/^(0|[1-9][0-9]{0,77})$/, 'expected a whole number of minor units as a string')
  .transform((text) => BigInt(text))
  .refine((amount) => amount <= amountMax, 'expected at most 2^256-1');

/**
 * Minor units as a human decimal, without rounding: `formatMinor(1500000n, 6)` is `1.5`.
 * @throws RangeError when `decimals` is not an integer from 0 to 77.
 */
export function formatMinor(amount: bigint, decimals: number): string {
  if (!Number.isInteger(decimals) || decimals < 0 || decimals > 77) {
    throw new RangeError(`Expected decimals to be an integer from 0 to 77, got ${decimals}`);
  }
  const sign = amount < 0n ? '-' : '';
  const digits = (amount < 0n ? -amount : amount).toString().padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = decimals === 0 ? '' : digits.slice(-decimals).replace(/0+$/, '');
  return fraction === '' ? `${sign}${whole}` : `${sign}${whole}.${fraction}`;
}

/**
 * A human decimal as minor units. Excess precision is refused, never rounded (viem's `parseUnits`
 * rounds, which is why it is not used for input).
 * @throws RangeError naming the text when it is not a non-negative decimal with at most `decimals` places.
 */
export function parseDecimal(text: string, decimals: number): bigint {
  const match = /^(0|[1-9][0-9]*)(?:\.([0-9]+))?$/.exec(text);
  const fraction = match?.[2] ?? '';
  if (match === null || fraction.length > decimals) {
    throw new RangeError(`Expected a decimal with at most ${decimals} places, got "${text}"`);
  }
  return BigInt(`${match[1]}${fraction.padEnd(decimals, '0')}`);
}

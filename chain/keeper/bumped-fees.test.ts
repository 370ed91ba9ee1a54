/** A replacement that offers too little is refused by every node and jams the wallet: the rule, for any fees. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Fees } from '../../domain/chain-port.ts';
import { property } from '../../tests/harness/property.ts';
import { smaller } from '../evm/smaller.ts';
import { bumpedFees } from './bumped-fees.ts';

const wei = fc.bigInt({ min: 0n, max: 10n ** 13n });
const fees = fc
  .tuple(wei, wei)
  .map(
    ([a, b]): Fees =>
      a > b
        ? { maxFeePerGas: a, maxPriorityFeePerGas: b }
        : { maxFeePerGas: b, maxPriorityFeePerGas: a },
  );
const market = fc.tuple(fees, wei, wei).map(([estimate, gasPrice, cap]) => ({
  maxFeePerGas: smaller(estimate.maxFeePerGas, cap),
  maxPriorityFeePerGas: smaller(estimate.maxPriorityFeePerGas, cap),
  gasPrice,
  maxFeePerGasCap: cap,
}));

property([fees, market])(
  'a bump outbids by an eighth, follows the market, and keeps to the cap',
  (previous, now) => {
    const bumped = bumpedFees(previous, now);
    if (bumped === null) {
      expect(previous.maxFeePerGas * 9n).toBeGreaterThan(now.maxFeePerGasCap * 8n);
      return;
    }
    for (const fee of ['maxFeePerGas', 'maxPriorityFeePerGas'] as const) {
      expect(bumped[fee] * 8n).toBeGreaterThanOrEqual(previous[fee] * 9n);
      expect(bumped[fee]).toBeGreaterThanOrEqual(now[fee]);
      expect(bumped[fee]).toBeLessThanOrEqual(now.maxFeePerGasCap);
    }
    expect(bumped.maxPriorityFeePerGas).toBeLessThanOrEqual(bumped.maxFeePerGas);
  },
);

test('a fee is rounded up, so that a bump of 9 wei is 11 and not 10', () => {
  const previous = { maxFeePerGas: 9n, maxPriorityFeePerGas: 1n };
  const now = { maxFeePerGas: 0n, maxPriorityFeePerGas: 0n, gasPrice: 0n, maxFeePerGasCap: 100n };
  expect(bumpedFees(previous, now)).toEqual({ maxFeePerGas: 11n, maxPriorityFeePerGas: 2n });
});

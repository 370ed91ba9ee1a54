/**
 * Goal: a back-test with the rules that were in force says what was accrued, to the unit, and with any others loses
 * nothing. Method: properties over payments of the past, split by the rule as it is.
 */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { property } from '../tests/harness/property.ts';
import { createBacktester, type PastRun } from './backtest.ts';
import { type CommissionInputs, earningLine } from './commission-inputs.ts';
import { type CommissionRates, splitFee } from './commission-split.ts';

const ids = ['a', 'b', 'c', 'd'];
const rates: fc.Arbitrary<CommissionRates> = fc.record({
  directBps: fc.integer({ min: 0, max: 1000 }),
  overrideBps: fc.integer({ min: 0, max: 1000 }),
  maxDepth: fc.integer({ min: 0, max: 10 }),
});
/** A payment whatever the rules. */
const payment = fc.record({
  asset: fc.constantFrom('USDC', 'USDT'),
  fee: fc.bigInt({ min: 1n, max: 10n ** 12n }),
  attribution: fc.constantFrom('LOCKED' as const, 'LOCKED' as const, 'PROVISIONAL' as const, null),
  line: fc
    .shuffledSubarray(ids)
    .chain((line) =>
      fc.tuple(
        ...line.map((affiliateId) => fc.boolean().map((active) => ({ affiliateId, active }))),
      ),
    ),
});
const payments = fc.array(payment, { maxLength: 20 });
type Payment = typeof payment extends fc.Arbitrary<infer One> ? One : never;

function splitBy(rule: CommissionRates, all: readonly Payment[]): PastRun[] {
  return all.map(({ asset, fee, attribution, line }) => {
    const inputs: CommissionInputs = {
      ...{ ...rule, holdPeriodDays: 30, programVersion: 1, attribution },
      line: [...line],
    };
    return { asset, fee, inputs, parts: splitFee(fee, inputs, earningLine(inputs)).parts };
  });
}

function backtest(rule: CommissionRates, runs: readonly PastRun[]) {
  const tester = createBacktester(rule);
  for (const run of runs) tester.take(run);
  return tester.result();
}

property([payments, rates])('the rules that were in force accrue what was accrued', (all, rule) => {
  const runs = splitBy(rule, all);
  const { payments: counted, totals, differences } = backtest(rule, runs);
  expect(counted).toBe(runs.length);
  expect(differences).toEqual([]);
  for (const { asset, accrued, wouldAccrue } of totals) {
    const parts = runs.filter((run) => run.asset === asset).flatMap((run) => run.parts);
    expect(accrued).toBe(parts.reduce((sum, { amount }) => sum + amount, 0n));
    expect(wouldAccrue).toBe(accrued);
  }
});

property([payments, rates, rates])(
  'other rules: what affiliates differ by is what the totals do',
  (all, rule, other) => {
    const runs = splitBy(rule, all);
    const { totals, differences } = backtest(other, runs);
    expect(totals.map(({ asset }) => asset)).toEqual(
      [...new Set(runs.map(({ asset }) => asset))].sort(),
    );
    for (const { asset, fees, accrued, wouldAccrue, payments: counted } of totals) {
      const own = runs.filter((run) => run.asset === asset);
      expect([counted, fees]).toEqual([own.length, own.reduce((sum, { fee }) => sum + fee, 0n)]);
      const wouldBe = splitBy(
        other,
        all.filter((one) => one.asset === asset),
      );
      expect(wouldAccrue).toBe(
        wouldBe.flatMap(({ parts }) => parts).reduce((sum, { amount }) => sum + amount, 0n),
      );
      const difference = differences
        .filter((one) => one.asset === asset)
        .reduce((sum, one) => sum + one.wouldAccrue - one.accrued, 0n);
      expect(difference).toBe(wouldAccrue - accrued);
    }
  },
);

test('the largest difference comes first', () => {
  const inputs: CommissionInputs = {
    ...{ directBps: 1000, overrideBps: 500, maxDepth: 2, holdPeriodDays: 30, programVersion: 1 },
    attribution: 'LOCKED',
    line: ids.map((affiliateId) => ({ affiliateId, active: true })),
  };
  const parts = splitFee(1000n, inputs, inputs.line).parts;
  const rule = { directBps: 900, overrideBps: 700, maxDepth: 3 };
  expect(backtest(rule, [{ asset: 'USDC', fee: 1000n, inputs, parts }])).toEqual({
    payments: 1,
    totals: [{ asset: 'USDC', payments: 1, fees: 1000n, accrued: 150n, wouldAccrue: 230n }],
    differences: [
      { affiliateId: 'c', asset: 'USDC', accrued: 0n, wouldAccrue: 70n },
      { affiliateId: 'b', asset: 'USDC', accrued: 50n, wouldAccrue: 70n },
      { affiliateId: 'a', asset: 'USDC', accrued: 100n, wouldAccrue: 90n },
    ],
  });
});

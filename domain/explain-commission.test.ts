/**
 * Goal: what an affiliate is told of a commission is what was computed, and something else in the books can not be
 * explained away. Method: properties over splits as they are stored, whole and with one thing changed.
 */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { property } from '../tests/harness/property.ts';
import { type CommissionInputs, earningLine } from './commission-inputs.ts';
import { commissionRuleVersion, splitFee } from './commission-split.ts';
import { InvariantViolation } from './errors.ts';
import { explainSteps, recompute, type StoredRun } from './explain-commission.ts';

const run: fc.Arbitrary<StoredRun & { readonly inputs: CommissionInputs }> = fc
  .record({
    fee: fc.bigInt({ min: 1n, max: 10n ** 30n }),
    directBps: fc.integer({ min: 0, max: 1000 }),
    overrideBps: fc.integer({ min: 0, max: 1000 }),
    maxDepth: fc.integer({ min: 0, max: 10 }),
    attribution: fc.constantFrom(
      'LOCKED' as const,
      'LOCKED' as const,
      'PROVISIONAL' as const,
      null,
    ),
    line: fc.uniqueArray(fc.record({ affiliateId: fc.uuid(), active: fc.boolean() }), {
      selector: ({ affiliateId }) => affiliateId,
      maxLength: 10,
    }),
  })
  .map(({ fee, ...rates }) => {
    const inputs = { ...rates, holdPeriodDays: 30, programVersion: 1 };
    const { parts, kept } = splitFee(fee, inputs, earningLine(inputs));
    return { id: 'run', fee, kept, ruleVersion: commissionRuleVersion, inputs, parts };
  });

property([run])('a stored run comes to the same integers again', (stored) => {
  const recomputed = recompute({ ...stored, inputs: JSON.parse(JSON.stringify(stored.inputs)) });
  expect(recomputed.split.parts).toEqual(stored.parts);
  for (const part of stored.parts) {
    const own = { ...part, asset: 'USDC' };
    expect(explainSteps(own, stored.fee, recomputed).join(' ')).toContain(` is ${part.amount};`);
    const back = explainSteps({ ...own, amount: -part.amount }, stored.fee, recomputed);
    expect(back.at(-1)).toContain(`${-part.amount} is carried`);
    const more = { ...own, amount: part.amount + 1n };
    expect(() => explainSteps(more, stored.fee, recomputed)).toThrow(InvariantViolation);
  }
});

property([run, fc.nat(9)])('a part that is another than it should be is an error', (stored, at) => {
  const parts = stored.parts.map((part, index) =>
    index === at % stored.parts.length ? { ...part, amount: part.amount + 1n } : part,
  );
  const wrong = { ...stored, parts, kept: stored.parts.length > 0 ? stored.kept - 1n : -1n };
  expect(() => recompute(wrong)).toThrow(InvariantViolation);
  expect(() =>
    recompute({
      ...stored,
      parts: [...stored.parts, ...stored.parts.slice(0, 1)],
      kept: stored.kept + 1n,
    }),
  ).toThrow(InvariantViolation);
});

test('a rule that is not known explains nothing', () => {
  const stored = { id: 'run', fee: 1n, kept: 1n, ruleVersion: 'another', inputs: {}, parts: [] };
  expect(() => recompute(stored)).toThrow('no rule another');
});

/**
 * Goal: an approval names exactly what was seen: the order in which rows are read never matters, and whatever is changed
 * of a batch changes its digest. Method: properties; the canonical form of one batch is written out.
 */
import canonicalize from 'canonicalize';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { property } from '../tests/harness/property.ts';
import { type Batch, batchDigest, canonicalBatch } from './canonical-batch.ts';

const amount = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n });
const text = fc.string({ maxLength: 40, unit: 'binary' });
const item = fc.record({ commissionId: fc.uuid(), amount });
const payout = fc.record({
  ...{ id: fc.uuid(), affiliateId: fc.uuid(), wallet: text, method: text, asset: text, amount },
  items: fc.uniqueArray(item, { maxLength: 5, selector: ({ commissionId }) => commissionId }),
});
const batches: fc.Arbitrary<Batch> = fc.record({
  ...{ programId: fc.uuid(), id: fc.uuid(), period: text, version: fc.nat(), minAmount: amount },
  payouts: fc.uniqueArray(payout, { maxLength: 5, selector: ({ id }) => id }),
});

/** The same rows in another order. */
const reordered = (batch: Batch) =>
  fc
    .shuffledSubarray([...batch.payouts], { minLength: batch.payouts.length })
    .chain((payouts) =>
      fc.tuple(
        ...payouts.map((one) =>
          fc
            .shuffledSubarray([...one.items], { minLength: one.items.length })
            .map((items) => ({ ...one, items })),
        ),
      ),
    )
    .map((payouts) => ({ ...batch, payouts }));

property([batches.chain((batch) => fc.tuple(fc.constant(batch), reordered(batch)))])(
  'the order of rows says nothing',
  ([batch, other]) => {
    expect(batchDigest(other)).toBe(batchDigest(batch));
  },
);

/** Every batch that differs from one in a single field, or by one row more or less. */
function changesOf(batch: Batch): readonly Batch[] {
  const more = { ...batch, version: batch.version + 1 };
  const own = [
    more,
    { ...batch, minAmount: batch.minAmount + 1n },
    ...(['programId', 'id', 'period'] as const).map((field) => ({
      ...batch,
      [field]: `${batch[field]}'`,
    })),
  ];
  return [
    ...own,
    ...batch.payouts.flatMap((one, at) =>
      payoutChanges(one).map((changed) => ({
        ...batch,
        payouts: [...batch.payouts.slice(0, at), ...changed, ...batch.payouts.slice(at + 1)],
      })),
    ),
  ];
}

type Payout = Batch['payouts'][number];

function payoutChanges(one: Payout): readonly (readonly Payout[])[] {
  const fields = ['id', 'affiliateId', 'wallet', 'method', 'asset'] as const;
  return [
    [],
    [{ ...one, amount: one.amount + 1n }],
    ...fields.map((field) => [{ ...one, [field]: `${one[field]}'` }]),
    ...one.items.flatMap((row, at) => {
      const [before, after] = [one.items.slice(0, at), one.items.slice(at + 1)];
      const changed = [
        [],
        [{ ...row, amount: row.amount + 1n }],
        [{ ...row, commissionId: `${row.commissionId}'` }],
      ];
      return changed.map((rows) => [{ ...one, items: [...before, ...rows, ...after] }]);
    }),
  ];
}

property([batches])('whatever is changed changes the digest', (batch) => {
  const digest = batchDigest(batch);
  expect(digest).toMatch(/^[0-9a-f]{64}$/);
  expect(changesOf(batch).filter((other) => batchDigest(other) === digest)).toEqual([]);
});

property([batches])('the form is that of RFC 8785', (batch) => {
  const text = canonicalBatch(batch);
  expect(canonicalize(JSON.parse(text))).toBe(text);
});

test('is written as texts under sorted names', () => {
  const one = { id: 'p', affiliateId: 'a', wallet: '0x1', method: 'ACH', asset: 'USDC' };
  const batch: Batch = {
    ...{ programId: 'g', id: 'b', period: '2026-10', version: 2, minAmount: 10n },
    payouts: [
      {
        ...one,
        amount: 4n,
        items: [
          { commissionId: 'd', amount: -1n },
          { commissionId: 'c', amount: 5n },
        ],
      },
    ],
  };
  expect(canonicalBatch(batch)).toBe(
    '{"id":"b","minAmount":"10","payouts":[{"affiliateId":"a","amount":"4","asset":"USDC","id":"p","items":[{"amount":"5","commissionId":"c"},{"amount":"-1","commissionId":"d"}],"method":"ACH","wallet":"0x1"}],"period":"2026-10","programId":"g","version":"2"}',
  );
});

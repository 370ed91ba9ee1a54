/** Goal: what is posted for an event balances in every asset, whatever the amounts. Method: properties. */
import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import {
  feeEarnedPostings,
  gasPaidPostings,
  identityMintedPostings,
  inventoryFundedPostings,
  type Posting,
  paymentBookedPostings,
  programAccount,
  programAccounts,
  tokensDeliveredPostings,
} from './chart-of-accounts.ts';

const amounts = fc.bigInt({ min: 1n, max: 2n ** 256n - 1n });
const money = fc.record({
  programId: fc.uuid(),
  amount: amounts,
  asset: fc.constantFrom('USDC', 'USDT', 'SGE'),
});

function sums(postings: readonly Posting[]): Map<string, bigint> {
  const byAsset = new Map<string, bigint>();
  for (const { asset, direction, amount } of postings) {
    byAsset.set(asset, (byAsset.get(asset) ?? 0n) + (direction === 'debit' ? amount : -amount));
  }
  return byAsset;
}

property.prop([money, money, amounts])(
  'every event balances per asset, alone and together',
  (fee, tokens, gas) => {
    const events = [
      paymentBookedPostings(fee),
      feeEarnedPostings(fee),
      tokensDeliveredPostings(tokens),
      inventoryFundedPostings(tokens),
      identityMintedPostings(fee.programId, 'SGEID'),
      gasPaidPostings(fee.programId, gas),
    ];
    for (const postings of [...events, events.flat()]) {
      expect(postings.length).toBeGreaterThanOrEqual(2);
      for (const sum of sums(postings).values()) expect(sum).toBe(0n);
    }
  },
);

property.prop([money])('a fee that was booked and earned leaves suspense empty', (fee) => {
  const suspense = [...paymentBookedPostings(fee), ...feeEarnedPostings(fee)].filter(
    (posting) => posting.account === programAccount(fee.programId, 'suspense'),
  );
  expect([...sums(suspense).values()]).toEqual([0n]);
});

test('what can be spent is guarded, what only counts is not', () => {
  const guarded = Object.entries(programAccounts).filter(([, account]) => account.guarded);
  expect(guarded.map(([name]) => name)).toEqual(['treasury', 'token_inventory']);
});

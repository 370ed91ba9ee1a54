/** Goal: what is posted for an event balances in every asset, whatever the amounts. Method: properties. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { property } from '../tests/harness/property.ts';
import {
  commissionEarnedPostings,
  feeEarnedPostings,
  gasPaidPostings,
  identityMintedPostings,
  inventoryFundedPostings,
  legsOfVanished,
  mirrorPostings,
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

property([money, money, amounts])(
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

property([money])('a fee that was booked and earned leaves suspense empty', (fee) => {
  const suspense = [...paymentBookedPostings(fee), ...feeEarnedPostings(fee)].filter(
    (posting) => posting.account === programAccount(fee.programId, 'suspense'),
  );
  expect([...sums(suspense).values()]).toEqual([0n]);
});

const legs = fc.array(
  fc.record({
    account: fc.constantFrom('a', 'b', 'c'),
    direction: fc.constantFrom<Posting['direction']>('debit', 'credit'),
    amount: amounts,
    asset: fc.constantFrom('USDC', 'SGE', 'ETH'),
  }),
);

/** What postings do to each account, debits positive. */
function effects(postings: readonly Posting[]): Map<string, bigint> {
  const byAccount = new Map<string, bigint>();
  for (const { account, asset, direction, amount } of postings) {
    const key = `${account} ${asset}`;
    const signed = direction === 'debit' ? amount : -amount;
    byAccount.set(key, (byAccount.get(key) ?? 0n) + signed);
  }
  return byAccount;
}

property([legs])('postings and their mirror leave every account as it was', (postings) => {
  const mirrored = mirrorPostings(postings);
  for (const effect of effects([...postings, ...mirrored]).values()) expect(effect).toBe(0n);
  expect(mirrorPostings(mirrored)).toEqual(postings);
});

const vanished = fc.record({ payment: fc.boolean(), delivery: fc.boolean() });

/** Who earned of the fee; the amounts are of no matter here. */
const earners = fc.array(fc.record({ affiliateId: fc.uuid(), amount: amounts }), { maxLength: 3 });

property([fc.record({ paid: money, tokens: money, gas: amounts, earners }), vanished])(
  'what is reversed after a reorganisation balances and leaves exactly what the chain still shows',
  ({ paid, tokens, gas, earners: earning }, { payment, delivery }) => {
    const fee = { ...paid, asset: 'USDC' };
    const delivered = { ...tokens, programId: paid.programId, asset: 'SGE' };
    const booking = paymentBookedPostings(fee);
    const given = [...tokensDeliveredPostings(delivered), ...gasPaidPostings(paid.programId, gas)];
    const earned = [
      ...feeEarnedPostings(fee),
      ...earning.flatMap((earner) => commissionEarnedPostings({ ...fee, ...earner })),
    ];
    const settlement = [...earned, ...given];
    const taken = legsOfVanished({ payment, delivery }, { booking, settlement, paidIn: 'USDC' });
    for (const sum of sums(taken).values()) expect(sum).toBe(0n);
    const left = effects([...booking, ...settlement, ...mirrorPostings(taken)]);
    const stays = [
      ...(payment ? [] : booking),
      ...(delivery ? [] : given),
      ...(payment || delivery ? [] : earned),
    ];
    const nonZero = (map: Map<string, bigint>) => new Map([...map].filter(([, sum]) => sum !== 0n));
    expect(nonZero(left)).toEqual(nonZero(effects(stays)));
  },
);

test('what can be spent is guarded, what only counts is not', () => {
  const guarded = Object.entries(programAccounts).filter(([, account]) => account.guarded);
  expect(guarded.map(([name]) => name)).toEqual(['treasury', 'token_inventory']);
});

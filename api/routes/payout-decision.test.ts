/**
 * Goal: whoever asks is told whether there is something to decide about a payout, also once it was reversed and its bank has
 * changed its word again. Method: the view over every standing; the decisions themselves are in payout-retry.test.ts.
 */
import { expect, test } from 'vitest';
import type { PayoutDispute } from '../../db/decide-payout.ts';
import { standingView } from './payout-decision.ts';

const word = (outcome: 'PAID' | 'FAILED') => ({
  ...{ id: 'r', outcome, bankReference: null, detail: null, operatorId: 'o' },
  at: new Date(0),
});
const seen = (found: Pick<PayoutDispute, 'status' | 'dispute' | 'newest'>) => {
  const { status, decided } = standingView({
    ...found,
    ...{ payoutId: 'p', programId: 'g', decisions: [] },
  });
  return [status, decided];
};

test('what is open is told as open, whatever the payout is by then', () => {
  expect(seen({ status: 'PAID', dispute: null, newest: null })).toEqual(['NONE', null]);
  for (const status of ['PAID', 'FAILED', 'REVERSED'] as const)
    expect(seen({ status, dispute: 'OPEN', newest: word('PAID') })).toEqual(['OPEN', null]);
  const decided = { status: 'FAILED', dispute: 'PAID', newest: word('PAID') } as const;
  expect(seen(decided)).toEqual(['DECIDED', 'PAID']);
  const reversed = { status: 'REVERSED', dispute: null, newest: word('FAILED') } as const;
  expect(seen(reversed)).toEqual(['DECIDED', 'FAILED']);
});

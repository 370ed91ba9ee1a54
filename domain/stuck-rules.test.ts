import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { property } from '../tests/harness/property.ts';
import { intentStates, isFinal } from './intent-state.ts';
import { lookAfterMs, openStates, stuckAfterMs } from './stuck-rules.ts';

const state = fc.constantFrom(...openStates);
const kind = fc.constantFrom('register', 'claim', 'reversal', 'unheard-of');
const confirmations = fc.integer({ min: 1, max: 1000 });
const paymentWaitMs = fc.integer({ min: 1000, max: 604_800_000 });

test('the rules are about exactly the states that are not final, in byte order', () => {
  const open = intentStates.filter((candidate) => !isFinal(candidate));
  expect(openStates).toEqual(open.toSorted());
});

property([state, kind, confirmations, paymentWaitMs])(
  'an intent is looked for before it is called stuck',
  (...[inState, ofKind, blocks, waitMs]) => {
    const intent = { state: inState, kind: ofKind, confirmations: blocks };
    expect(stuckAfterMs(intent, waitMs)).toBeGreaterThan(lookAfterMs(inState));
  },
);

property([confirmations, paymentWaitMs])(
  'a claim is not stuck while its payment may still come',
  (blocks, waitMs) => {
    const claim = { state: 'LOCKED', kind: 'claim', confirmations: blocks } as const;
    expect(stuckAfterMs(claim, waitMs)).toBeGreaterThan(waitMs);
    expect(stuckAfterMs({ ...claim, kind: 'register' }, waitMs)).toBe(
      stuckAfterMs({ ...claim, kind: 'register' }, 1000),
    );
  },
);

property([confirmations])('deeper confirmation has more time', (blocks) => {
  const submitted = { state: 'SUBMITTED', kind: 'claim' } as const;
  expect(stuckAfterMs({ ...submitted, confirmations: blocks + 1 }, 1000)).toBeGreaterThan(
    stuckAfterMs({ ...submitted, confirmations: blocks }, 1000),
  );
});

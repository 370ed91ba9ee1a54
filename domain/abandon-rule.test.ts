/** Goal: nothing that may have left is ever given up. Method: the rule over every combination of facts. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { property } from '../tests/harness/property.ts';
import { abandonRefusal } from './abandon-rule.ts';
import { canTransition, intentStates } from './intent-state.ts';

const facts = fc.record({
  kind: fc.constantFrom('claim', 'register', 'reversal'),
  state: fc.constantFrom(...intentStates),
  signedCallLive: fc.boolean(),
  slotsLive: fc.integer({ min: 0, max: 2 }),
});

property([facts])('a signed call that may be mined is never given up', (given) => {
  if (given.signedCallLive) expect(abandonRefusal(given)).not.toBeNull();
});

property([facts])('what may be given up may fail by the state machine', (given) => {
  if (abandonRefusal(given) !== null) return;
  const nonceConsumedWithoutEffect = given.slotsLive === 0;
  expect(canTransition(given.state, 'FAILED', { nonceConsumedWithoutEffect })).toBe(true);
});

property([facts])('a refusal says why and what can be done', (given) => {
  const refusal = abandonRefusal(given);
  if (refusal === null) return;
  expect(refusal.why).not.toBe('');
  expect(refusal.remedy).not.toBe('');
});

test('a nonce that was only reserved is no obstacle before anything was submitted', () => {
  const reserved = { kind: 'claim', state: 'LOCKED', signedCallLive: false, slotsLive: 1 } as const;
  expect(abandonRefusal(reserved)).toBeNull();
  expect(abandonRefusal({ ...reserved, signedCallLive: true })).not.toBeNull();
});

test('a delivery that was made is never given up', () => {
  const made = { kind: 'claim', state: 'CONFIRMED', signedCallLive: false, slotsLive: 1 } as const;
  expect(abandonRefusal(made)?.why).toContain('had its effect');
});

property([facts])('the execution of a payout batch is never given up', (given) => {
  expect(abandonRefusal({ ...given, kind: 'payout_batch' })).not.toBeNull();
});

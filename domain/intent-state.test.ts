/** Goal: the state machine allows exactly the ways of the design. Method: all pairs, and random walks. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { property } from '../tests/harness/property.ts';
import { canTransition, type IntentState, intentStates, isFinal } from './intent-state.ts';

const states = fc.constantFrom(...intentStates);
const facts = fc.record({ nonceConsumedWithoutEffect: fc.boolean() });

test('the legal transitions, written out', () => {
  const legal = intentStates.flatMap((from) =>
    intentStates
      .filter((to) => canTransition(from, to, { nonceConsumedWithoutEffect: false }))
      .map((to) => `${from} to ${to}`),
  );
  expect(legal).toEqual([
    'PENDING to LOCKED',
    'PENDING to FAILED',
    'LOCKED to SUBMITTED',
    'LOCKED to FAILED',
    'SUBMITTED to CONFIRMED',
    'CONFIRMED to SUBMITTED',
    'CONFIRMED to SETTLED',
  ]);
});

describe('whatever the order of events', () => {
  property([states, states, facts])(
    'nothing leaves a final state, and nothing fails from CONFIRMED',
    (from, to, known) => {
      if (isFinal(from)) expect(canTransition(from, to, known)).toBe(false);
      expect(canTransition('CONFIRMED', 'FAILED', known)).toBe(false);
    },
  );

  property([facts])(
    'SUBMITTED fails only once its nonce is consumed without the effect',
    (known) => {
      expect(canTransition('SUBMITTED', 'FAILED', known)).toBe(known.nonceConsumedWithoutEffect);
    },
  );

  property([fc.array(states, { maxLength: 30 })])(
    'a walk that settles was submitted and confirmed before',
    (tried) => {
      const walk: IntentState[] = ['PENDING'];
      for (const next of tried) {
        const now = walk.at(-1) ?? 'PENDING';
        if (canTransition(now, next, { nonceConsumedWithoutEffect: false })) walk.push(next);
      }
      if (walk.includes('SETTLED')) {
        expect(walk.slice(0, 2)).toEqual(['PENDING', 'LOCKED']);
        expect(walk.slice(-3)).toEqual(['SUBMITTED', 'CONFIRMED', 'SETTLED']);
      }
    },
  );
});

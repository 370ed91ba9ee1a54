/** Goal: the rule of attribution and the codes that name affiliates. Method: every case of the rule; drawn bytes. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { property } from '../tests/harness/property.ts';
import { affiliateTier } from './affiliate-tier.ts';
import { attributionChange } from './attribution.ts';
import { newReferralCode } from './referral-code.ts';

describe('attribution', () => {
  test.each([
    { known: 'nobody known', state: null, proven: true, registers: true, change: 'lock' },
    { known: 'nobody known', state: null, proven: false, registers: true, change: 'record' },
    {
      known: 'registered before anything was kept',
      state: null,
      proven: false,
      registers: false,
      change: 'keep',
    },
    {
      known: 'said by somebody',
      state: 'PROVISIONAL',
      proven: true,
      registers: false,
      change: 'lock',
    },
    {
      known: 'said by somebody',
      state: 'PROVISIONAL',
      proven: false,
      registers: false,
      change: 'keep',
    },
    {
      known: 'said by a registration that came to nothing',
      state: 'PROVISIONAL',
      proven: false,
      registers: true,
      change: 'record',
    },
    { known: 'locked', state: 'LOCKED', proven: true, registers: true, change: 'keep' },
    { known: 'locked', state: 'LOCKED', proven: false, registers: false, change: 'keep' },
  ] as const)(
    '$known, proven $proven, registers $registers: $change',
    ({ state, proven, registers, change }) => {
      expect(attributionChange(state, { proven, registers })).toBe(change);
    },
  );

  test('a tier is had from its threshold on', () => {
    expect([0, 4, 5, 24, 25, 99, 100].map(affiliateTier)).toEqual([
      'BRONZE',
      'BRONZE',
      'SILVER',
      'SILVER',
      'GOLD',
      'GOLD',
      'PLATINUM',
    ]);
  });
});

describe('referral codes', () => {
  property([fc.uint8Array({ minLength: 64, maxLength: 64 })])(
    'whatever bytes come, a code is eight of the letters and digits nobody mistakes',
    (bytes) => {
      let at = 0;
      // Goes on with small bytes, since some are thrown away.
      const next = (count: number) =>
        Uint8Array.from({ length: count }, () => bytes[at++] ?? at % 31);
      expect(newReferralCode(next)).toMatch(/^[A-HJKMNP-Z2-9]{8}$/);
    },
  );

  test('codes differ', () => {
    const drawn = Array.from({ length: 5000 }, () => newReferralCode());
    expect(new Set(drawn).size).toBe(drawn.length);
  });
});

/** Which slots are touched and which are left alone, on made-up wallets: the keeper's rules without a chain. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { property } from '../../tests/harness/property.ts';
import type { NewestAttempt, OpenSlot } from './open-slots.ts';
import { gaps, repairOf, suspiciousSlots, type TriedOpenSlot } from './plan-repairs.ts';

const newest: NewestAttempt = {
  id: '018f0000-0000-7000-8000-0000000000aa',
  ordinal: 1,
  purpose: 'CALL',
  tx_hash: `0x${'ab'.repeat(32)}`,
  max_fee: 100n,
  tip: 1n,
  sent_block: 10n,
};

function reserved(nonce: number, change: Partial<OpenSlot> = {}): OpenSlot {
  const id = `018f0000-0000-7000-8000-${nonce.toString().padStart(12, '0')}`;
  const intent = { intent_state: 'LOCKED', parked: false, workflow_id: 'claim/x' } as const;
  return { id, nonce, ripe: false, has_call: false, newest: null, ...intent, ...change };
}

function tried(nonce: number, change: Partial<NewestAttempt> = {}): TriedOpenSlot {
  return { ...reserved(nonce), has_call: true, newest: { ...newest, ...change } };
}

describe('gaps', () => {
  it.each([
    ['ripe', { ripe: true }, [1]],
    ['parked', { parked: true }, [1]],
    ['of a failed intent', { intent_state: 'FAILED' }, [1]],
    ['without an intent', { intent_state: null, parked: null, workflow_id: null }, [1]],
    ['of an intent at work', {}, []],
  ] as const)('a reserved nonce %s before a stored one', (_, change, filled) => {
    const open = [tried(0), reserved(1, change), tried(2)];
    expect(gaps(open).map((slot) => slot.nonce)).toEqual(filled);
  });

  it('a reserved nonce with nothing behind it holds nobody up', () => {
    expect(gaps([tried(0), reserved(1, { ripe: true })])).toEqual([]);
    expect(gaps([reserved(1, { ripe: true }), reserved(2, { ripe: true })])).toEqual([]);
  });
});

describe('suspicious slots', () => {
  const view = { head: 20n, latest: 3, pending: 5 };

  it('are the next in turn and those from the first nonce the pool misses', () => {
    const open = [tried(3), tried(4), reserved(5), tried(6), tried(7)];
    expect(suspiciousSlots(open, view, 10).map((slot) => slot.nonce)).toEqual([3, 6, 7]);
    expect(suspiciousSlots(open, view, 2).map((slot) => slot.nonce)).toEqual([3, 6]);
  });
});

describe('repair', () => {
  const view = {
    head: 20n,
    latest: 3,
    pending: 9,
    gasPrice: 50n,
    known: true,
    bumpAfterBlocks: 5,
  };

  const aged = (sent_block: bigint | null) => tried(3, { sent_block });
  const behind = (change: Partial<NewestAttempt> = {}) => tried(4, change);
  it.each([
    ['unknown to the node, at a fair price', behind(), false, 'send'],
    ['unknown and too cheap to be taken', behind({ max_fee: 49n }), false, 'bump'],
    ['old and too cheap', behind({ max_fee: 49n }), true, 'bump'],
    ['old, fair, next in turn', aged(10n), true, 'bump'],
    ['old, fair, behind others', behind(), true, 'leave'],
    ['cheap and young', behind({ max_fee: 49n, sent_block: 16n }), true, 'leave'],
    ['next in turn and young', aged(16n), true, 'leave'],
    ['next in turn, just old enough', aged(15n), true, 'bump'],
    ['known, nobody knows since when', aged(null), true, 'leave'],
  ] as const)('a transaction %s', (...[, slot, known, repair]) => {
    expect(repairOf(slot, { ...view, known })).toBe(repair);
  });

  property([fc.bigInt(0n, 200n), fc.bigInt(0n, 40n), fc.boolean()])(
    'is never to bump what is young and known, and never to leave what the node does not have',
    (maxFee, sentBlock, known) => {
      const slot = tried(3, { max_fee: maxFee, sent_block: sentBlock });
      const repair = repairOf(slot, { ...view, known });
      if (known && view.head - sentBlock < 5n) expect(repair).toBe('leave');
      if (!known) expect(repair).not.toBe('leave');
    },
  );
});

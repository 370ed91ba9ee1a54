import type { IntentState } from './intent-state.ts';

/** What the abandon rule needs to know of an intent. */
export interface AbandonFacts {
  readonly kind: string;
  readonly state: IntentState;
  /** A transaction carrying its call is signed and stored, and its nonce is not finally used up by something else. */
  readonly signedCallLive: boolean;
  /** Slots whose nonce may still be used by this intent. */
  readonly slotsLive: number;
}

/** Why an intent can not be given up now, and what can be done instead. */
export interface AbandonRefusal {
  readonly why: string;
  readonly remedy: string;
}

/**
 * Whether an operator may give an intent up: null when yes (design rule 14). Nothing that was signed counts as
 * undone until its nonce is finally used up by something else; a nonce that was only reserved is no obstacle.
 */
export function abandonRefusal(facts: AbandonFacts): AbandonRefusal | null {
  if (facts.kind === 'payout_batch' && facts.state !== 'SETTLED') return execution;
  switch (facts.state) {
    case 'PENDING':
    case 'LOCKED':
      return facts.signedCallLive ? signed : null;
    case 'SUBMITTED':
      if (facts.signedCallLive) return signed;
      return facts.slotsLive === 0 ? null : reserved;
    case 'CONFIRMED':
      return {
        why: 'Its transaction is mined and had its effect: the delivery has been made.',
        remedy: 'Retry it, so that it is settled; what was settled can be reversed by an intent.',
      };
    case 'SETTLED':
    case 'FAILED':
      return { why: `It has ended as ${facts.state}.`, remedy: 'There is nothing to decide.' };
  }
}

const execution: AbandonRefusal = {
  why: 'It carries out the payouts of an approved batch, some of which may have left.',
  remedy:
    'Mend what it waits for and retry it; a payout that can not be made fails by itself and can be retried in its batch.',
};

const signed: AbandonRefusal = {
  why: 'A transaction of it is signed and may have been sent: money may have left.',
  remedy:
    'Retry it: what is stored is sent again and nothing is signed twice. Once the nonce is finally used up by something else, it can be abandoned.',
};

const reserved: AbandonRefusal = {
  why: 'It holds a nonce that is not used up yet.',
  remedy:
    'Retry it, or wait until the nonce has been filled with a transaction that moves nothing; then it can be abandoned.',
};

import type { FeeMarket } from '../../domain/chain-port.ts';
import { type IntentState, isFinal } from '../../domain/intent-state.ts';
import type { NewestAttempt, OpenSlot } from './open-slots.ts';

/** An open slot in which something was tried. */
export type TriedOpenSlot = OpenSlot & { readonly newest: NewestAttempt };

/** Where the wallet stands. */
export interface WalletView {
  /** The newest block. */
  readonly head: bigint;
  /** The first nonce that is not mined. */
  readonly latest: number;
  /** The first nonce that is neither mined nor waiting in the pool behind those that are. */
  readonly pending: number;
}

/** Narrows to slots in which something was tried. */
export function isTried(slot: OpenSlot): slot is TriedOpenSlot {
  return slot.newest !== null;
}

/**
 * The slots whose transaction the node may not have: those from the pool's first missing nonce on, and the one
 * that has to be mined next. At most `limit`, lowest nonce first, because what is behind waits for them anyway.
 */
export function suspiciousSlots(
  open: readonly OpenSlot[],
  { latest, pending }: WalletView,
  limit: number,
): TriedOpenSlot[] {
  return open
    .filter(isTried)
    .filter(({ nonce }) => nonce >= pending || nonce === latest)
    .slice(0, limit);
}

/**
 * Slots that block the wallet because nothing was ever signed in them: what is stored behind them waits. A slot
 * whose intent is still at work is left alone until it is ripe.
 */
export function gaps(open: readonly OpenSlot[]): OpenSlot[] {
  const lastTried = open.findLast(isTried)?.nonce ?? -1;
  return open.filter(
    (slot) =>
      slot.newest === null &&
      slot.nonce < lastTried &&
      (slot.ripe || slot.parked === true || isOver(slot.intent_state)),
  );
}

/** No intent, or one that is final: nobody but the keeper cares for the slot. */
export function isOver(state: IntentState | null): boolean {
  return state === null || isFinal(state);
}

/** What is to be done with a slot in which something was tried. */
export type Repair = 'send' | 'bump' | 'leave';

/** What is known of a slot's newest attempt. */
export interface AttemptView extends WalletView {
  readonly gasPrice: FeeMarket['gasPrice'];
  /** Whether the node knows the newest attempt. */
  readonly known: boolean;
  readonly bumpAfterBlocks: number;
}

/**
 * A transaction the node does not have is sent again, unless it offers too little for the node to take it. One
 * that has waited long enough is bumped when it offers less than gas costs, or when it is the next in turn.
 */
export function repairOf({ nonce, newest }: TriedOpenSlot, view: AttemptView): Repair {
  const cheap = newest.max_fee < view.gasPrice;
  if (!view.known) return cheap ? 'bump' : 'send';
  const sentAt = newest.sent_block ?? view.head;
  const old = view.head - sentAt >= BigInt(view.bumpAfterBlocks);
  return old && (cheap || nonce === view.latest) ? 'bump' : 'leave';
}

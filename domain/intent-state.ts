/**
 * The intent state machine (design: "The one path every write takes").
 *
 * This table is the only place in TypeScript that knows which transitions are legal; the trigger
 * `intents_guard_transition` in the database repeats it, and a property test holds the two together.
 */
export const intentStates = [
  'PENDING',
  'LOCKED',
  'SUBMITTED',
  'CONFIRMED',
  'SETTLED',
  'FAILED',
] as const;

export type IntentState = (typeof intentStates)[number];

const successors: Record<IntentState, readonly IntentState[]> = {
  PENDING: ['LOCKED', 'FAILED'],
  LOCKED: ['SUBMITTED', 'FAILED'],
  // FAILED from SUBMITTED only once the chain has finally consumed the nonce without the effect.
  SUBMITTED: ['CONFIRMED', 'FAILED'],
  // A reorganisation takes a confirmed intent back, by the watcher's hand; it can never fail from here.
  CONFIRMED: ['SETTLED', 'SUBMITTED'],
  // What a reorganisation takes from a settled intent is reversed by an intent of its own.
  SETTLED: [],
  FAILED: [],
};

/** What the state machine needs to know besides the two states. */
export interface TransitionFacts {
  /** True when a slot of this intent is final and did not have its effect (reverted or replaced). */
  readonly nonceConsumedWithoutEffect: boolean;
}

/** Whether an intent may go from `from` to `to` given `facts`. Pure; never throws. */
export function canTransition(from: IntentState, to: IntentState, facts: TransitionFacts): boolean {
  if (!successors[from].includes(to)) return false;
  if (from === 'SUBMITTED' && to === 'FAILED') return facts.nonceConsumedWithoutEffect;
  return true;
}

/** True for states that no transition leaves. */
export function isFinal(state: IntentState): boolean {
  return successors[state].length === 0;
}

import type { IntentState } from './intent-state.ts';

/** States that an intent does not stay in for good. */
export type OpenState = Exclude<IntentState, 'SETTLED' | 'FAILED'>;

/** How long an intent may stay in a state without a change. */
interface StuckRule {
  /** After this long the sweeper asks whether the intent has a run at all. */
  readonly lookAfterMs: number;
  /** After this long an intent that has a run is reported. */
  readonly stuckAfterMs: number;
  /** What each confirmation its program asks for adds to that. */
  readonly perConfirmationMs: number;
  /** Kinds that wait here for somebody else's payment, as long as PAYMENT_WAIT_MS says. */
  readonly awaitsPayment: readonly string[];
  /** What an intent in this state waits for when all is well. */
  readonly waitsFor: string;
}

const secondMs = 1000;
const minuteMs = 60 * secondMs;

/**
 * The limits. An activity that fails is tried for about an hour before its intent parks: `stuckAfterMs` is well
 * before that, so that an operator hears of it while it is still being tried.
 */
const stuckRules: Readonly<Record<OpenState, StuckRule>> = {
  PENDING: {
    lookAfterMs: 30 * secondMs,
    stuckAfterMs: 5 * minuteMs,
    perConfirmationMs: 0,
    awaitsPayment: [],
    waitsFor: 'a worker to take it up',
  },
  LOCKED: {
    lookAfterMs: 30 * secondMs,
    stuckAfterMs: 10 * minuteMs,
    perConfirmationMs: 30 * secondMs,
    awaitsPayment: ['claim', 'reversal'],
    waitsFor: 'its payment, or its transaction to be signed',
  },
  SUBMITTED: {
    lookAfterMs: 30 * secondMs,
    stuckAfterMs: 15 * minuteMs,
    perConfirmationMs: 30 * secondMs,
    awaitsPayment: [],
    waitsFor: 'its transaction to be mined and confirmed',
  },
  CONFIRMED: {
    lookAfterMs: 30 * secondMs,
    stuckAfterMs: 2 * minuteMs,
    perConfirmationMs: 0,
    awaitsPayment: [],
    waitsFor: 'its settlement to be posted',
  },
};

/** The states the rules are about, in the order in which the sweeper works through them. */
export const openStates = [
  'CONFIRMED',
  'LOCKED',
  'PENDING',
  'SUBMITTED',
] as const satisfies readonly OpenState[];

/** What {@link stuckAfterMs} needs to know of an intent. */
export interface UnchangedIntent {
  readonly state: OpenState;
  readonly kind: string;
  /** Blocks its program waits for. */
  readonly confirmations: number;
}

/** After how many milliseconds without a change the sweeper asks whether the intent has a run. */
export function lookAfterMs(state: OpenState): number {
  return stuckRules[state].lookAfterMs;
}

/** After how many milliseconds without a change an intent counts as stuck although it has a run. */
export function stuckAfterMs(intent: UnchangedIntent, paymentWaitMs: number): number {
  const rule = stuckRules[intent.state];
  const forPayment = rule.awaitsPayment.includes(intent.kind) ? paymentWaitMs : 0;
  return rule.stuckAfterMs + intent.confirmations * rule.perConfirmationMs + forPayment;
}

/** What an intent in the given state waits for when all is well, to follow "waits for". */
export function waitsFor(state: OpenState): string {
  return stuckRules[state].waitsFor;
}

/** Whether an intent in the given state can only go on when there are new blocks. */
export function waitsForChain(state: OpenState): boolean {
  return stuckRules[state].perConfirmationMs > 0;
}

import { useReducer } from 'react';
import type { Intent, PaymentToken } from '../walk/answers.ts';
import type { Problem } from '../walk/tab-api.ts';
import {
  type Claim,
  claim,
  type Ground,
  type Misuse,
  makeWallet,
  misuse,
  type Payment,
  pay,
  type Repetition,
  register,
  repeat,
  type Walker,
} from '../walk/walk-steps.ts';

/** The steps, in order; each needs the one before. */
export const stepNames = ['wallet', 'register', 'pay', 'claim', 'repeat'] as const;
export type StepName = (typeof stepNames)[number];

/** How far a step is. */
export type StepState =
  | { readonly status: 'blocked' | 'ready' | 'busy' | 'done' }
  | { readonly status: 'failed'; readonly error: unknown };

/** What was found out so far. */
interface WalkData {
  readonly walker?: Walker;
  readonly registration?: Intent;
  readonly identityToken?: string | null;
  readonly payment?: Payment;
  readonly claimIntent?: Intent;
  readonly claim?: Claim;
  readonly repetition?: Repetition;
  readonly refusals: readonly { readonly how: Misuse; readonly problem: Problem | null }[];
}

interface WalkState extends WalkData {
  readonly steps: Readonly<Record<StepName, StepState>>;
  readonly misuse: StepState;
}

type Change =
  | { readonly type: 'step'; readonly name: StepName | 'misuse'; readonly state: StepState }
  | { readonly type: 'data'; readonly data: Partial<WalkData> }
  | { readonly type: 'refusal'; readonly how: Misuse; readonly problem: Problem | null };

const atStart: WalkState = {
  steps: {
    wallet: { status: 'ready' },
    register: { status: 'blocked' },
    pay: { status: 'blocked' },
    claim: { status: 'blocked' },
    repeat: { status: 'blocked' },
  },
  misuse: { status: 'ready' },
  refusals: [],
};

function reduce(walk: WalkState, change: Change): WalkState {
  switch (change.type) {
    case 'data':
      return { ...walk, ...change.data };
    case 'refusal': {
      const others = walk.refusals.filter(({ how }) => how !== change.how);
      return { ...walk, refusals: [...others, { how: change.how, problem: change.problem }] };
    }
    case 'step': {
      const { name, state } = change;
      if (name === 'misuse') return { ...walk, misuse: state };
      const steps = { ...walk.steps, [name]: state };
      const next = stepNames[stepNames.indexOf(name) + 1];
      const opens = state.status === 'done' && next !== undefined;
      return { ...walk, steps: opens ? { ...steps, [next]: { status: 'ready' } } : steps };
    }
  }
}

/** A walk as components see it: how far it is, and what takes it further. */
export type WalkInHand = ReturnType<typeof useWalk>;

/** The walk of one wallet, and the actions that take it further. */
export function useWalk(ground: Ground) {
  const [walk, dispatch] = useReducer(reduce, atStart);

  /** Runs the work of a step and keeps what it gives, or why it failed; then it can be tried again. */
  async function run(name: StepName | 'misuse', work: () => Promise<Partial<WalkData>>) {
    dispatch({ type: 'step', name, state: { status: 'busy' } });
    try {
      dispatch({ type: 'data', data: await work() });
      dispatch({ type: 'step', name, state: { status: name === 'misuse' ? 'ready' : 'done' } });
    } catch (error) {
      dispatch({ type: 'step', name, state: { status: 'failed', error } });
    }
  }

  const { walker, payment, claim: claimed } = walk;
  return {
    walk,
    actions: {
      wallet: (token: PaymentToken) =>
        run('wallet', async () => ({ walker: await makeWallet(ground, token) })),
      register: () =>
        walker &&
        run('register', async () => ({
          identityToken: await register(ground, walker, (registration) =>
            dispatch({ type: 'data', data: { registration } }),
          ),
        })),
      pay: () => walker && run('pay', async () => ({ payment: await pay(ground, walker) })),
      claim: () =>
        walker &&
        payment &&
        run('claim', async () => ({
          claim: await claim(ground, { walker, payment }, (claimIntent) =>
            dispatch({ type: 'data', data: { claimIntent } }),
          ),
        })),
      repeat: () =>
        walker &&
        claimed &&
        run('repeat', async () => ({ repetition: await repeat(ground, walker, claimed) })),
      misuse: (how: Misuse) =>
        claimed &&
        run('misuse', async () => {
          dispatch({ type: 'refusal', how, problem: await misuse(ground, claimed, how) });
          return {};
        }),
    },
  };
}

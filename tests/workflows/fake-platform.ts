/**
 * The activities as the workflows see them, over one intent in memory instead of database and chain. It keeps
 * the rules the sagas rely on (states, fence, repetition without effect), so that a wrong order of steps shows.
 */
import type { FailureCode } from '../../domain/error-codes.ts';
import { InvariantViolation, RunFenced, WrongSaga } from '../../domain/errors.ts';
import { type IntentState, isFinal } from '../../domain/intent-state.ts';
import type {
  ChunkDone,
  ChunkRequest,
  PayoutActivities,
} from '../../domain/sagas/payout-activities.ts';
import type { IntentKind } from '../../domain/sagas/registry.ts';
import type {
  ConfirmationCheck,
  Decision,
  DecisionOutcome,
  IntentView,
  ReversalCheck,
  RunRef,
  SagaActivities,
} from '../../domain/sagas/saga-activities.ts';

export type ActivityName = keyof SagaActivities;

/** What a test looks at, and what it changes to steer the run. */
export interface FakePlatform {
  readonly activities: SagaActivities;
  /** Every activity that ran to its effect, in order. */
  readonly calls: ActivityName[];
  readonly decisions: Decision[];
  state: IntentState;
  parkedReason: string | null;
  failure: FailureCode | null;
  /** Whether the client's payment can be seen on the chain. */
  paid: boolean;
  /** Whether what was sent is mined deep enough. */
  mined: boolean;
  /** How many chunks the payouts of a batch are. */
  chunks: number;
  /** What becomes of a reversal. */
  reversal: () => ReversalCheck;
  /** Runs before each activity; may throw in its place. */
  before: (activity: ActivityName) => void | Promise<void>;
  /** What an operator's decision leads to. */
  decide: (decision: Decision) => DecisionOutcome;
  /** Called between effect and answer of each activity. */
  after: (activity: ActivityName) => void | Promise<void>;
}

const wallet = `0x${'11'.repeat(20)}` as const;
const token = (digit: string) => ({ address: `0x${digit.repeat(40)}` as const, decimals: 6 });

/** A platform with one PENDING intent of the given kind, on a chain where everything goes well. */
export function fakePlatform(kind: IntentKind): FakePlatform {
  const platform: FakePlatform = {
    activities: surrounded(
      intentRules(kind, () => platform),
      () => platform,
    ),
    calls: [],
    decisions: [],
    state: 'PENDING',
    parkedReason: null,
    failure: null,
    chunks: 1,
    paid: true,
    mined: true,
    reversal: () => ({ status: 'reversed' }),
    before: () => undefined,
    decide: ({ type }) => ({ status: type === 'retry' ? 'resumed' : 'abandoned' }),
    after: () => undefined,
  };
  return platform;
}

/** What the activities do to the intent, and what they refuse. */
function intentRules(kind: IntentKind, platformOf: () => FakePlatform): SagaActivities {
  let owner: RunRef | null = null;
  const fenced = (run: RunRef): FakePlatform => {
    if (owner?.runId !== run.runId) throw new RunFenced(`Run ${run.runId} is not the newest`);
    return platformOf();
  };
  return {
    async openRun(run) {
      if (run.kind !== kind) throw new WrongSaga(`A ${kind} is no ${run.kind}`);
      if (owner !== null && owner.runId !== run.runId && owner.runFence >= run.runFence) {
        throw new RunFenced(`Run ${run.runId} came after a newer one`);
      }
      owner = run;
      const platform = platformOf();
      if (platform.state === 'PENDING') platform.state = 'LOCKED';
      return {
        ...intentView(kind, run.intentId, platform.state),
        parkedReason: platform.parkedReason,
      };
    },
    async verifyPayment({ run }) {
      if (!fenced(run).paid)
        return { status: 'waiting', waitingFor: 'The payment is not mined yet.' };
      return { status: 'verified', amount: '1500000', paymentId: 'pay_1' };
    },
    async submitTransaction({ run }) {
      const platform = fenced(run);
      if (platform.state === 'LOCKED') platform.state = 'SUBMITTED';
    },
    async broadcastTransaction(run) {
      fenced(run);
      return { status: 'sent' };
    },
    async cancelTransaction(run) {
      fenced(run);
      return { status: 'cancelling' };
    },
    async confirmTransaction({ run }): Promise<ConfirmationCheck> {
      const platform = fenced(run);
      if (!platform.mined)
        return { status: 'waiting', waitingFor: 'Nonce 0 is sent, not mined yet.' };
      if (platform.state !== 'SETTLED') go(platform, 'SUBMITTED', 'CONFIRMED');
      const tokenId = kind === 'register' ? '7' : null;
      return { status: 'confirmed', txHash: `0x${'ab'.repeat(32)}`, gasCost: '21000', tokenId };
    },
    async settleIntent({ run }) {
      go(fenced(run), 'CONFIRMED', 'SETTLED');
      return { status: 'settled' };
    },
    ...endRules(fenced),
    ...payoutRules(fenced),
    async reverseIntent(run) {
      const platform = fenced(run);
      const check = platform.reversal();
      if (check.status === 'reversed') platform.state = 'SETTLED';
      return check;
    },
  };
}

/** A batch of so many chunks of payouts: opening, submitting and settling moves one on each time it is asked to. */
function payoutRules(fenced: (run: RunRef) => FakePlatform): PayoutActivities {
  const done = { openPayouts: 0, submitPayouts: 0, settlePayouts: 0 };
  const moving =
    (name: keyof typeof done) =>
    async ({ run }: ChunkRequest): Promise<ChunkDone> => {
      const platform = fenced(run);
      if (platform.state === 'LOCKED') platform.state = 'SUBMITTED';
      if (done[name] === platform.chunks) return { moved: 0, next: null };
      done[name] += 1;
      return { moved: 1, next: done[name] < platform.chunks ? String(done[name]) : null };
    };
  const looking = async ({ run }: ChunkRequest): Promise<ChunkDone> => {
    fenced(run);
    return { moved: 0, next: null };
  };
  return {
    openPayouts: moving('openPayouts'),
    submitPayouts: moving('submitPayouts'),
    settlePayouts: moving('settlePayouts'),
    sendPayouts: looking,
    askPayouts: looking,
    async finishPayouts(run) {
      const platform = fenced(run);
      const finished = platform.mined;
      if (finished) platform.state = 'SETTLED';
      return { finished, paid: 1, failed: 0, underWay: 0, unknown: 0 };
    },
  };
}

type EndRules = Pick<SagaActivities, 'failIntent' | 'parkIntent' | 'resumeIntent'>;

function endRules(fenced: (run: RunRef) => FakePlatform): EndRules {
  return {
    async failIntent({ run, code }) {
      const platform = fenced(run);
      if (isFinal(platform.state)) return;
      platform.failure = code;
      platform.state = 'FAILED';
    },
    async parkIntent({ run, reason }) {
      fenced(run).parkedReason ??= reason;
    },
    async resumeIntent({ run, decision }) {
      const platform = fenced(run);
      platform.decisions.push(decision);
      const outcome = platform.decide(decision);
      if (outcome.status !== 'refused') platform.parkedReason = null;
      if (outcome.status === 'abandoned') {
        platform.failure = 'ABANDONED';
        platform.state = 'FAILED';
      }
      return outcome;
    },
  };
}

/** Moves the intent on; repeating a move is allowed, skipping a state is not. */
function go(platform: FakePlatform, from: IntentState, to: IntentState): void {
  if (platform.state !== from && platform.state !== to) {
    throw new InvariantViolation(`Expected ${from}, got ${platform.state}`);
  }
  platform.state = to;
}

/** Puts the test's hooks around each activity. */
function surrounded(rules: SagaActivities, platform: () => FakePlatform): SagaActivities {
  const around =
    <Input, Output>(name: ActivityName, activity: (input: Input) => Promise<Output>) =>
    async (input: Input): Promise<Output> => {
      await platform().before(name);
      const output = await activity(input);
      platform().calls.push(name);
      await platform().after(name);
      return output;
    };
  return {
    openRun: around('openRun', rules.openRun),
    verifyPayment: around('verifyPayment', rules.verifyPayment),
    submitTransaction: around('submitTransaction', rules.submitTransaction),
    broadcastTransaction: around('broadcastTransaction', rules.broadcastTransaction),
    confirmTransaction: around('confirmTransaction', rules.confirmTransaction),
    cancelTransaction: around('cancelTransaction', rules.cancelTransaction),
    settleIntent: around('settleIntent', rules.settleIntent),
    reverseIntent: around('reverseIntent', rules.reverseIntent),
    openPayouts: around('openPayouts', rules.openPayouts),
    submitPayouts: around('submitPayouts', rules.submitPayouts),
    sendPayouts: around('sendPayouts', rules.sendPayouts),
    askPayouts: around('askPayouts', rules.askPayouts),
    settlePayouts: around('settlePayouts', rules.settlePayouts),
    finishPayouts: around('finishPayouts', rules.finishPayouts),
    failIntent: around('failIntent', rules.failIntent),
    parkIntent: around('parkIntent', rules.parkIntent),
    resumeIntent: around('resumeIntent', rules.resumeIntent),
  };
}

function intentView(kind: IntentKind, intentId: string, state: IntentState): IntentView {
  const claimed = {
    tokenType: 'USDC',
    txHash: `0x${'cd'.repeat(32)}`,
    feeAmount: '1500000',
    claimAmount: '100000000000000000000',
    treasuryAddress: wallet,
    notBeforeBlock: '1',
  };
  const inputs: Record<IntentKind, unknown> = {
    register: {},
    claim: claimed,
    reversal: { rule: 'reorganisation' },
    payout_batch: { batchId: '018f0000-0000-7000-8000-000000000002' },
  };
  return {
    id: intentId,
    kind,
    state,
    wallet,
    input: inputs[kind],
    program: {
      id: '018f0000-0000-7000-8000-000000000001',
      slug: 'default',
      chainId: 31_337,
      treasuryAddress: wallet,
      feeAmount: '1500000',
      claimAmount: '100000000000000000000',
      confirmations: 1,
      tokens: { USDC: token('1'), USDT: token('2'), SGE: token('3'), SGEID: token('4') },
    },
  };
}

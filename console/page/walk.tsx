import type { Ground } from '../walk/walk-steps.ts';
import { LogPanel } from './log-panel.tsx';
import { Misuses } from './misuses.tsx';
import { ClaimStep, PayStep, RegisterStep, RepeatStep, WalletStep } from './steps.tsx';
import type { TabStore } from './tab-store.ts';
import { useWalk, type WalkInHand } from './use-walk.ts';

interface Props {
  readonly ground: Ground;
  readonly store: TabStore;
}

/** The walk: five steps with what came of each, then what must be refused. */
export function Walk({ ground, store }: Props) {
  const inHand = useWalk(ground);
  const { walk, actions } = inHand;
  return (
    <>
      <p className="running">
        Running in this tab: version {ground.config.version}, chain {ground.config.chainId}.
      </p>
      <p className="visually-hidden" role="status">
        {announce(walk)}
      </p>
      <ol className="steps">
        <WalletStep {...inHand} />
        <RegisterStep {...inHand} />
        <PayStep {...inHand} />
        <ClaimStep {...inHand} />
        <RepeatStep {...inHand} />
      </ol>
      {walk.repetition && (
        <Misuses
          state={walk.misuse}
          refusals={walk.refusals}
          onTry={(how) => void actions.misuse(how)}
        />
      )}
      <LogPanel store={store} />
    </>
  );
}

/** What a screen reader is told as the walk goes on. */
function announce({ steps, registration, claimIntent }: WalkInHand['walk']): string {
  if (steps.repeat.status === 'done') return 'The request was sent again.';
  if (claimIntent !== undefined) return `Claim: ${claimIntent.state}`;
  if (steps.pay.status === 'done') return 'The fee is paid.';
  if (registration !== undefined) return `Registration: ${registration.state}`;
  return steps.wallet.status === 'done' ? 'The wallet is made.' : 'The platform is running.';
}

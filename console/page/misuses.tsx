import type { Problem } from '../walk/tab-api.ts';
import type { Misuse } from '../walk/walk-steps.ts';
import { FailurePanel } from './failure-panel.tsx';
import { ProblemPanel } from './problem-panel.tsx';
import type { StepState } from './use-walk.ts';

interface Props {
  readonly state: StepState;
  readonly refusals: readonly { readonly how: Misuse; readonly problem: Problem | null }[];
  readonly onTry: (how: Misuse) => void;
}

const labels: Readonly<Record<Misuse, string>> = {
  'same-key': 'Another request under the same key',
  'second-claim': 'A second claim under a new key',
};

/** What must not work, to be tried, with the answers of the API. */
export function Misuses({ state, refusals, onTry }: Props) {
  const busy = state.status === 'busy';
  return (
    <section className="card" aria-labelledby="misuses">
      <h2 id="misuses">What is refused</h2>
      <p>Every refusal is a problem document with a stable code.</p>
      <p className="buttons">
        {(['same-key', 'second-claim'] as const).map((how) => (
          <button
            key={how}
            type="button"
            className="quiet"
            aria-disabled={busy}
            onClick={() => !busy && onTry(how)}
          >
            {labels[how]}
          </button>
        ))}
      </p>
      {state.status === 'failed' && (
        <FailurePanel title="That could not be tried" error={state.error} />
      )}
      {refusals.map(({ how, problem }) =>
        problem === null ? (
          <p key={how} className="panel bad" role="alert">
            {labels[how]} was let through, and must not have been.
          </p>
        ) : (
          <ProblemPanel key={how} title={`${labels[how]}: refused`} problem={problem} />
        ),
      )}
    </section>
  );
}

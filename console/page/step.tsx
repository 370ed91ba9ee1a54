import { type ReactNode, useEffect, useRef } from 'react';
import { FailurePanel } from './failure-panel.tsx';
import type { StepState } from './use-walk.ts';

interface StepProps {
  readonly number: number;
  readonly title: string;
  readonly intro: ReactNode;
  readonly state: StepState;
  /** What its button says before, and while it works. */
  readonly action: string;
  readonly busy: string;
  readonly onAction: () => void;
  /** Choices before the button. */
  readonly choices?: ReactNode;
  /** What came of it so far. */
  readonly children?: ReactNode;
}

const statusTexts = {
  blocked: 'Waits for the step before',
  ready: 'Ready',
  busy: 'Under way',
  done: 'Done',
  failed: 'Failed',
} as const;

/** One step of the walk: what it is for, its button, and what came of it. */
export function Step(props: StepProps) {
  const { number, title, state, onAction, children } = props;
  const { status } = state;
  const button = useRef<HTMLButtonElement>(null);
  const wasDone = useRef(false);
  const active = status === 'ready' || status === 'failed';

  // The keyboard goes on where the walk goes on, unless it has gone elsewhere meanwhile.
  useEffect(() => {
    if (status === 'done' && !wasDone.current && document.activeElement === button.current) {
      button.current?.closest('li')?.nextElementSibling?.querySelector('button')?.focus();
    }
    wasDone.current = status === 'done';
  }, [status]);

  return (
    <li className={`card step ${status}`} aria-labelledby={`step-${number}`}>
      <header>
        <h2 id={`step-${number}`}>
          <span className="number" aria-hidden="true">
            {number}
          </span>
          {title}
        </h2>
        <span className="status">{statusTexts[status]}</span>
      </header>
      <p className="intro">{props.intro}</p>
      {props.choices}
      <p>
        <button
          ref={button}
          type="button"
          aria-disabled={!active}
          onClick={() => active && onAction()}
        >
          {status === 'busy' ? props.busy : props.action}
        </button>
      </p>
      {state.status === 'failed' && (
        <FailurePanel title="This step did not work" error={state.error} />
      )}
      {children}
    </li>
  );
}

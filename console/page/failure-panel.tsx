import { Refused } from '../walk/tab-api.ts';
import { ProblemPanel } from './problem-panel.tsx';

/** What went wrong, in the API's own words where they are the API's, with what helps to report it. */
export function FailurePanel({
  title,
  error,
}: {
  readonly title: string;
  readonly error: unknown;
}) {
  if (error instanceof Refused) return <ProblemPanel title={title} problem={error.problem} />;
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  return (
    <section className="panel bad" role="alert">
      <h3>{title}</h3>
      <p>{message}</p>
      <details>
        <summary>Where it happened</summary>
        <pre>{stack}</pre>
      </details>
    </section>
  );
}

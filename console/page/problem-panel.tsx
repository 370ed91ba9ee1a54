import type { Problem } from '../walk/tab-api.ts';

/** A problem document: its code and what it says, and all of it for who wants to see. */
export function ProblemPanel({
  title,
  problem,
}: {
  readonly title: string;
  readonly problem: Problem;
}) {
  return (
    <section className="panel bad" role="alert">
      <h3>{title}</h3>
      <p>
        <code>
          {problem.status} {problem.code}
        </code>{' '}
        {problem.title}
      </p>
      <p>{problem.detail}</p>
      <details>
        <summary>The problem document</summary>
        <pre>{JSON.stringify(problem, null, 2)}</pre>
      </details>
    </section>
  );
}

import { useSyncExternalStore } from 'react';
import type { TabStore } from './tab-store.ts';

/** What the platform has logged: the lines that a terminal would show. */
export function LogPanel({ store }: { readonly store: TabStore }) {
  const lines = useSyncExternalStore(store.subscribe, store.log);
  return (
    <details className="card">
      <summary>What the platform has logged ({lines.length})</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className="log" aria-label="Log" tabIndex={0}>
        {lines.map(({ id, at, level, message, fields }) => (
          <div key={id}>
            {at.toISOString().slice(11, 23)} {level} {message} {fields}
          </div>
        ))}
      </section>
    </details>
  );
}

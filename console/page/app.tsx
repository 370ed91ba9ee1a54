import { lazy, Suspense, useSyncExternalStore } from 'react';
import { FailurePanel } from './failure-panel.tsx';
import { Starting } from './starting.tsx';
import type { TabState, TabStore } from './tab-store.ts';

// Asked for at once, since the network may be gone by the time it is shown.
const walkModule = import('./walk.tsx');
const Walk = lazy(async () => ({ default: (await walkModule).Walk }));

/** The page: what this is, and then the platform starting, running, or what kept it from starting. */
export function App({ store }: { readonly store: TabStore }) {
  const state = useSyncExternalStore(store.subscribe, store.state);
  return (
    <>
      <header className="masthead">
        <div className="inner">
          <p className="brand">
            <Mark /> Quittance
          </p>
          <p className="badge">Simulation with test money</p>
        </div>
      </header>
      <main className="inner">
        <h1>One claim, settled once</h1>
        <p className="lead">
          Register a wallet, pay a fee, claim program tokens, and see the double-entry ledger rows
          that were written for it. Then send the same request again: nothing changes.
        </p>
        <p className="notice">
          <strong>This is a simulation.</strong> The whole platform runs inside of this browser tab:
          its API, its PostgreSQL database and its Ethereum chain. The money is test money, nothing
          leaves your computer, and reloading the page starts afresh.
        </p>
        <Content state={state} store={store} />
      </main>
    </>
  );
}

function Mark() {
  return (
    <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
      <rect width="32" height="32" rx="7" className="mark" />
      <path d="M9 16.5l5 5 9-11" className="tick" />
    </svg>
  );
}

function Content({ state, store }: { readonly state: TabState; readonly store: TabStore }) {
  switch (state.status) {
    case 'starting':
      return <Starting stage={state.stage} />;
    case 'failed':
      return <FailurePanel title="The platform could not be started" error={state.error} />;
    case 'running':
      return (
        <Suspense fallback={<p>Loading the page…</p>}>
          <Walk ground={state.ground} store={store} />
        </Suspense>
      );
  }
}

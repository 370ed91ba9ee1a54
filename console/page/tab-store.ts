import type { StartStage } from '../tab/start-tab.ts';
import type { LogLine } from '../tab/tab-logger.ts';
import type { Ground } from '../walk/walk-steps.ts';

/** How far the platform in the tab is. */
export type TabState =
  | { readonly status: 'starting'; readonly stage: StartStage }
  | { readonly status: 'running'; readonly ground: Ground }
  | { readonly status: 'failed'; readonly error: unknown };

/** The one platform of the tab, for components to look at. */
export interface TabStore {
  subscribe(listener: () => void): () => void;
  state(): TabState;
  /** The newest lines that were logged, the latest last. */
  log(): readonly LogLine[];
}

const logLinesMax = 200;

/** Starts the platform once, whatever React renders how often; it ends with the tab. */
export function createTabStore(): TabStore {
  const listeners = new Set<() => void>();
  let state: TabState = { status: 'starting', stage: { name: 'load', files: 0 } };
  let log: readonly LogLine[] = [];

  function change(next: TabState): void {
    // Files that arrive after one that did not are still reported.
    if (state.status === 'failed') return;
    state = next;
    for (const listener of listeners) listener();
  }

  async function start(): Promise<void> {
    try {
      // Loaded apart, so that there is something to see at once.
      const [{ startTab }, { openGround }] = await Promise.all([
        import('../tab/start-tab.ts'),
        import('../walk/walk-steps.ts'),
      ]);
      const platform = await startTab({
        onStage: (stage) => change({ status: 'starting', stage }),
        onLog: (line) => {
          log = [...log, line].slice(-logLinesMax);
          for (const listener of listeners) listener();
        },
      });
      change({ status: 'running', ground: await openGround(platform) });
    } catch (error) {
      change({ status: 'failed', error });
    }
  }

  void start();
  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    state: () => state,
    log: () => log,
  };
}

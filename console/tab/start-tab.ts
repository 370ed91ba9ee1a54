// The page names this module too, so it may come before the one that starts the page.
import '../without-eval.ts';
import { openMock } from '../../api/open-mock.ts';
import type { Eip1193Provider } from '../../chain/eip1193.ts';
import { applyMigrations } from '../../db/apply-migrations.ts';
import { mockSettings } from '../../platform/env.ts';
import { noMetrics } from '../../platform/metrics.ts';
import { bundledMigrations } from './bundled-migrations.ts';
import { loadAssets } from './load-assets.ts';
import { createTabLogger, type LogLine } from './tab-logger.ts';

/** The platform of MOCK mode, running in this tab. */
export interface TabPlatform {
  /** Asks the API; nothing leaves the tab. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** The tab's chain. */
  readonly provider: Eip1193Provider;
}

/** What is being done until the platform runs. */
export type StartStage =
  | { readonly name: 'load'; readonly files: number }
  | { readonly name: 'chain' }
  | { readonly name: 'database' };

/** Options of {@link startTab}. */
export interface StartTabOptions {
  readonly onStage: (stage: StartStage) => void;
  readonly onLog: (line: LogLine) => void;
}

/** As `npm run dev` has them, but for limits per address, since there is one, and a registration is followed live. */
const settings = mockSettings.parse({
  MOCK_MODE: 'true',
  MOCK_BLOCK_MS: '400',
  REGISTER_WAIT_MS: '0',
  RL_REGISTER_PER_HOUR: '0',
  RL_DEFAULT_PER_MIN: '0',
});

/**
 * Starts the platform: the app that `npm run dev` serves, over PGlite, the in-process EVM and the in-process driver.
 * @throws Error when a file can not be loaded, or the browser lacks what it needs.
 */
export async function startTab({ onStage, onLog }: StartTabOptions): Promise<TabPlatform> {
  onStage({ name: 'load', files: 0 });
  const pgliteAssets = await loadAssets((files) => onStage({ name: 'load', files }));
  onStage({ name: 'chain' });
  await painted();
  const { app, core } = await openMock(settings, {
    logger: createTabLogger(onLog),
    migrate: async (db) => {
      onStage({ name: 'database' });
      await painted();
      await applyMigrations(db, bundledMigrations);
    },
    metrics: () => noMetrics,
    pgliteAssets,
  });
  return {
    // A host of its own, so that what the API says of its address is not mistaken for the site's.
    fetch: async (path, init) => await app.request(new URL(path, 'http://tab.invalid'), init),
    provider: core.evm,
  };
}

/** Work of the platform shares the tab's one thread with the page, which is to show what comes next. */
function painted(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 30));
}

import { existsSync, type FSWatcher, readdirSync, watch } from 'node:fs';
import { extname, join } from 'node:path';

/** Options of {@link watchSources}. */
export interface WatchOptions {
  /** Watched with all that is below them. */
  readonly folders: readonly string[];
  /** Told once the files have been quiet for a moment; `path` is the last one that changed. */
  readonly onChange: (path: string) => void;
  /** How long they have to be quiet: an editor or git writes several at once. @default 200 */
  readonly quietMs?: number;
}

/** Watches TypeScript files that are not tests. Folders that are made later are watched as well. */
export function watchSources(options: WatchOptions): { close(): void } {
  const { folders, onChange, quietMs = 200 } = options;
  const watchers = new Map<string, FSWatcher>();
  let timer: NodeJS.Timeout | undefined;

  // One watcher per folder: Node's recursive one loses files that an editor replaces, on Linux.
  function watchBelow(folder: string): void {
    if (!existsSync(folder)) return;
    if (!watchers.has(folder)) watchers.set(folder, watchOne(folder));
    for (const entry of readdirSync(folder, { withFileTypes: true }))
      if (entry.isDirectory()) watchBelow(join(folder, entry.name));
  }

  function watchOne(folder: string): FSWatcher {
    const watcher = watch(folder, (_, file) => {
      if (!existsSync(folder)) forget();
      if (file !== null) changed(join(folder, file));
    });
    const forget = () => {
      watcher.close();
      watchers.delete(folder);
    };
    return watcher.on('error', forget);
  }

  function changed(path: string): void {
    // It may be a folder that was made, also anew.
    if (extname(path) === '') for (const folder of folders) watchBelow(folder);
    if (extname(path) !== '.ts' || path.endsWith('.test.ts')) return;
    clearTimeout(timer);
    timer = setTimeout(() => onChange(path), quietMs);
  }

  for (const folder of folders) watchBelow(folder);
  return {
    close() {
      clearTimeout(timer);
      for (const watcher of watchers.values()) watcher.close();
    },
  };
}

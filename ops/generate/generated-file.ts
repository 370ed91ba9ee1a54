import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = new URL('../../', import.meta.url);

/** A committed file that a program writes. */
export interface GeneratedFile {
  /** Path from the root of the repository. */
  readonly path: string;
  /** The npm script that writes it. */
  readonly script: string;
  /** Its whole text. */
  readonly render: () => string | Promise<string>;
}

/** Whether the committed file equals what the program would write now. */
export async function isCurrent(file: GeneratedFile): Promise<boolean> {
  const committed = await readFile(new URL(file.path, root), 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  });
  return committed === (await file.render());
}

/** Writes `file` when the module `moduleUrl` was started by itself rather than imported. */
export async function writeWhenStarted(file: GeneratedFile, moduleUrl: string): Promise<void> {
  const started = process.argv[1];
  if (started === undefined || pathToFileURL(started).href !== moduleUrl) return;
  await writeFile(new URL(file.path, root), await file.render());
  console.log(`${fileURLToPath(new URL(file.path, root))} written`);
}

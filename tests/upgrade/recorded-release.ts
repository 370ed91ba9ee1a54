/** What `npm run release:record` noted about the release it recorded. */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';

const release = z.object({
  commit: z.string().regex(/^[0-9a-f]{40}$/),
  migrations: z.array(z.string()).min(1),
});

/** The recorded commit, and the tags of the migrations that it knew, oldest first. */
export async function recordedRelease(): Promise<z.infer<typeof release>> {
  const file = new URL('./previous/release.json', import.meta.url);
  return release.parse(JSON.parse(await readFile(file, 'utf8')));
}

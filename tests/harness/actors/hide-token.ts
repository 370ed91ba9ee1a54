/** Has claims park at once: what they are to deliver is not known any more. */
import { withClient } from '../../../ops/stack/postgres-roles.ts';
import type { RealPlatform } from '../worlds/real-platform.ts';

/**
 * Takes the program token off the chain's list while `work` runs: a claim that comes to its delivery then can
 * not go on, whatever is tried, and parks.
 */
export async function withoutProgramToken<T>(
  platform: RealPlatform,
  work: () => Promise<T>,
): Promise<T> {
  const rename = (from: string, to: string) =>
    asSuperuser(platform, 'update tokens set symbol = $2 where symbol = $1', [from, to]);
  await rename('SGE', 'HIDDEN');
  try {
    return await work();
  } finally {
    await rename('HIDDEN', 'SGE');
  }
}

async function asSuperuser({ stack, env }: RealPlatform, query: string, values: string[]) {
  const url = new URL(stack.postgres.adminUrl);
  url.pathname = new URL(env['DATABASE_URL'] ?? '').pathname;
  await withClient(url.href, (client) => client.query(query, values));
}

import type { Database } from '../db/database.ts';
import { openFirstOwner } from '../db/first-owner.ts';
import { invariant } from '../domain/errors.ts';
import { newSecret } from '../domain/secret-tokens.ts';
import type { Env } from '../platform/env.ts';

/**
 * The settings with the key of MOCK's owner: made up where none is set, since MOCK listens on loopback only and
 * prints it when it is up. REAL makes its first owner by `npm run operators:bootstrap`.
 */
export function withOwnerKey(env: Env): Env {
  if (env.MOCK_MODE === 'false' || env.ADMIN_API_KEY !== undefined) return env;
  return { ...env, ADMIN_API_KEY: newSecret('qk') };
}

const keyDays = 366;

/** Makes the owner of a MOCK platform, with a key that lives longer than the platform will. */
export async function openMockOwner(db: Database, key: string): Promise<void> {
  const expiresAt = new Date(Date.now() + keyDays * 86_400_000);
  const { status } = await openFirstOwner(db, { name: 'mock owner', key, expiresAt });
  invariant(status === 'entered', `Expected a platform without operators, got ${status}`);
}

import { existsSync, writeFileSync } from 'node:fs';
import { openFirstOwner } from '../../db/first-owner.ts';
import { newSecret } from '../../domain/secret-tokens.ts';
import { localPaths } from '../stack/paths.ts';
import type { StackSettings } from '../stack/settings.ts';
import { withOwner } from './chain-steps.ts';

const keyDays = 366;

/** Makes the first owner of the local platform, once, and keeps the key in the ignored folder. */
export async function prepareOwner(settings: StackSettings): Promise<string> {
  const key = newSecret('qk');
  const expiresAt = new Date(Date.now() + keyDays * 86_400_000);
  const { status } = await withOwner(settings, (db) =>
    openFirstOwner(db, { name: 'local owner', key, expiresAt }),
  );
  if (status !== 'entered') {
    return existsSync(localPaths.ownerKey)
      ? `an owner is there; the key is in ${localPaths.ownerKey}`
      : 'an owner is there; npm run operators:bootstrap -- --renew makes another key';
  }
  writeFileSync(localPaths.ownerKey, `${key}\n`, { mode: 0o600 });
  return `made; the key is in ${localPaths.ownerKey}`;
}

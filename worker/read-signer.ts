import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { refuseDevelopmentKey } from '../chain/development-keys.ts';
import { createLocalSigner } from '../chain/local-signer.ts';
import type { Signer } from '../domain/chain-port.ts';
import { InvalidSettings, type RealEnv } from '../platform/env.ts';

/**
 * The signer of the platform's wallet, with the key from the file the settings name.
 * @throws InvalidSettings when it can not be read or holds no key; and when the key is a well-known one and the
 * chain is not local.
 */
export async function readSigner(env: RealEnv): Promise<Signer> {
  const text = await readFile(env.SIGNER_KEY_FILE, 'utf8').catch((error: unknown) => {
    throw new InvalidSettings(
      `SIGNER_KEY_FILE: expected a readable file, got ${env.SIGNER_KEY_FILE}`,
      {
        cause: error,
      },
    );
  });
  const key = z
    .templateLiteral(['0x', z.string().regex(/^[0-9a-fA-F]{64}$/)])
    .safeParse(text.trim());
  // The text itself must not reach a log.
  if (!key.success)
    throw new InvalidSettings('SIGNER_KEY_FILE: expected 0x and 64 hex digits in the file');
  const signer = createLocalSigner(key.data);
  refuseDevelopmentKey(signer.address, env.CHAIN_ID);
  return signer;
}

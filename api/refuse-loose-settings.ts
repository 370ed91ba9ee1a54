import { isLocalChain } from '../chain/development-keys.ts';
import { InvalidSettings, type RealEnv } from '../platform/env.ts';

/**
 * Refuses what is convenient on one machine, where the money is real: signing wallets in to whatever domain a request
 * names, and hashing where registrations come from with a key that is gone after a restart.
 * @throws InvalidSettings when AUTH_DOMAINS or ORIGIN_HASH_KEY is missing on a chain that is not local.
 */
export function refuseLooseSettings(env: RealEnv): void {
  if (isLocalChain(env.CHAIN_ID)) return;
  const missing = [
    ...(env.AUTH_DOMAINS.length > 0
      ? []
      : ['AUTH_DOMAINS: expected the domains that wallets sign in to']),
    ...(env.ORIGIN_HASH_KEY !== undefined
      ? []
      : ['ORIGIN_HASH_KEY: expected a key that every process has']),
  ];
  if (missing.length === 0) return;
  throw new InvalidSettings(
    `${missing.join('; ')}; needed since the chain is not a local one, got none`,
  );
}

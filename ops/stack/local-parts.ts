import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { anvilPart } from './anvil.ts';
import type { Part } from './part.ts';
import { localPaths, makeLocalHome } from './paths.ts';
import { postgresPart } from './postgres.ts';
import { redisPart } from './redis.ts';
import { endpointOf, type StackSettings } from './settings.ts';
import { temporalPart } from './temporal.ts';

/** The four parts of REAL mode at the addresses of the settings, with lasting data. */
export function localParts(settings: StackSettings): Part[] {
  return [
    postgresPart({
      endpoint: databaseEndpoint(settings),
      folder: join(localPaths.data, 'postgres'),
      superuserPassword: superuserPassword(),
      logins: [adminUrl(settings), settings.DATABASE_OWNER_URL, settings.DATABASE_URL],
      durable: true,
    }),
    redisPart({
      endpoint: endpointOf(settings.REDIS_URL, 6379),
      url: settings.REDIS_URL,
      folder: join(localPaths.data, 'redis'),
    }),
    temporalPart({
      endpoint: endpointOf(settings.TEMPORAL_ADDRESS, 7233),
      namespace: settings.TEMPORAL_NAMESPACE,
      uiPort: endpointOf(settings.TEMPORAL_UI_URL, 80).port,
      folder: join(localPaths.data, 'temporal'),
      durable: true,
    }),
    anvilPart({
      endpoint: endpointOf(settings.CHAIN_RPC_URL, 80),
      url: settings.CHAIN_RPC_URL,
      chainId: settings.CHAIN_ID,
      blockTimeS: 1,
      folder: join(localPaths.data, 'anvil'),
      durable: true,
    }),
  ];
}

/** The login that makes roles and databases: the configured one, else our own server's superuser. */
export function adminUrl(settings: StackSettings): string {
  if (settings.QUITTANCE_POSTGRES_ADMIN_URL !== undefined) {
    return settings.QUITTANCE_POSTGRES_ADMIN_URL;
  }
  const { host, port } = databaseEndpoint(settings);
  return `postgres://postgres:${superuserPassword()}@${host}:${port}/postgres`;
}

function databaseEndpoint(settings: StackSettings) {
  return endpointOf(settings.DATABASE_OWNER_URL, 5432);
}

/** Password of our own server's superuser. It stays out of real.env, which API and worker load. */
export function superuserPassword(): string {
  if (!existsSync(localPaths.superuserPassword)) {
    makeLocalHome();
    writeFileSync(localPaths.superuserPassword, randomBytes(24).toString('hex'), { mode: 0o600 });
  }
  return readFileSync(localPaths.superuserPassword, 'utf8').trim();
}

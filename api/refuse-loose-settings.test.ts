// Goal: where the money is real, sign-in is bound to domains that somebody named, and origins are hashed with a key
// that lasts. Method: settings of both kinds.
import { expect, test } from 'vitest';
import { parseEnv } from '../platform/env.ts';
import { refuseLooseSettings } from './refuse-loose-settings.ts';

const real = (extra: Readonly<Record<string, string>>) => {
  const env = parseEnv({
    MOCK_MODE: 'false',
    DATABASE_URL: 'postgres://quittance_app@127.0.0.1/quittance',
    REDIS_URL: 'redis://127.0.0.1:6379',
    TEMPORAL_ADDRESS: '127.0.0.1:7233',
    CHAIN_RPC_URL: 'http://127.0.0.1:8545',
    CHAIN_ID: '1',
    PUBLIC_RPC_URL: 'http://127.0.0.1:8545',
    SIGNER_KEY_FILE: 'signer.key',
    ...extra,
  });
  if (env.MOCK_MODE === 'true') throw new Error('Expected settings of REAL mode');
  return env;
};

const AUTH_DOMAINS = 'app.example';
const ORIGIN_HASH_KEY = 'x'.repeat(32);

test('a chain that is not local needs AUTH_DOMAINS and ORIGIN_HASH_KEY; a local one does not', () => {
  expect(() => refuseLooseSettings(real({ ORIGIN_HASH_KEY }))).toThrow(/^AUTH_DOMAINS/);
  expect(() => refuseLooseSettings(real({ AUTH_DOMAINS }))).toThrow(/^ORIGIN_HASH_KEY/);
  expect(() => refuseLooseSettings(real({ AUTH_DOMAINS, ORIGIN_HASH_KEY }))).not.toThrow();
  expect(() => refuseLooseSettings(real({ CHAIN_ID: '31337' }))).not.toThrow();
});

test('ORIGIN_HASH_KEY has enough characters to be no guess', () => {
  expect(() => real({ ORIGIN_HASH_KEY: 'x'.repeat(31) })).toThrow(/ORIGIN_HASH_KEY/);
});

test('AUTH_DOMAINS are hosts in lower case, no addresses of pages', () => {
  expect(real({ AUTH_DOMAINS: 'app.example, app.example:8443' }).AUTH_DOMAINS).toEqual([
    'app.example',
    'app.example:8443',
  ]);
  for (const wrong of ['https://app.example', 'App.example', 'app.example/']) {
    expect(() => real({ AUTH_DOMAINS: wrong })).toThrow(/AUTH_DOMAINS/);
  }
});

/** Goal: wrong settings stop the start and name the variable. Method: each setting broken once. */
import { describe, expect, test } from 'vitest';
import { createCrashHook } from './crash-hook.ts';
import { InvalidSettings, parseEnv, realSettings } from './env.ts';

const real = {
  MOCK_MODE: 'false',
  DATABASE_URL: 'postgres://quittance_app:secret@127.0.0.1/quittance',
  REDIS_URL: 'redis://127.0.0.1:6379',
  TEMPORAL_ADDRESS: '127.0.0.1:7233',
  CHAIN_RPC_URL: 'http://127.0.0.1:8545',
  CHAIN_ID: '31337',
  PUBLIC_RPC_URL: 'http://127.0.0.1:8545',
  SIGNER_KEY_FILE: 'signer.key',
};

describe('parseEnv', () => {
  test('MOCK needs nothing; an empty variable counts as absent', () => {
    expect(parseEnv({ PORT: '' })).toMatchObject({
      MOCK_MODE: 'true',
      PORT: 3000,
      RL_REGISTER_PER_HOUR: 5,
    });
  });

  test('REAL takes its settings', () => {
    expect(parseEnv(real)).toMatchObject({
      MOCK_MODE: 'false',
      CHAIN_ID: 31_337,
      TEMPORAL_NAMESPACE: 'default',
    });
  });

  test('what the old front end reads without a key is open in MOCK and closed in REAL, unless said otherwise', () => {
    expect(parseEnv({}).COMPAT_PUBLIC_READS).toBe(true);
    expect(parseEnv(real).COMPAT_PUBLIC_READS).toBe(false);
    expect(parseEnv({ COMPAT_PUBLIC_READS: 'false' }).COMPAT_PUBLIC_READS).toBe(false);
    expect(parseEnv({ ...real, COMPAT_PUBLIC_READS: 'true' }).COMPAT_PUBLIC_READS).toBe(true);
  });

  test.each(Object.keys(real).filter((name) => name !== 'MOCK_MODE'))(
    'REAL without %s is refused by name',
    (name) => {
      expect(() => parseEnv({ ...real, [name]: undefined })).toThrow(
        new RegExp(`^[\\s\\S]*${name}:`),
      );
    },
  );

  test.each(Object.keys(realSettings.shape))(
    '%s with nonsense in it is refused by name, or takes any text',
    (name) => {
      const anyText = [
        'SIGNER_KEY_FILE',
        'HOST',
        'TEMPORAL_NAMESPACE',
        'TEMPORAL_TASK_QUEUE',
        'CORS_ORIGINS',
      ];
      const parse = () => parseEnv({ ...real, [name]: '\u0000 not a setting' });
      if (anyText.includes(name)) expect(parse).not.toThrow();
      else expect(parse).toThrow(name);
    },
  );

  test('settings of REAL without a mode are a mistake, not MOCK', () => {
    expect(() => parseEnv({ DATABASE_URL: real.DATABASE_URL })).toThrow(/MOCK_MODE/);
  });

  test('a secret does not get into the message', () => {
    const parse = () => parseEnv({ ...real, DATABASE_URL: 'mysql://root:hunter2@db' });
    expect(parse).toThrow(InvalidSettings);
    expect(parse).not.toThrow(/hunter2/);
  });
});

describe('createCrashHook', () => {
  test('without a point it lets everything pass', async () => {
    await expect(createCrashHook({})('openRun:before')).resolves.toBeUndefined();
  });

  test('a point outside of tests, or one that does not exist, is refused', () => {
    expect(() =>
      createCrashHook({ QUITTANCE_CRASH_POINT: 'openRun:before', NODE_ENV: 'production' }),
    ).toThrow(/NODE_ENV=test/);
    expect(() => createCrashHook({ QUITTANCE_CRASH_POINT: 'nowhere', NODE_ENV: 'test' })).toThrow(
      /nowhere/,
    );
  });
});

import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { z } from 'zod';
import { localPaths, makeLocalHome } from './paths.ts';
import { type Endpoint, firstFreePort, isLoopback } from './ports.ts';
import { newPassword } from './postgres-roles.ts';
import { StackError } from './stack-error.ts';

const values = z.record(z.string(), z.string());

/** What set-up generates and API, worker, demo and psql read: names and values of `.quittance/real.env`. */
export type RealEnv = z.output<typeof values>;

/**
 * The ports at which the local stack starts its parts, unless something else sits there. Below the range
 * from which the kernel takes the ports of outgoing connections, which can block any port in it.
 */
export const defaultPorts = {
  postgres: 15_432,
  redis: 16_379,
  temporal: 17_233,
  temporalUi: 18_233,
  anvil: 18_545,
} as const;

const settingsSchema = z.object({
  DATABASE_URL: z.url(),
  DATABASE_OWNER_URL: z.url(),
  /** A login that may make roles and databases; needed only on a server that set-up did not start. */
  QUITTANCE_POSTGRES_ADMIN_URL: z.url().optional(),
  REDIS_URL: z.url(),
  TEMPORAL_ADDRESS: z.string().regex(/^[^:/]+:\d+$/, 'expected host:port'),
  TEMPORAL_NAMESPACE: z.string().min(1),
  TEMPORAL_UI_URL: z.url(),
  CHAIN_RPC_URL: z.url(),
  CHAIN_ID: z.coerce.number().int().positive(),
  SIGNER_KEY_FILE: z.string().min(1),
  QUITTANCE_STACK_SOURCES: z.string().optional(),
});

/** Where every part of REAL mode is. */
export type StackSettings = z.output<typeof settingsSchema>;

/** The settings that set-up generated; empty before the first set-up. */
export function readRealEnv(): RealEnv {
  if (!existsSync(localPaths.realEnv)) return {};
  return values.parse(parseEnv(readFileSync(localPaths.realEnv, 'utf8')));
}

/** Adds to, or replaces in, the generated settings. The file is swapped whole and readable by its owner only. */
export function saveRealEnv(changes: RealEnv): void {
  makeLocalHome();
  const merged = { ...readRealEnv(), ...changes };
  const lines = Object.entries(merged).map(([name, value]) => `${name}=${value}\n`);
  const header =
    '# Made by `npm run setup:real` for this machine only. Holds passwords; git-ignored.\n';
  const staged = `${localPaths.realEnv}.new`;
  writeFileSync(staged, header + lines.join(''), { mode: 0o600 });
  renameSync(staged, localPaths.realEnv);
}

/** The generated settings under the process's own environment, which wins: what child processes get. */
export function realEnvironment(): RealEnv {
  const own = Object.entries(process.env).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  );
  return { ...readRealEnv(), ...Object.fromEntries(own) };
}

/**
 * The settings in force, or undefined before the first set-up.
 * @throws StackError that names a value that cannot be understood.
 */
export function readSettings(): StackSettings | undefined {
  if (!existsSync(localPaths.realEnv)) return undefined;
  const parsed = settingsSchema.safeParse(realEnvironment());
  if (parsed.success) return parsed.data;
  throw new StackError(`the settings are not usable\n${z.prettifyError(parsed.error)}`, {
    remedy: `Correct the environment or ${localPaths.realEnv}; npm run setup:real adds what is missing.`,
  });
}

/**
 * Completes the generated settings and gives those in force. Passwords, keys and addresses that are
 * there stay; an address nobody set becomes the default port, or the next one that is free.
 */
export async function completeSettings(): Promise<StackSettings> {
  const known = realEnvironment();
  const added: RealEnv = {};
  const add = async (name: string, make: () => string | Promise<string>) => {
    if (known[name] === undefined) added[name] = await make();
  };
  const local = (port: number) => firstFreePort(port).then((free) => `127.0.0.1:${free}`);
  const database = new URL(
    known['DATABASE_URL'] ??
      known['DATABASE_OWNER_URL'] ??
      `postgres://${await local(defaultPorts.postgres)}/quittance`,
  );
  const login = (role: string) => {
    const url = new URL(database);
    url.username = role;
    url.password = newPassword();
    return url.href;
  };
  await add('DATABASE_URL', () => login('quittance_app'));
  await add('DATABASE_OWNER_URL', () => login('quittance_owner'));
  await add('REDIS_URL', async () => `redis://${await local(defaultPorts.redis)}`);
  await add('TEMPORAL_ADDRESS', () => local(defaultPorts.temporal));
  await add('TEMPORAL_NAMESPACE', () => 'default');
  await add('TEMPORAL_UI_URL', async () => `http://${await local(defaultPorts.temporalUi)}`);
  await add('CHAIN_RPC_URL', async () => `http://${await local(defaultPorts.anvil)}`);
  await add('CHAIN_ID', () => '31337');
  await add('MOCK_MODE', () => 'false');
  await add('SIGNER_KEY_FILE', () => localPaths.signerKey);
  // A provider's address may carry its key: only our own node's is made public by itself.
  const rpcUrl = known['CHAIN_RPC_URL'] ?? added['CHAIN_RPC_URL'] ?? '';
  if (isLoopback(new URL(rpcUrl).hostname)) await add('PUBLIC_RPC_URL', () => rpcUrl);
  saveRealEnv(added);
  const settings = readSettings();
  if (settings === undefined) throw new Error(`${localPaths.realEnv} vanished while being written`);
  return settings;
}

/** Host and port of an address, from a URL or `host:port`. */
export function endpointOf(address: string, defaultPort: number): Endpoint {
  const url = new URL(address.includes('://') ? address : `tcp://${address}`);
  return { host: url.hostname, port: url.port === '' ? defaultPort : Number(url.port) };
}

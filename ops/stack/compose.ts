import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Report, runCommand } from './commands.ts';
import type { Part, PartName } from './part.ts';
import { localPaths, projectRoot } from './paths.ts';
import { endpointOf, type StackSettings } from './settings.ts';
import { messageOf, StackError } from './stack-error.ts';

/** The compose services that make up each part. */
const services: Readonly<Record<PartName, readonly string[]>> = {
  postgres: ['postgres'],
  redis: ['valkey'],
  temporal: ['temporal-database', 'temporal', 'temporal-namespace', 'temporal-ui'],
  anvil: ['anvil'],
};

const environmentFile = join(localPaths.home, 'compose.env');
const composeFile = join(projectRoot, 'ops', 'docker-compose.yml');

/** The version of the Docker engine that answers here together with a compose plugin, or undefined. */
export async function dockerEngine(): Promise<string | undefined> {
  try {
    const version = await runCommand('docker', ['info', '--format', '{{.ServerVersion}}']);
    await runCommand('docker', ['compose', 'version', '--short']);
    return version.trim() === '' ? undefined : version.trim();
  } catch {
    return undefined; // no client, no plugin or no engine: the next source is tried
  }
}

/** Writes the ports and the password that docker-compose.yml reads, at the same values as without Docker. */
export function writeComposeEnvironment(settings: StackSettings, superuserPassword: string): void {
  const values = {
    POSTGRES_PORT: endpointOf(settings.DATABASE_OWNER_URL, 5432).port,
    POSTGRES_PASSWORD: superuserPassword,
    REDIS_PORT: endpointOf(settings.REDIS_URL, 6379).port,
    TEMPORAL_PORT: endpointOf(settings.TEMPORAL_ADDRESS, 7233).port,
    TEMPORAL_UI_PORT: endpointOf(settings.TEMPORAL_UI_URL, 80).port,
    TEMPORAL_NAMESPACE: settings.TEMPORAL_NAMESPACE,
    CHAIN_PORT: endpointOf(settings.CHAIN_RPC_URL, 80).port,
    CHAIN_ID: settings.CHAIN_ID,
  };
  const lines = Object.entries(values).map(([name, value]) => `${name}=${value}\n`);
  writeFileSync(environmentFile, lines.join(''), { mode: 0o600 });
}

/**
 * Starts a part's services and waits until they are healthy. Gives the services' names.
 * @throws StackError when docker compose fails.
 */
export async function composeUp(part: Part, report: Report): Promise<string[]> {
  const names = [...services[part.name]];
  report(`starting ${names.join(', ')} with docker compose (the first time downloads the images)`);
  const pullAndStartMs = 900_000;
  try {
    await compose(['up', '--detach', ...names], pullAndStartMs);
  } catch (cause) {
    throw new StackError(`docker compose could not start ${part.title}: ${messageOf(cause)}`, {
      remedy:
        'Look at docker compose logs, or leave Docker out with QUITTANCE_STACK_SOURCES=path,registry.',
      cause,
    });
  }
  return names;
}

/** Stops a part's services; their data stays in its volume. */
export async function composeStop(names: readonly string[]): Promise<void> {
  await compose(['stop', ...names], 120_000);
}

async function compose(args: readonly string[], timeoutMs: number): Promise<void> {
  const files = ['--env-file', environmentFile, '--file', composeFile];
  await runCommand('docker', ['compose', ...files, ...args], { timeoutMs });
}

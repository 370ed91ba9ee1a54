import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { findOnPath, versionOf } from './commands.ts';
import { nodePackage } from './node-package.ts';
import type { Part, Probe } from './part.ts';
import { type Endpoint, isListening } from './ports.ts';
import { messageOf, StackError } from './stack-error.ts';

/** Options of {@link anvilPart}. */
export interface AnvilOptions {
  readonly endpoint: Endpoint;
  readonly url: string;
  readonly chainId: number;
  /** Seconds between blocks; 0 mines one block per transaction. */
  readonly blockTimeS: number;
  readonly folder: string;
  /** Keeps the chain in a file across restarts. */
  readonly durable: boolean;
}

/** An EVM node: the real Anvil where we start it ourselves. */
export function anvilPart(options: AnvilOptions): Part {
  return {
    name: 'anvil',
    title: 'EVM node',
    endpoint: options.endpoint,
    address: `http://${options.endpoint.host}:${options.endpoint.port}`,
    remedy:
      'Run npm ci (it brings Anvil for Linux, macOS and Windows), install Foundry, or set CHAIN_RPC_URL.',
    probe: () => probeChain(options),
    findInstalled: async () => {
      const command = findOnPath('anvil');
      const version = command && (await versionOf(command));
      return command && version ? { command, version, source: 'path', origin: command } : undefined;
    },
    acquire: async () => {
      const command = npmAnvil();
      return { ...command, source: 'registry', origin: 'npm @foundry-rs/anvil' };
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
    ...(options.durable ? { afterStart: () => resumeChain(options) } : {}),
  };
}

/**
 * Calls a JSON-RPC method of a node and gives its result.
 * @throws Error when the node does not answer in 3 s, or answers with an error.
 */
export async function callRpc(
  url: string,
  method: string,
  params: readonly unknown[] = [],
): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    signal: AbortSignal.timeout(3000),
  });
  const answer = rpcAnswer.parse(await response.json());
  if (answer.error !== undefined) throw new Error(`${method}: ${answer.error.message}`);
  return answer.result;
}

const rpcAnswer = z.object({
  result: z.unknown().optional(),
  error: z.object({ message: z.string() }).optional(),
});

function startArguments(options: AnvilOptions): string[] {
  const { host, port } = options.endpoint;
  const args = ['--host', host === 'localhost' ? '127.0.0.1' : host, '--port', String(port)];
  args.push('--chain-id', String(options.chainId));
  if (options.durable) return [...args, ...durableArguments(options.folder)];
  return options.blockTimeS > 0 ? [...args, '--block-time', String(options.blockTimeS)] : args;
}

/**
 * A chain that outlives its process has to keep its block 0: Anvil makes a new one, of the current
 * second, at every start, stores it beside the old one, and from some later start on the wrong one
 * counts (seen with 1.7.1; the platform rightly refuses a chain whose genesis changes). So the first
 * start's second is remembered and given again, and no block is mined before {@link resumeChain} has
 * put the clock right.
 */
function durableArguments(folder: string): string[] {
  const file = join(folder, 'genesis-time');
  if (!existsSync(file)) writeFileSync(file, String(Math.floor(Date.now() / 1000)));
  const genesis = ['--timestamp', readFileSync(file, 'utf8').trim(), '--no-mining'];
  // Written on exit and once a minute, so that a crash of the machine loses little.
  return [...genesis, '--state', join(folder, 'anvil-state.json'), '--state-interval', '60'];
}

/** Sets the clock to now and starts mining. */
async function resumeChain(options: AnvilOptions): Promise<void> {
  const { url, blockTimeS } = options;
  await callRpc(url, 'anvil_setTime', [Math.floor(Date.now() / 1000)]);
  if (blockTimeS > 0) await callRpc(url, 'evm_setIntervalMining', [blockTimeS]);
  else await callRpc(url, 'evm_setAutomine', [true]);
}

/** The program inside the platform's own package; the install script that would link it need not run. */
function npmAnvil(): { command: string; version: string } {
  const processor = process.arch === 'x64' ? 'amd64' : process.arch;
  const name = `@foundry-rs/anvil-${process.platform}-${processor}`;
  const found = nodePackage(name, '@foundry-rs/anvil');
  if (found === undefined) {
    throw new StackError(`${name} is not installed`, { remedy: 'Run npm ci without --omit=dev.' });
  }
  const file = process.platform === 'win32' ? 'bin/anvil.exe' : 'bin/anvil';
  return { command: join(found.folder, file), version: found.version };
}

async function probeChain(options: AnvilOptions): Promise<Probe> {
  if (!(await isListening(options.endpoint))) return { status: 'down' };
  try {
    const chainId = Number(z.string().parse(await callRpc(options.url, 'eth_chainId')));
    if (chainId !== options.chainId) {
      return { status: 'refused', reason: `its chain id is ${chainId}, not ${options.chainId}` };
    }
    return {
      status: 'up',
      version: z.string().parse(await callRpc(options.url, 'web3_clientVersion')),
    };
  } catch (error) {
    return { status: 'refused', reason: messageOf(error) };
  }
}

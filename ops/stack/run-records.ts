import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { localPaths } from './paths.ts';
import { isRunning } from './processes.ts';

const processRecord = z.object({
  kind: z.literal('process'),
  name: z.string(),
  pid: z.number().int().positive(),
  /** Boot and start time: tells the process from a later one with the same id. */
  identity: z.string(),
  stopSignal: z.enum(['SIGTERM', 'SIGINT']),
  logFile: z.string(),
  source: z.string(),
  origin: z.string(),
});

const composeRecord = z.object({
  kind: z.literal('compose'),
  name: z.string(),
  services: z.array(z.string()),
  origin: z.string(),
});

const runRecord = z.discriminatedUnion('kind', [processRecord, composeRecord]);

/** What set-up or dev started and stop:real has to end. */
export type RunRecord = z.output<typeof runRecord>;

/** The record of a part, or undefined when we did not start it or its process has ended. */
export function readRunRecord(name: string): RunRecord | undefined {
  const file = recordFile(name);
  if (!existsSync(file)) return undefined;
  const parsed = runRecord.safeParse(parseJson(readFileSync(file, 'utf8')));
  if (!parsed.success || (parsed.data.kind === 'process' && !isRunning(parsed.data))) {
    removeRunRecord(name);
    return undefined;
  }
  return parsed.data;
}

/** Remembers what was started. */
export function writeRunRecord(record: RunRecord): void {
  mkdirSync(localPaths.run, { recursive: true });
  writeFileSync(recordFile(record.name), `${JSON.stringify(record, null, 2)}\n`);
}

/** Forgets a part that has ended. */
export function removeRunRecord(name: string): void {
  rmSync(recordFile(name), { force: true });
}

function recordFile(name: string): string {
  return join(localPaths.run, `${name}.json`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // cut off by a crash: as good as none
  }
}

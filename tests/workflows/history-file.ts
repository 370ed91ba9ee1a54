/** Workflow histories as files. */
import { readFile, writeFile } from 'node:fs/promises';
import type { History } from '@temporalio/common/lib/proto-utils.js';
import protocol from '@temporalio/proto';
import { z } from 'zod';

const { History: HistoryMessage } = protocol.temporal.api.history.v1;
const historyObject = z.object({ events: z.array(z.looseObject({})).min(1) });

/**
 * Writes a history as JSON. Not in the form of Temporal's command line: the SDK's own conversion breaks
 * where npm installs several copies of protobufjs, as it does here.
 */
export async function writeHistory(file: string, history: History): Promise<void> {
  const message = HistoryMessage.fromObject(history);
  const plain = HistoryMessage.toObject(message, { longs: String, enums: String, bytes: String });
  await writeFile(file, `${JSON.stringify(plain, withoutStackTraces, 1)}\n`);
}

/** Stack traces name the folders of the machine that recorded; replay does not look at them. */
function withoutStackTraces(key: string, value: unknown): unknown {
  return key === 'stackTrace' ? '' : value;
}

/** Reads what {@link writeHistory} wrote. */
export async function readHistory(file: string): Promise<History> {
  return HistoryMessage.fromObject(historyObject.parse(JSON.parse(await readFile(file, 'utf8'))));
}

import { isSpanContextValid, trace } from '@opentelemetry/api';
import { pino } from 'pino';

/** Fields of a log line. `intentId`, `workflowId` and `requestId` are named so wherever they are known. */
export type LogFields = Readonly<Record<string, unknown>>;

/** What the platform logs through: fields first, then a constant text. */
export interface Logger {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
  /** A logger that puts `fields` on every line. */
  child(fields: LogFields): Logger;
}

/** Options of {@link createLogger}. */
export interface LoggerOptions {
  readonly level: string;
  /** Name of the process, such as `api` or `worker`. */
  readonly name: string;
  /** Where the lines go. @default standard output */
  readonly write?: (line: string) => void;
}

/** Headers and settings that would carry a secret into the log. */
const headers = ['authorization', 'cookie', 'set-cookie', 'x-admin-key'];
const secrets = [
  ...headers.map((name) => `["${name}"]`),
  ...headers.map((name) => `*["${name}"]`),
  '*.privateKey',
  '*.password',
];

/**
 * A pino logger writing JSON lines. Every line within a traced request or activity carries its
 * `traceId` and `spanId`: read from the active span, because instrumenting pino needs a loader in ESM.
 */
export function createLogger(options: LoggerOptions): Logger {
  const settings = {
    level: options.level,
    base: { process: options.name },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: secrets, censor: '[redacted]' },
    mixin: traceFields,
  };
  return options.write === undefined ? pino(settings) : pino(settings, { write: options.write });
}

function traceFields(): LogFields {
  const span = trace.getActiveSpan()?.spanContext();
  return span === undefined || !isSpanContextValid(span)
    ? {}
    : { traceId: span.traceId, spanId: span.spanId };
}

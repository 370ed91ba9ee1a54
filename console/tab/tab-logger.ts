import type { LogFields, Logger } from '../../platform/logger.ts';

/** A line that the platform has logged. */
export interface LogLine {
  readonly id: number;
  readonly at: Date;
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
  /** The fields as text. */
  readonly fields: string;
}

/** Hands on what the platform logs, but for what is only of use while developing it. */
export function createTabLogger(write: (line: LogLine) => void): Logger {
  let lines = 0;
  function loggerWith(always: LogFields): Logger {
    const log = (level: LogLine['level']) => (fields: LogFields, message: string) => {
      lines += 1;
      const text = JSON.stringify({ ...always, ...fields }, readable);
      write({ id: lines, at: new Date(), level, message, fields: text });
    };
    return {
      debug: () => undefined,
      info: log('info'),
      warn: log('warn'),
      error: log('error'),
      child: (fields) => loggerWith({ ...always, ...fields }),
    };
  }
  return loggerWith({});
}

function readable(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  return value;
}

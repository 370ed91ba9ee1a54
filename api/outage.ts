import { sqlState } from '../db/sql-errors.ts';

/** Connection failures, too many connections, shutdown and start-up of the server, statement and lock timeouts. */
const outageStates = /^(08...|53...|57P0[1-4]|57014|55P03)$/;
const outageCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
]);
/** What node-postgres says without a code. */
const outageMessages =
  /timeout exceeded when trying to connect|Connection terminated|connection timeout/i;
/** Longest chain of causes that is followed. */
const causesMax = 10;

/** Whether an error says that the database is away for the moment, rather than that something is wrong. */
export function isOutage(error: unknown): boolean {
  const state = sqlState(error);
  if (state !== undefined) return outageStates.test(state);
  let current = error;
  for (let depth = 0; depth < causesMax && current instanceof Error; depth++) {
    if ('code' in current && typeof current.code === 'string' && outageCodes.has(current.code))
      return true;
    if (outageMessages.test(current.message)) return true;
    // Several addresses of one host refuse together.
    if (current instanceof AggregateError && current.errors.some(isOutage)) return true;
    current = current.cause;
  }
  return false;
}

import { sqlState } from './sql-errors.ts';

/** Connection failures, too many connections, shutdown and start-up of the server, statement and lock timeouts. */
const outageStates = /^(08...|53...|57P0[1-4]|57014|55P03)$/;
/** The same without what only this statement met: a lock, or its own slowness. */
const lostStates = /^(08...|53...|57P0[1-4])$/;
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
  /timeout exceeded when trying to connect|Connection terminated|connection timeout|has encountered a connection error/i;
/** Longest chain of causes that is followed. */
const causesMax = 10;

/** Whether an error says that no other statement would do better now: the connection or the server is gone. */
export function isConnectionLost(error: unknown): boolean {
  const state = sqlState(error);
  return state === undefined ? isOutage(error) : lostStates.test(state);
}

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

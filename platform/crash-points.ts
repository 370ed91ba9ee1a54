/**
 * Named places where tests end the process with SIGKILL, between every pair of effects of a saga. In
 * production no hook is given and passing a point does nothing.
 */
export const crashPoints = [
  'openRun:before',
  'openRun:after',
  'verifyPayment:before',
  'verifyPayment:booked',
  'verifyPayment:after',
  'submitTransaction:before',
  'submitTransaction:reserved',
  'submitTransaction:signed',
  'submitTransaction:stored',
  'submitTransaction:after',
  'broadcastTransaction:before',
  'broadcastTransaction:sent',
  'broadcastTransaction:after',
  'confirmTransaction:before',
  'confirmTransaction:confirmed',
  'confirmTransaction:after',
  'settleIntent:before',
  'settleIntent:uncommitted',
  'settleIntent:settled',
  'settleIntent:after',
] as const;

export type CrashPoint = (typeof crashPoints)[number];

/** Called on passing a point; a test's hook does not return. */
export type CrashHook = (point: CrashPoint) => Promise<void>;

/** The hook of production: does nothing. */
export const neverCrash: CrashHook = () => Promise.resolve();

/** What is known of a crash point. */
export interface CrashPointFacts {
  /** Which process passes it. In MOCK there is one process, which passes all of them. */
  readonly process: 'worker' | 'api';
  /**
   * The way of an intent that leads past it: one that settles, one whose payment does not count, one that
   * parks and is resumed, one that nobody started and the worker's relay finds; and, after a reorganisation, one that
   * cancels what it has signed, and the reversal of one that had settled. A payout batch's way is one of its own.
   */
  readonly way: 'settles' | 'fails' | 'parks' | 'relayed' | 'cancels' | 'reverses' | 'paysOut';
  /** The last effect before it, and the next one after it. */
  readonly done: string;
  readonly next: string;
  /** Inside a database transaction, whose locks are held while a process stands here. */
  readonly locking?: boolean;
}

/**
 * Named places where tests end or hold up a process: before the first effect of every step, between any two
 * effects, and after the last effect before its answer. The suites in `tests/faults/` go through this table.
 */
export const crashPointTable = {
  'openRun:before': settles('workflow started', 'fence and lock'),
  'openRun:after': settles('fenced and LOCKED', 'answer'),
  'verifyPayment:before': settles('LOCKED', 'payment looked for'),
  'verifyPayment:uncommitted': locking(settles('payment, claim slot, posting written', 'commit')),
  'verifyPayment:booked': settles('payment booked to suspense', 'answer'),
  'verifyPayment:after': settles('payment looked for', 'answer'),
  'submitTransaction:before': settles('payment booked', 'estimate'),
  'submitTransaction:uncommitted': locking(settles('hold and nonce written', 'commit')),
  'submitTransaction:reserved': settles('hold and nonce taken', 'signature'),
  'submitTransaction:signed': settles('signed', 'stored'),
  'submitTransaction:stored': settles('stored and SUBMITTED', 'answer'),
  'submitTransaction:after': settles('stored and SUBMITTED', 'answer'),
  'broadcastTransaction:before': settles('SUBMITTED', 'sent to the node'),
  'broadcastTransaction:sent': settles('sent to the node', 'time of sending written'),
  'broadcastTransaction:after': settles('time of sending written', 'answer'),
  'confirmTransaction:before': settles('sent', 'receipt looked for'),
  'confirmTransaction:uncommitted': locking(settles('receipt, CONFIRMED written', 'commit')),
  'confirmTransaction:confirmed': settles('CONFIRMED', 'answer'),
  'confirmTransaction:after': settles('receipt looked for', 'answer'),
  'settleIntent:before': settles('CONFIRMED', 'settlement'),
  'settleIntent:uncommitted': locking(settles('settlement written', 'commit')),
  'settleIntent:settled': settles('SETTLED', 'answer'),
  'settleIntent:after': settles('SETTLED', 'answer'),
  'failIntent:before': fails('payment does not count', 'FAILED'),
  'failIntent:uncommitted': locking(fails('FAILED written', 'commit')),
  'failIntent:after': fails('FAILED', 'answer'),
  'parkIntent:before': parks('tries used up', 'parked'),
  'parkIntent:uncommitted': locking(parks('parked written', 'commit')),
  'parkIntent:after': parks('parked', 'answer'),
  'resumeIntent:before': parks('decision delivered', 'decision carried out'),
  'resumeIntent:uncommitted': locking(parks('resumed, outcome written', 'commit')),
  'resumeIntent:after': parks('decision carried out', 'answer'),
  'cancelTransaction:before': cancels('payment gone', 'cancellation stored'),
  'cancelTransaction:uncommitted': locking(cancels('cancellation written', 'commit')),
  'cancelTransaction:stored': cancels('cancellation stored', 'sent to the node'),
  'cancelTransaction:after': cancels('cancellation sent', 'answer'),
  'reverseIntent:before': reverses('delivery gone', 'postings mirrored'),
  'reverseIntent:uncommitted': locking(reverses('mirror, SETTLED written', 'commit')),
  'reverseIntent:after': reverses('reversal SETTLED', 'answer'),
  'openPayouts:before': paysOut('execution accepted', 'SUBMITTED, payouts opened'),
  'openPayouts:uncommitted': locking(paysOut('payouts, intents written', 'commit')),
  'openPayouts:after': paysOut('payouts LOCKED', 'answer'),
  'submitPayouts:before': paysOut('payouts LOCKED', 'estimate'),
  'submitPayouts:uncommitted': locking(paysOut('holds and nonces written', 'commit')),
  'submitPayouts:reserved': paysOut('holds and nonces taken', 'signatures'),
  'submitPayouts:signed': paysOut('signed', 'stored'),
  'submitPayouts:stored': paysOut('stored and SUBMITTED', 'answer'),
  'submitPayouts:after': paysOut('stored and SUBMITTED', 'answer'),
  'sendPayouts:before': paysOut('SUBMITTED', 'sent to the node'),
  'sendPayouts:sent': paysOut('sent to the node', 'time of sending written'),
  'sendPayouts:after': paysOut('time of sending written', 'answer'),
  'askPayouts:before': paysOut('sent', 'receipts looked for'),
  'askPayouts:uncommitted': locking(paysOut('receipts, CONFIRMED written', 'commit')),
  'askPayouts:after': paysOut('receipts looked for', 'answer'),
  'settlePayouts:before': paysOut('CONFIRMED', 'settlements'),
  'settlePayouts:uncommitted': locking(paysOut('settlements written', 'commit')),
  'settlePayouts:settled': paysOut('payouts and commissions PAID', 'answer'),
  'settlePayouts:after': paysOut('payouts and commissions PAID', 'answer'),
  'finishPayouts:before': paysOut('payouts PAID', 'execution SETTLED, batch COMPLETED'),
  'finishPayouts:uncommitted': locking(paysOut('SETTLED, COMPLETED written', 'commit')),
  'finishPayouts:after': paysOut('batch COMPLETED', 'answer'),
  'relay:found': relayed('unstarted intent found', 'workflow started'),
  'relay:started': relayed('workflow started', 'marked as started'),
  'relay:marked': relayed('marked as started', 'nothing'),
  'accept:before': inApi('request judged', 'key claimed'),
  'accept:uncommitted': locking(inApi('key, intent, answer written', 'commit')),
  'accept:committed': inApi('key, intent, answer stored', 'handed to the starter'),
  'accept:answering': inApi('handed to the starter', 'answer sent'),
  'start:before': inApi('intent accepted', 'workflow started'),
  'start:started': inApi('workflow started', 'marked as started'),
  'start:marked': inApi('marked as started', 'nothing'),
} as const satisfies Readonly<Record<string, CrashPointFacts>>;

export type CrashPoint = keyof typeof crashPointTable;

/** Whether there is a crash point of that name. */
export function isCrashPoint(name: string): name is CrashPoint {
  return Object.hasOwn(crashPointTable, name);
}

/** All names, in the order of the table. */
export const crashPoints: readonly CrashPoint[] = Object.keys(crashPointTable).filter(isCrashPoint);

/** What is known of a point. */
export function factsOf(point: CrashPoint): CrashPointFacts {
  return crashPointTable[point];
}

/**
 * Called on passing a point, with what it is passed for: the intent's id; in the API and the relay its
 * workflow ID. A test's hook may not return, or throw.
 */
export type CrashHook = (point: CrashPoint, subject?: string) => Promise<void>;

/** The hook of production: does nothing. */
export const neverCrash: CrashHook = () => Promise.resolve();

function settles(done: string, next: string): CrashPointFacts {
  return { process: 'worker', way: 'settles', done, next };
}

function fails(done: string, next: string): CrashPointFacts {
  return { process: 'worker', way: 'fails', done, next };
}

function parks(done: string, next: string): CrashPointFacts {
  return { process: 'worker', way: 'parks', done, next };
}

function relayed(done: string, next: string): CrashPointFacts {
  return { process: 'worker', way: 'relayed', done, next };
}

function cancels(done: string, next: string): CrashPointFacts {
  return { process: 'worker', way: 'cancels', done, next };
}

function reverses(done: string, next: string): CrashPointFacts {
  return { process: 'worker', way: 'reverses', done, next };
}

function paysOut(done: string, next: string): CrashPointFacts {
  return { process: 'worker', way: 'paysOut', done, next };
}

function inApi(done: string, next: string): CrashPointFacts {
  return { process: 'api', way: 'settles', done, next };
}

function locking(facts: CrashPointFacts): CrashPointFacts {
  return { ...facts, locking: true };
}

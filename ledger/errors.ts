import { databaseErrorOf } from '../db/sql-errors.ts';

/** A rule of the ledger or of the database's guards was broken; `code` is stable. */
export abstract class LedgerError extends Error {
  abstract readonly code: string;
}

/** Debits and credits of an asset differ. */
export class Unbalanced extends LedgerError {
  override readonly name = 'Unbalanced';
  readonly code = 'UNBALANCED';
}

/** A transaction has fewer than two legs. */
export class TooFewLegs extends LedgerError {
  override readonly name = 'TooFewLegs';
  readonly code = 'TOO_FEW_LEGS';
}

/** Legs for a transaction that has been posted already. */
export class LegsAddedLater extends LedgerError {
  override readonly name = 'LegsAddedLater';
  readonly code = 'LEGS_ADDED_LATER';
}

/** A guarded account would fall below its floor, holds included. */
export class InsufficientBalance extends LedgerError {
  override readonly name = 'InsufficientBalance';
  readonly code = 'INSUFFICIENT_BALANCE';
}

/** A change or deletion of something that is only ever added to. */
export class AppendOnly extends LedgerError {
  override readonly name = 'AppendOnly';
  readonly code = 'APPEND_ONLY';
}

/** The state machine of intents does not go there. */
export class IllegalTransition extends LedgerError {
  override readonly name = 'IllegalTransition';
  readonly code = 'ILLEGAL_TRANSITION';
}

/** A hold that can not be taken or ended like this; mostly one that has ended before. */
export class HoldEnded extends LedgerError {
  override readonly name = 'HoldEnded';
  readonly code = 'HOLD_ENDED';
}

/** An account of another program. */
export class ForeignAccount extends LedgerError {
  override readonly name = 'ForeignAccount';
  readonly code = 'FOREIGN_ACCOUNT';
}

/** A claimed idempotency key, its fingerprint or its answer would change. */
export class KeyPermanent extends LedgerError {
  override readonly name = 'KeyPermanent';
  readonly code = 'KEY_PERMANENT';
}

/** An account that does not exist, or that this connection may not see. */
export class UnknownAccount extends LedgerError {
  override readonly name = 'UnknownAccount';
  readonly code = 'UNKNOWN_ACCOUNT';
}

/** A floor below zero that somebody else than the database's owner asked for. */
export class FloorRefused extends LedgerError {
  override readonly name = 'FloorRefused';
  readonly code = 'FLOOR_REFUSED';
}

/** An amount, reference or number of legs out of bounds, refused before it reaches the database. */
export class MalformedTransaction extends LedgerError {
  override readonly name = 'MalformedTransaction';
  readonly code = 'MALFORMED_TRANSACTION';
}

// MAINTENANCE: keep in sync with the lists at the heads of db/migrations/0001_guards.sql and 0004_survive_guards.sql.
const errorsBySqlState = new Map<
  string,
  new (
    message: string,
    options: ErrorOptions,
  ) => LedgerError
>([
  ['QT001', Unbalanced],
  ['QT002', LegsAddedLater],
  ['QT003', TooFewLegs],
  ['QT004', InsufficientBalance],
  ['QT005', AppendOnly],
  ['QT006', IllegalTransition],
  ['QT008', HoldEnded],
  ['QT009', ForeignAccount],
  ['QT010', KeyPermanent],
  ['QT011', UnknownAccount],
  ['QT012', FloorRefused],
]);

/**
 * The typed error of a refusal by the database's guards, with the guard's own message and the original as
 * `cause`. Any other error comes back as it is.
 */
export function toLedgerError(error: unknown): unknown {
  const report = databaseErrorOf(error);
  const Refusal = report && errorsBySqlState.get(report.code);
  return Refusal === undefined ? error : new Refusal(report?.message ?? '', { cause: error });
}

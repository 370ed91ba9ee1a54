/**
 * Structured logging as the platform uses it: fields first, then a sentence. pino satisfies it; code
 * that must run in a browser sees only this interface.
 */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  /** A logger that adds `bindings` to every line. */
  child(bindings: Readonly<Record<string, unknown>>): Logger;
}

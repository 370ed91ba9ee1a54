/** A part of the local stack could not be found, started or used; carries what the reader can do about it. */
export class StackError extends Error {
  readonly code = 'STACK';
  readonly remedy: string;

  constructor(message: string, options: { readonly remedy: string; readonly cause?: unknown }) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'StackError';
    this.remedy = options.remedy;
  }
}

/** The message of anything that was thrown; for lines that a person reads. */
export function messageOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(messageOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}

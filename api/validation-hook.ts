import type { z } from '@hono/zod-openapi';
import type { ErrorCode } from '../domain/error-codes.ts';
import { ApiError, type FieldError } from '../domain/errors.ts';
import { walletMessages } from './schemas/wallet.ts';

/** Where a validated part of the request is, in the words of `FieldError.field`. */
const places: Record<string, string> = {
  query: 'query',
  param: 'path',
  header: 'header',
  cookie: 'cookie',
};

type ValidationResult = { readonly target: string } & (
  | { readonly success: true }
  | { readonly success: false; readonly error: z.ZodError }
);

/**
 * Refuses a request whose validation failed, naming every wrong field. When nothing but the wallet is
 * wrong the code says so (`MISSING_WALLET`, `INVALID_ADDRESS`), as older clients expect.
 */
export function refuseInvalid(result: ValidationResult): void {
  if (result.success) return;
  const errors = result.error.issues.flatMap((issue) => fieldErrors(issue, result.target));
  const code = codeOf(errors);
  const [first] = errors;
  const detail = first === undefined ? undefined : `${first.field}: expected ${first.expected}`;
  throw new ApiError(code, detail, { errors, cause: result.error });
}

function fieldErrors(issue: z.core.$ZodIssue, target: string): FieldError[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      field: fieldOf([...issue.path, key], target),
      expected: 'no such field',
    }));
  }
  // Zod's own messages begin with what `expected` says already.
  const expected = issue.message.replace(/^Invalid input: expected /, '');
  return [{ field: fieldOf(issue.path, target), expected }];
}

function fieldOf(path: readonly PropertyKey[], target: string): string {
  const place = places[target];
  if (place !== undefined) return `${place}:${path.map(String).join('.')}`;
  // RFC 6901: `~` and `/` within a name are escaped.
  return path
    .map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');
}

function codeOf(errors: readonly FieldError[]): ErrorCode {
  if (errors.length > 0 && errors.every((error) => error.expected === walletMessages.missing))
    return 'MISSING_WALLET';
  if (errors.length > 0 && errors.every((error) => error.expected === walletMessages.invalid))
    return 'INVALID_ADDRESS';
  return 'VALIDATION_FAILED';
}

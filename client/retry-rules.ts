import { problemIn } from './api-errors.ts';

/** What came of one try of a request. */
export type Outcome =
  | { readonly type: 'answered'; readonly response: Response }
  /** Nobody knows whether the request arrived. */
  | { readonly type: 'broken'; readonly error: unknown };

/** How long to wait before the next try, in milliseconds; `unsaid`: the platform leaves it to us; `never` try again. */
export type Again = number | 'unsaid' | 'never';

/**
 * Whether sending it twice has one effect: a read, or a write under an idempotency key. What else
 * was sent is sent again only when the platform says that it did nothing.
 */
export function isRepeatable({ method, headers }: Request): boolean {
  return method === 'GET' || method === 'HEAD' || headers.has('idempotency-key');
}

/** Whether and when to try again after an outcome. */
export async function againAfter(outcome: Outcome, repeatable: boolean): Promise<Again> {
  if (outcome.type === 'broken') return repeatable ? 'unsaid' : 'never';
  const { response } = outcome;
  if (response.ok) return 'never';
  const code = (await problemIn(response))?.code;
  const mayPass =
    response.status === 429 ||
    code === 'REQUEST_IN_PROGRESS' ||
    (response.status >= 500 && repeatable && code?.endsWith('_NOT_CONFIGURED') !== true);
  return mayPass ? (retryAfterMs(response) ?? 'unsaid') : 'never';
}

/** What `Retry-After` says, in milliseconds from now; null when it says nothing that can be read. */
export function retryAfterMs({ headers }: Response): number | null {
  const said = headers.get('retry-after')?.trim() ?? '';
  if (/^[0-9]{1,9}$/.test(said)) return Number(said) * 1000;
  const at = Date.parse(said);
  return Number.isNaN(at) ? null : Math.max(0, at - Date.now());
}

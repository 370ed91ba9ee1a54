import { payoutErrorCodes } from './payout-error-codes.ts';
import { referralErrorCodes } from './referral-error-codes.ts';

/**
 * The one table of error codes (style: "One table maps error code to HTTP status"). Read by the API
 * (problem documents), by activities (retryable or final) and by `docs/errors.md`, which is generated from it.
 *
 * `status`   the HTTP status of a problem document with this code.
 * `retry`    `same`: the same request may succeed later; `changed`: only a changed request can; `never`.
 * `stored`   whether the answer is kept as the answer of the idempotency key (design rule 4): final
 *            business refusals are, everything that may change is not. A single refusal may say that it may change.
 */
export interface ErrorCodeEntry {
  readonly status: number;
  readonly title: string;
  readonly retry: 'same' | 'changed' | 'never';
  readonly stored: boolean;
  readonly meaning: string;
}

const refusal = { stored: false } as const;

export const errorCodes = {
  ...referralErrorCodes,
  ...payoutErrorCodes,
  VALIDATION_FAILED: {
    status: 400,
    title: 'Request validation failed',
    retry: 'changed',
    ...refusal,
    meaning:
      'A field of the body, query or path is missing or malformed; `errors[]` names each with what was expected.',
  },
  MALFORMED_JSON: {
    status: 400,
    title: 'Malformed JSON',
    retry: 'changed',
    ...refusal,
    meaning: 'The body is not JSON.',
  },
  MISSING_WALLET: {
    status: 400,
    title: 'Wallet missing',
    retry: 'changed',
    ...refusal,
    meaning: 'The wallet (`wallet`, or `address` where the route says so) is required.',
  },
  INVALID_ADDRESS: {
    status: 400,
    title: 'Invalid address',
    retry: 'changed',
    ...refusal,
    meaning:
      'Not `0x` and 40 hex digits, mixed case with a wrong EIP-55 checksum, or the zero address.',
  },
  IDEMPOTENCY_KEY_MISSING: {
    status: 400,
    title: 'Idempotency-Key missing',
    retry: 'changed',
    ...refusal,
    meaning: 'Every write needs an `Idempotency-Key` header.',
  },
  IDEMPOTENCY_KEY_MALFORMED: {
    status: 400,
    title: 'Idempotency-Key malformed',
    retry: 'changed',
    ...refusal,
    meaning: 'The key must be 1 to 255 visible ASCII characters, bare or as a quoted string.',
  },
  UNAUTHENTICATED: {
    status: 401,
    title: 'Not authenticated',
    retry: 'changed',
    ...refusal,
    meaning:
      'The route needs an operator key (`Authorization: Bearer` or `X-Admin-Key`) or a wallet session; none was sent, or it is not known, expired or revoked.',
  },
  WALLET_PROOF_INVALID: {
    status: 401,
    title: 'Wallet not proven',
    retry: 'changed',
    ...refusal,
    meaning:
      'The signed message does not prove the wallet for this domain, chain, program and purpose, or its nonce was used or has expired; a new nonce is at `POST /api/auth/nonce`.',
  },
  FORBIDDEN: {
    status: 403,
    title: 'Not allowed',
    retry: 'changed',
    ...refusal,
    meaning:
      'Whoever asks is known, but has no right to this; `role` names the one that is missing.',
  },
  ORIGIN_FORBIDDEN: {
    status: 403,
    title: 'Origin not allowed',
    retry: 'never',
    ...refusal,
    meaning:
      'The `Origin` of the request is not in `CORS_ORIGINS`; or a write relies on a session cookie and names no `Origin` that may use it.',
  },
  PROGRAM_PAUSED: {
    status: 403,
    title: 'Program paused',
    retry: 'same',
    ...refusal,
    meaning: 'The program takes no new registrations or claims at the moment.',
  },
  KYC_REQUIRED: {
    status: 403,
    title: 'Identity check required',
    retry: 'same',
    ...refusal,
    meaning: 'The program asks for an identity check, which this wallet has not passed.',
  },
  PAYMENT_REQUIRED: {
    status: 403,
    title: 'Commerce payment required',
    retry: 'same',
    ...refusal,
    meaning: 'The program asks for a paid commerce charge, and none of this wallet is known.',
  },
  NOT_FOUND: {
    status: 404,
    title: 'Not found',
    retry: 'changed',
    ...refusal,
    meaning: 'No such route or resource.',
  },
  METHOD_NOT_ALLOWED: {
    status: 405,
    title: 'Method not allowed',
    retry: 'changed',
    ...refusal,
    meaning: 'The route exists, but not with this method; `Allow` lists those it has.',
  },
  NOT_ACCEPTABLE_WAIT: {
    status: 400,
    title: 'Prefer header malformed',
    retry: 'changed',
    ...refusal,
    meaning: '`Prefer: wait=N` takes a whole number of seconds from 0 to 30.',
  },
  REQUEST_IN_PROGRESS: {
    status: 409,
    title: 'Request in progress',
    retry: 'same',
    ...refusal,
    meaning:
      'A request with this key is still being answered; ask again after `Retry-After` seconds.',
  },
  ALREADY_CLAIMED: {
    status: 409,
    title: 'Already claimed',
    retry: 'never',
    stored: true,
    meaning:
      'This wallet has already claimed in this program, or a verified claim of it is under way; only the first is stored.',
  },
  PAYMENT_ALREADY_USED: {
    status: 409,
    title: 'Payment already used',
    retry: 'changed',
    stored: true,
    meaning:
      'Every transfer in that transaction has already paid for something; stored once all of that is settled.',
  },
  NOT_PARKED: {
    status: 409,
    title: 'Intent not parked',
    retry: 'same',
    ...refusal,
    meaning: 'The intent does not wait for an operator, so there is nothing to decide.',
  },
  OPERATOR_NAME_TAKEN: {
    status: 409,
    title: 'Name taken',
    retry: 'changed',
    ...refusal,
    meaning: 'Another operator has this name; names tell people apart in the audit log.',
  },
  OPERATOR_DISABLED: {
    status: 409,
    title: 'Operator disabled',
    retry: 'same',
    ...refusal,
    meaning: 'A disabled operator can be given no key.',
  },
  LAST_OWNER: {
    status: 409,
    title: 'Last owner',
    retry: 'same',
    ...refusal,
    meaning: 'At least one active operator must be owner of all programs; make another one first.',
  },
  ALREADY_DECIDED: {
    status: 409,
    title: 'Already decided',
    retry: 'same',
    ...refusal,
    meaning:
      'Another decision about this parking is on its way or has been carried out; `decisionId` names it.',
  },
  ABANDON_REFUSED: {
    status: 409,
    title: 'Intent can not be abandoned',
    retry: 'same',
    ...refusal,
    meaning:
      'Money may have left, so the intent can not be given up now; `why` and `remedy` say what can be done.',
  },
  SLUG_TAKEN: {
    status: 409,
    title: 'Slug taken',
    retry: 'changed',
    stored: true,
    meaning: 'Another program has this slug; programs keep theirs for ever.',
  },
  PROGRAM_CHANGED: {
    status: 409,
    title: 'Program changed meanwhile',
    retry: 'changed',
    ...refusal,
    meaning: 'The program is not at the version that was named; `version` is the one it is at.',
  },
  PROGRAM_ARCHIVED: {
    status: 409,
    title: 'Program archived',
    retry: 'never',
    ...refusal,
    meaning: 'An archived program stays as it is.',
  },
  ANSWER_EXPIRED: {
    status: 410,
    title: 'Stored answer expired',
    retry: 'never',
    ...refusal,
    meaning:
      'The key was used before and its stored answer has expired; it never runs again. The intent is linked.',
  },
  BODY_TOO_LARGE: {
    status: 413,
    title: 'Body too large',
    retry: 'changed',
    ...refusal,
    meaning: 'The body is larger than 1 MB.',
  },
  UNSUPPORTED_MEDIA_TYPE: {
    status: 415,
    title: 'Unsupported media type',
    retry: 'changed',
    ...refusal,
    meaning: 'Bodies are `application/json`.',
  },
  IDEMPOTENCY_KEY_REUSED: {
    status: 422,
    title: 'Idempotency-Key reused',
    retry: 'changed',
    ...refusal,
    meaning: 'This key was used with another request (method, path, wallet or body differ).',
  },
  NOT_REGISTERED: {
    status: 422,
    title: 'Wallet not registered',
    retry: 'same',
    ...refusal,
    meaning: 'The wallet has no settled registration in this program yet.',
  },
  INVENTORY_NOT_COVERED: {
    status: 422,
    title: 'Inventory not covered',
    retry: 'same',
    ...refusal,
    meaning:
      "The platform's wallet has not enough program tokens beyond what all programs of the chain have; `available` is what is left.",
  },
  TOKEN_NOT_ACCEPTED: {
    status: 422,
    title: 'Token not accepted',
    retry: 'changed',
    ...refusal,
    meaning:
      'The program does not take its fee in this token; `acceptedTokens` lists those it takes.',
  },
  QUOTE_NOT_FOUND: {
    status: 422,
    title: 'Quote not found',
    retry: 'changed',
    ...refusal,
    meaning: 'No quote with this id exists for this wallet and program.',
  },
  RATE_LIMITED: {
    status: 429,
    title: 'Too many requests',
    retry: 'same',
    ...refusal,
    meaning: 'A rate limit is used up; `Retry-After` says when to come back.',
  },
  INTERNAL: {
    status: 500,
    title: 'Internal error',
    retry: 'same',
    ...refusal,
    meaning:
      'Something unexpected happened; the request id finds it in the log. Repeating with the same key is safe.',
  },
  ADMIN_NOT_CONFIGURED: {
    status: 503,
    title: 'No operator key configured',
    retry: 'same',
    ...refusal,
    meaning:
      'Nobody was given an operator key yet, so nobody can use the routes of operators; `npm run operators:bootstrap` makes the first.',
  },
  UNAVAILABLE: {
    status: 503,
    title: 'Temporarily unavailable',
    retry: 'same',
    ...refusal,
    meaning:
      'A part this request needs (database or chain) does not answer, or the process is shutting down.',
  },
} as const satisfies Record<string, ErrorCodeEntry>;

/** A stable error code of the HTTP surface. */
export type ErrorCode = keyof typeof errorCodes;

/**
 * Why an intent FAILED. Stable; stored on the intent and shown as `failure.code`. All are final:
 * the workflow completes with them. What may pass by itself is never one of these: it retries, then parks.
 */
export const failureCodes = {
  PAYMENT_NOT_FOUND: 'No transaction with this hash was mined in the time a payment is waited for.',
  PAYMENT_REVERTED: 'The transaction was mined and reverted.',
  PAYMENT_MISMATCH:
    'No Transfer log of the right token moves at least the fee from the claiming wallet to the treasury; what did arrive is kept in suspense.',
  PAYMENT_TOO_OLD:
    'The payment is older than the registration or the quote it is offered for; it is kept in suspense for an operator.',
  PAYMENT_ALREADY_USED:
    'Every matching transfer of the transaction has already paid for something.',
  ALREADY_CLAIMED:
    'Another claim of this wallet was verified first; the payment is kept in suspense for an operator.',
  IDENTITY_TOKEN_EXISTS:
    'The wallet has an identity token of this contract already, from another program that shares it.',
  TRANSACTION_REVERTED: 'The outgoing transaction was mined, finally, without its effect.',
  TRANSFER_LOG_MISSING:
    'The outgoing transaction succeeded, but moved nothing (the token returned false): its Transfer log is missing.',
  PAYMENT_VANISHED:
    'A reorganisation took the payment away for good before anything was delivered; its booking was reversed.',
  SETTLEMENT_RESTORED:
    'What a reorganisation had taken away is back on the chain, so that there is nothing to reverse.',
  PAYOUT_REFUSED:
    'The token does not move the amount to this wallet, or the bank returned the payment: nothing was paid.',
  BATCH_CALLED_OFF: 'Its batch was called off before anything of it had left.',
  ABANDONED: 'An operator gave the intent up while no money had left.',
} as const satisfies Record<string, string>;

/** A stable reason code of a failed intent. */
export type FailureCode = keyof typeof failureCodes;

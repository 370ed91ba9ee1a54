import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { v7 } from 'uuid';

/** A new UUIDv7: opaque, unique, sortable by creation time. Not for use inside workflow code. */
export function newId(): string {
  return v7();
}

/** Lower-case hex SHA-256 of a text in UTF-8. */
export function sha256Hex(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)));
}

/** Who sent a write, for the scope of its idempotency key (design rule 2). */
export interface KeyScope {
  /** The program's slug. */
  readonly program: string;
  /** `wallet:0x…`, `operator:<id>` or `provider:<name>`; already in canonical (lower) case. */
  readonly caller: string;
  /** The operation's name, such as `claim.record`. */
  readonly operation: string;
}

/** The scope of an idempotency key as stored: program, caller and operation, each without ambiguity. */
export function scopeOf(scope: KeyScope): string {
  return [scope.program, scope.caller, scope.operation].map(encodeURIComponent).join('/');
}

/** The program's slug in a scope made by {@link scopeOf}. */
export function programOfScope(scope: string): string {
  return decodeURIComponent(scope.slice(0, scope.indexOf('/')));
}

/** Temporal allows 255 characters on SQL persistence; above 200 the key is replaced by its digest. */
const workflowIdLengthMax = 200;
const callerDigestChars = 16;

/** Kinds that more than one operation makes: a key of one of them is free for the others, and so is its workflow ID. */
const kindsOfSeveralOperations: ReadonlySet<string> = new Set(['register', 'payout_batch']);

/**
 * The workflow ID of an intent: `<kind>/<program>/<caller digest>/<key>`, with the operation before the key where a kind
 * has several (design rule 2). IDs that releases before gave without it stay as they are stored.
 *
 * The caller appears as a short digest because workflow IDs are not encrypted. Keys are
 * percent-encoded, so that a key with a slash can not be mistaken for another scope, and an ID over
 * 200 characters carries `sha256:<digest>` instead of the key.
 */
export function workflowIdOf(kind: string, scope: KeyScope, key: string): string {
  const caller = sha256Hex(scope.caller).slice(0, callerDigestChars);
  const operation = kindsOfSeveralOperations.has(kind)
    ? `${encodeURIComponent(scope.operation)}/`
    : '';
  const prefix = `${kind}/${scope.program}/${caller}/${operation}`;
  const id = `${prefix}${encodeURIComponent(key)}`;
  return id.length <= workflowIdLengthMax ? id : `${prefix}sha256:${sha256Hex(key)}`;
}

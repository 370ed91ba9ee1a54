import { bytesToHex, randomBytes } from '@noble/hashes/utils.js';

/** What a secret is for, told by its first characters: an operator's key, a wallet's session, or hashing where requests come from. */
export type SecretKind = 'qk' | 'qs' | 'qh';

const secretBytes = 32;
/** Enough to recognise a key by: its kind and 32 of its 256 bits. */
const prefixChars = 11;

/** A new secret with 256 random bits. Its SHA-256 may be stored as it is: there is nothing to guess. */
export function newSecret(kind: SecretKind): string {
  return `${kind}_${bytesToHex(randomBytes(secretBytes))}`;
}

/** Whether a secret says that it is of this kind. */
export function isSecretOf(kind: SecretKind, secret: string): boolean {
  return secret.startsWith(`${kind}_`);
}

/** The first characters of a key, to recognise it by. */
export function prefixOf(key: string): string {
  return key.slice(0, prefixChars);
}

import { bytesToHex, hexToBytes, randomBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Answer, KeyClaim } from '../db/accept-types.ts';
import { invariant } from '../domain/errors.ts';

/** Before the body of an answer that only the credential it was given to can read. No JSON begins so. */
const marker = 'sealed:v1:';
const purpose = 'quittance sealed answer v1';
const saltBytes = 16;
const ivBytes = 12;

/** Under which credential an answer is sealed, and as the answer to what. */
export interface Seal {
  /** The secret that the request was sent with; the database has only its hash. */
  readonly credential: string;
  readonly claim: Pick<KeyClaim, 'scope' | 'key'>;
}

/**
 * The answer with its body encrypted (AES-256-GCM) under a key that is derived (HKDF-SHA-256) from the caller's
 * credential, and bound to the idempotency key it answers: what is stored tells nothing to whoever reads the database,
 * and a replay with the same credential is the first answer, byte for byte.
 */
export async function sealAnswer(answer: Answer, { credential, claim }: Seal): Promise<Answer> {
  const [salt, iv] = [randomBytes(saltBytes), randomBytes(ivBytes)];
  const key = await sealingKey(credential, salt);
  const algorithm = { name: 'AES-GCM', iv: owned(iv), additionalData: boundTo(claim) };
  const plain = owned(utf8ToBytes(answer.body));
  const sealed = new Uint8Array(await crypto.subtle.encrypt(algorithm, key, plain));
  return { ...answer, body: marker + [salt, iv, sealed].map((part) => bytesToHex(part)).join('.') };
}

/**
 * The answer with its body readable again; one that was not sealed as it is.
 * @throws OperationError (a DOMException) when it was sealed for another credential or another idempotency key.
 */
export async function revealAnswer(answer: Answer, { credential, claim }: Seal): Promise<Answer> {
  if (!answer.body.startsWith(marker)) return answer;
  const [salt, iv, sealed] = answer.body.slice(marker.length).split('.').map(hexToBytes);
  invariant(
    salt !== undefined && iv !== undefined && sealed !== undefined,
    'Expected a sealed answer of three parts',
  );
  const key = await sealingKey(credential, salt);
  const algorithm = { name: 'AES-GCM', iv: owned(iv), additionalData: boundTo(claim) };
  const plain = await crypto.subtle.decrypt(algorithm, key, owned(sealed));
  return { ...answer, body: new TextDecoder().decode(plain) };
}

async function sealingKey(credential: string, salt: Uint8Array) {
  const material = owned(utf8ToBytes(credential));
  const base = await crypto.subtle.importKey('raw', material, 'HKDF', false, ['deriveKey']);
  const derivation = {
    name: 'HKDF',
    hash: 'SHA-256',
    salt: owned(salt),
    info: owned(utf8ToBytes(purpose)),
  };
  return await crypto.subtle.deriveKey(derivation, base, { name: 'AES-GCM', length: 256 }, false, [
    'encrypt',
    'decrypt',
  ]);
}

function boundTo({ scope, key }: Seal['claim']): Uint8Array<ArrayBuffer> {
  return owned(utf8ToBytes(JSON.stringify([scope, key])));
}

/** WebCrypto takes bytes in a buffer of their own only. */
function owned(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(bytes);
}

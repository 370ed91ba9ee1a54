import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { RegistrationOrigin } from '../db/accept-types.ts';
import type { AppContext, AppSettings } from './app-parts.ts';
import { clientAddress } from './client-address.ts';

/** What a request says of where it comes from, and in which program that is kept. */
interface OriginOf {
  readonly programId: string;
  /** The operation that takes the registration in. */
  readonly source: string;
}

/**
 * Where a registration comes from, as it is kept: address and user agent only as HMACs, so that registrations can be
 * compared but nobody can be found by them. The program is part of what is hashed: the same client looks different in
 * another program.
 */
export function registrationOrigin(
  c: AppContext,
  { trustedProxies, originHashKey }: AppSettings,
  { programId, source }: OriginOf,
): RegistrationOrigin {
  const userAgent = c.req.header('user-agent');
  const hashed = (kind: string, text: string) =>
    bytesToHex(
      hmac(sha256, utf8ToBytes(originHashKey), utf8ToBytes(`${kind}\n${programId}\n${text}`)),
    );
  return {
    source,
    addressHash: hashed('address', clientAddress(c, trustedProxies)),
    userAgentHash: userAgent === undefined ? null : hashed('user-agent', userAgent),
  };
}

/** Letters and digits that nobody mistakes for another one: no I, L, O, 0 and 1. */
const alphabet = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';
const codeChars = 8;
/** Bytes from here on are thrown away, so that every character is as likely as any other. */
const usableBytes = 256 - (256 % alphabet.length);

/** Fills an array with random bytes; `crypto.getRandomValues` or a seeded one. */
export type RandomBytes = (count: number) => Uint8Array;

const secureBytes: RandomBytes = (count) => crypto.getRandomValues(new Uint8Array(count));

/** A new referral code: 8 characters, one of 8.5 × 10¹¹. Whoever stores it makes sure that it is free. */
export function newReferralCode(randomBytes: RandomBytes = secureBytes): string {
  let code = '';
  while (code.length < codeChars) {
    for (const byte of randomBytes(codeChars)) {
      if (byte < usableBytes && code.length < codeChars)
        code += alphabet.charAt(byte % alphabet.length);
    }
  }
  return code;
}

/** A code in the form it is stored and looked up in. */
export function canonicalCode(code: string): string {
  return code.toUpperCase();
}

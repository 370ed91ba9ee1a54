import { z } from '@hono/zod-openapi';
import { getAddress } from 'viem/utils';
import type { Address } from '../../domain/chain-port.ts';

/** Messages by which a failed validation is told apart (contract: MISSING_WALLET, INVALID_ADDRESS). */
export const walletMessages = {
  missing: 'a wallet address',
  invalid:
    '0x and 40 hex digits, not all of them 0, with a right EIP-55 checksum where the case is mixed',
} as const;

/** A lower-case address in the checksummed form that answers use. */
export function checksummed(address: string): Address {
  return getAddress(`0x${address.slice(2)}`);
}

/** A wallet on its way in: EIP-55 is checked when the case is mixed; lower case from here on. */
export const walletParameter = z
  .string({
    error: ({ input }) => (input === undefined ? walletMessages.missing : walletMessages.invalid),
  })
  .min(1, { error: walletMessages.missing, abort: true })
  .refine(isWallet, walletMessages.invalid)
  .transform((text) => `0x${text.slice(2).toLowerCase()}` as const)
  .openapi({
    type: 'string',
    pattern: '^0x[0-9a-fA-F]{40}$',
    description: 'An address; mixed case must carry a right EIP-55 checksum.',
    example: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8',
  });

/** An address as answered. */
export const walletAnswer = z
  .string()
  .regex(/^0x[0-9a-fA-F]{40}$/)
  .openapi({
    description: 'An address with its EIP-55 checksum.',
    example: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8',
  });

/** The hash of a transaction as answered. */
export const txHashAnswer = z.string().regex(/^0x[0-9a-f]{64}$/);

function isWallet(text: string): boolean {
  if (!/^0x[0-9a-fA-F]{40}$/.test(text)) return false;
  const digits = text.slice(2);
  // Nobody's: a token minted or sent to it is refused or lost.
  if (/^0+$/.test(digits)) return false;
  if (digits === digits.toLowerCase() || digits === digits.toUpperCase()) return true;
  return checksummed(text.toLowerCase()) === text;
}

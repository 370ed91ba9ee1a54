import { createSiweMessage } from 'viem/siwe';
import type { Address } from '../domain/chain-port.ts';

/** What a wallet signs for. Terms are named by version and hash, so that a signature is for exactly those. */
export type ProofPurpose =
  | { readonly purpose: 'SESSION' }
  | { readonly purpose: 'REGISTRATION' }
  | {
      readonly purpose: 'TERMS';
      /** `hash`: SHA-256 of the text, hex. */
      readonly terms: { readonly version: string; readonly hash: string };
    };

/** The program that a proof counts in. */
export interface ProofProgram {
  readonly id: string;
  readonly slug: string;
  readonly chainId: number;
}

/** The parts of a message that say what it is for. */
export interface ProofTerms {
  readonly statement: string;
  readonly resources: readonly string[];
}

/**
 * The statement and the resources of the message for a purpose in a program: exactly these, in this order. The statement
 * is what a person reads; the resources say the same to programs.
 */
export function proofTerms({ slug }: ProofProgram, wanted: ProofPurpose): ProofTerms {
  const program = `urn:quittance:program:${slug}`;
  const purpose = `urn:quittance:purpose:${wanted.purpose.toLowerCase()}`;
  switch (wanted.purpose) {
    case 'SESSION':
      return {
        statement: `Sign in to the program ${slug}.`,
        resources: [program, purpose],
      };
    case 'REGISTRATION':
      return {
        statement: `Register this wallet in the program ${slug}.`,
        resources: [program, purpose],
      };
    case 'TERMS': {
      const version = encodeURIComponent(wanted.terms.version);
      return {
        statement: `Accept version ${version} of the affiliate terms of the program ${slug}.`,
        resources: [program, purpose, `urn:quittance:terms:${version}:${wanted.terms.hash}`],
      };
    }
  }
}

/** What a message is made of besides its purpose. */
export interface MessageFrame {
  readonly wallet: Address;
  readonly domain: string;
  readonly uri: string;
  readonly nonce: string;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
}

/** The EIP-4361 message to sign for a purpose in a program. */
export function proofMessage(
  program: ProofProgram,
  wanted: ProofPurpose,
  { wallet, domain, uri, nonce, issuedAt, expiresAt }: MessageFrame,
): string {
  const { statement, resources } = proofTerms(program, wanted);
  return createSiweMessage({
    address: wallet,
    domain,
    uri,
    version: '1',
    chainId: program.chainId,
    nonce,
    issuedAt,
    expirationTime: expiresAt,
    statement,
    resources: [...resources],
  });
}

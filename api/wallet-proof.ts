import { createSiweMessage, parseSiweMessage } from 'viem/siwe';
import { hashMessage } from 'viem/utils';
import { z } from 'zod';
import { isNonceLive, nonceRefused, type WalletProof } from '../db/wallet-proofs.ts';
import type { Address, Hex } from '../domain/chain-port.ts';
import { ApiError } from '../domain/errors.ts';
import type { AppContext, RouteServices } from './app-parts.ts';
import { isAuthDomain, isUriOf } from './auth-domains.ts';
import { verifyWithinLimit } from './limit-signatures.ts';
import { type ProofProgram, type ProofPurpose, proofTerms } from './proof-message.ts';
import { isSignedByKey, type SignedMessage } from './proof-signature.ts';

/** How far the clock of a wallet may be ahead of ours. */
const clockSkewMs = 60_000;

/** How long a nonce lives, and how old a message may be. */
export const nonceTtlMs = 600_000;

/** A signed message and what it is said to prove. */
export interface ProofClaim {
  readonly program: ProofProgram;
  /** Lower case; null where the message itself says whose it is. */
  readonly wallet: Address | null;
  readonly purpose: ProofPurpose;
  readonly message: string;
  readonly signature: Hex;
  /** Where in the body the two stand, for what is said of them. @default '' */
  readonly at?: string;
}

/**
 * Finds out whether a signed EIP-4361 message proves a wallet for a purpose in a program: domain, chain, program,
 * purpose, time, nonce and signature. It does not count before `consumeProof` has used up its nonce, in the transaction of
 * what it proves; this asks the chain, which no transaction may.
 * @throws ApiError VALIDATION_FAILED for what is no such message, WALLET_PROOF_INVALID with the reason for one that does
 * not prove this, RATE_LIMITED when an address was wrong too often; ChainUnavailable.
 */
export async function verifyWalletProof(
  c: AppContext,
  services: RouteServices,
  claim: ProofClaim,
): Promise<WalletProof> {
  const said = parseMessage(claim);
  const wrong = wrongTerms(said, claim, services);
  if (wrong !== null) throw invalid(wrong);
  const { nonce, address: wallet } = said;
  const { program, purpose, message, signature } = claim;
  const programId = program.id;
  if (!(await isNonceLive(services.db, { nonce, programId }))) throw nonceRefused();
  const method = await methodOf(c, services, { wallet, message, signature });
  if (method === null) throw invalid("The signature is not the wallet's.");
  return { programId, wallet, purpose: purpose.purpose, message, signature, method, nonce };
}

/**
 * How the signature is the wallet's: by its key, or by its code; null when it is not. Only what a key has not signed is
 * put to the chain, and an address may be wrong about that a few times a minute.
 */
async function methodOf(
  c: AppContext,
  services: RouteServices,
  { wallet, message, signature }: SignedMessage,
): Promise<WalletProof['method'] | null> {
  if (await isSignedByKey({ wallet, message, signature })) return 'EOA';
  const signed = { wallet, hash: hashMessage(message), signature };
  const holds = await verifyWithinLimit(c, services, () =>
    services.chain.contractSignatureHolds(signed),
  );
  return holds ? 'CONTRACT' : null;
}

const siweMessage = z.object({
  address: z.templateLiteral(['0x', z.string().regex(/^[0-9a-fA-F]{40}$/)]),
  domain: z.string().min(1),
  uri: z.string(),
  version: z.literal('1'),
  chainId: z.number(),
  nonce: z.string(),
  issuedAt: z.date(),
  statement: z.string().optional(),
  scheme: z.string().optional(),
  expirationTime: z.date().optional(),
  notBefore: z.date().optional(),
  requestId: z.string().optional(),
  resources: z.array(z.string()).optional(),
});
type SaidMessage = z.infer<typeof siweMessage> & { readonly address: Address };

/**
 * The fields of a message. It is written out again and compared, so that nothing stands in it which the parser passed
 * over: what was signed is what is judged.
 */
function parseMessage({ message, at = '' }: ProofClaim): SaidMessage {
  const parsed = siweMessage.safeParse(parseSiweMessage(message));
  if (!parsed.success) throw notSiwe(parsed.error, at);
  const { address, ...said } = parsed.data;
  try {
    const written = createSiweMessage(parsed.data);
    if (written !== withPlainTimes(message))
      throw new Error('the message says more than its fields');
  } catch (cause) {
    throw notSiwe(cause, at);
  }
  return { ...said, address: `0x${address.slice(2).toLowerCase()}` };
}

/** The same message with its times in the one form in which they are written out again. */
function withPlainTimes(message: string): string {
  return message.replaceAll(
    /^(Issued At|Expiration Time|Not Before): (.+)$/gm,
    (_line, name: string, time: string) => `${name}: ${new Date(time).toISOString()}`,
  );
}

/** What is wrong with the terms of a message; null when nothing is. */
function wrongTerms(
  said: SaidMessage,
  { program, wallet, purpose }: ProofClaim,
  { settings, now }: RouteServices,
): string | null {
  const { statement, resources } = proofTerms(program, purpose);
  if (!isAuthDomain(settings, said.domain)) return 'The message is for another domain.';
  if (!isUriOf(said.uri, said.domain)) return 'The URI of the message is not of its domain.';
  if (said.chainId !== program.chainId) return `The message is not for chain ${program.chainId}.`;
  if (wallet !== null && said.address !== wallet) return 'The message is of another wallet.';
  if (said.statement !== statement) return `The statement must be "${statement}"`;
  if (JSON.stringify(said.resources) !== JSON.stringify(resources)) {
    return `The resources must be ${resources.join(', ')}, in this order.`;
  }
  return wrongTime(said, now().getTime());
}

function wrongTime(
  { issuedAt, expirationTime, notBefore }: SaidMessage,
  nowMs: number,
): string | null {
  if (issuedAt.getTime() > nowMs + clockSkewMs) return 'The message is issued in the future.';
  if (issuedAt.getTime() < nowMs - nonceTtlMs - clockSkewMs) return 'The message is too old.';
  if (expirationTime !== undefined && expirationTime.getTime() <= nowMs) {
    return 'The message has expired.';
  }
  if (notBefore !== undefined && notBefore.getTime() > nowMs + clockSkewMs) {
    return 'The message does not count yet.';
  }
  return null;
}

function invalid(detail: string): ApiError {
  return new ApiError('WALLET_PROOF_INVALID', detail);
}

function notSiwe(cause: unknown, at: string): ApiError {
  return new ApiError('VALIDATION_FAILED', 'The message is no EIP-4361 message.', {
    cause,
    errors: [
      { field: `${at}/message`, expected: 'an EIP-4361 message, as POST /api/auth/nonce gives it' },
    ],
  });
}

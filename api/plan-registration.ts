import type { RegisterEffect } from '../db/accept-types.ts';
import type { WalletProof } from '../db/wallet-proofs.ts';
import type { Address } from '../domain/chain-port.ts';
import { ApiError } from '../domain/errors.ts';
import { canonicalCode } from '../domain/referral-code.ts';
import type { NamedReferrer } from '../domain/referral-rules.ts';
import type { AppContext, RouteServices } from './app-parts.ts';
import type { PlannedWrite } from './idempotent-write.ts';
import { registrationOrigin } from './registration-origin.ts';
import type { SignedProof } from './schemas/wallet-proof.ts';
import { verifyWalletProof } from './wallet-proof.ts';

/** A registration as a request asks for it. */
export interface AskedRegistration {
  readonly planned: PlannedWrite;
  /** Lower case. */
  readonly wallet: Address;
  /** A wallet or a code. */
  readonly referrer?: string | undefined;
  readonly code?: string | undefined;
  readonly proof?: SignedProof | undefined;
  /** The operation that takes it in; kept with the attribution. */
  readonly source: string;
}

/**
 * The effect that registers a wallet and says who brought it.
 * @throws ApiError UNKNOWN_REFERRAL for two codes; where the proof does not hold, as {@link verifyWalletProof}.
 */
export async function planRegistration(
  c: AppContext,
  services: RouteServices,
  asked: AskedRegistration,
): Promise<RegisterEffect> {
  const { wallet, proof, source, planned } = asked;
  const { program, newIntent } = planned;
  const proven =
    proof === undefined ? null : await verified(c, services, { program, wallet, proof });
  return {
    type: 'register',
    intent: newIntent('register'),
    named: namedReferrer(asked),
    proof: proven,
    origin: registrationOrigin(c, services.settings, { programId: program.id, source }),
  };
}

interface Given extends Pick<PlannedWrite, 'program'> {
  readonly wallet: Address;
  readonly proof: SignedProof;
}

async function verified(
  c: AppContext,
  services: RouteServices,
  { program, wallet, proof }: Given,
): Promise<WalletProof> {
  const purpose = { purpose: 'REGISTRATION' } as const;
  return await verifyWalletProof(c, services, { program, wallet, purpose, at: '/proof', ...proof });
}

/**
 * Whom the request names; no code begins with 0x, so that a wallet is told from one.
 * @throws ApiError UNKNOWN_REFERRAL for two codes.
 */
function namedReferrer({ referrer, code }: AskedRegistration): NamedReferrer | null {
  if (referrer === undefined) return code === undefined ? null : { code };
  if (referrer.startsWith('0x'))
    return { wallet: referrer, ...(code === undefined ? {} : { code }) };
  if (code !== undefined && canonicalCode(code) !== canonicalCode(referrer))
    throw new ApiError('UNKNOWN_REFERRAL', 'Two different codes are named.');
  return { code: referrer };
}

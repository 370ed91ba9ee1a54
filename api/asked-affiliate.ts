import { withProgram } from '../db/database.ts';
import { type AffiliateRow, affiliateOfWallet } from '../db/queries/affiliate-of-wallet.ts';
import type { ProgramHead } from '../db/queries/program-head.ts';
import type { Address } from '../domain/chain-port.ts';
import { ApiError } from '../domain/errors.ts';
import type { AppContext, RouteServices } from './app-parts.ts';
import { authenticate, requireRole } from './operators.ts';
import { isKeyPresented } from './presented-credential.ts';
import { programNamed } from './schemas/program-parameter.ts';
import { isProvenBy, requireWallet } from './wallet-session.ts';

/** Whom a read is about. */
interface AffiliateQuery {
  readonly programId?: string | undefined;
  readonly program?: string | undefined;
  /** Lower case; a session need not name its own. */
  readonly wallet?: Address | undefined;
}

/** An affiliate that whoever asks may see, in its program. */
export interface AskedAffiliate {
  readonly program: ProgramHead;
  readonly affiliate: AffiliateRow;
}

/**
 * The affiliate that a read is about: the wallet that is signed in, or, for operators of the program, the one they name.
 * @throws ApiError as {@link authenticate} and {@link requireWallet}; NOT_FOUND for a program or affiliate that is not
 * there or that is not for the caller to see, MISSING_WALLET for an operator who names nobody.
 */
export async function askedAffiliate(
  c: AppContext,
  services: RouteServices,
  query: AffiliateQuery,
): Promise<AskedAffiliate> {
  const isOperator = isKeyPresented(c);
  if (isOperator) await authenticate(c, services);
  const program = await programNamed(services, query);
  const { id: programId } = program;
  c.header('Cache-Control', 'no-store');
  if (isOperator) {
    await requireRole(c, services, { role: 'viewer', programId });
    if (query.wallet === undefined) throw new ApiError('MISSING_WALLET');
    return await affiliateIn(services, program, query.wallet);
  }
  const session = await requireWallet(c, services, programId);
  if (query.wallet !== undefined && !isProvenBy(session, query.wallet)) throw noAffiliate();
  return await affiliateIn(services, program, session.wallet);
}

/**
 * The same for reads that COMPAT_PUBLIC_READS opens to anyone; a key that is sent has to hold all the same.
 * @throws ApiError as {@link askedAffiliate}.
 */
export async function publicAffiliate(
  c: AppContext,
  services: RouteServices,
  query: AffiliateQuery & { readonly wallet: Address },
): Promise<AskedAffiliate> {
  if (!services.settings.compatPublicReads) return await askedAffiliate(c, services, query);
  if (isKeyPresented(c)) await authenticate(c, services);
  return await affiliateIn(services, await programNamed(services, query), query.wallet);
}

async function affiliateIn(
  { db }: RouteServices,
  program: ProgramHead,
  wallet: string,
): Promise<AskedAffiliate> {
  const affiliate = await withProgram(db, program.id, (tx) =>
    affiliateOfWallet(tx, program.id, wallet),
  );
  if (affiliate === null) throw noAffiliate();
  return { program, affiliate };
}

function noAffiliate(): ApiError {
  return new ApiError('NOT_FOUND', 'There is no such affiliate.');
}

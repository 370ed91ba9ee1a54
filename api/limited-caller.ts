import type { AppContext, RouteServices } from './app-parts.ts';
import { clientAddress } from './client-address.ts';
import type { LimitedCaller } from './rate-limit.ts';
import { isProvenBy, walletSessionOf } from './wallet-session.ts';

/** Whose write it is, for the limits: the wallet's own where it is signed in to the program. */
export async function limitedCaller(
  c: AppContext,
  services: RouteServices,
  { wallet, programId }: { readonly wallet: string; readonly programId: string },
): Promise<LimitedCaller> {
  const address = clientAddress(c, services.settings.trustedProxies);
  const proven = isProvenBy(await walletSessionOf(c, services, programId), wallet);
  return { wallet, address, proven };
}

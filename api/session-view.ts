import type { z } from '@hono/zod-openapi';
import type { WalletSession } from '../db/wallet-sessions.ts';
import type { sessionAnswer } from './schemas/auth.ts';
import { checksummed } from './schemas/wallet.ts';

/** A session as answered. */
export function sessionView(
  { wallet, createdAt, expiresAt }: WalletSession,
  { id, slug }: { readonly id: string; readonly slug: string },
): z.infer<typeof sessionAnswer> {
  return {
    wallet: checksummed(wallet),
    program: { id, slug },
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
  };
}

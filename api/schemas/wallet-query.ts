import { z } from '@hono/zod-openapi';
import { walletParameter } from './wallet.ts';

/** `?wallet=` of the reads about a wallet. */
export const walletQuery = z.object({ wallet: walletParameter });

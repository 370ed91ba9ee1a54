import { z } from '@hono/zod-openapi';
import { walletParameter } from './wallet.ts';

/** `?wallet=` of the reads about a wallet. */
export const walletQuery = z.object({ wallet: walletParameter });

/** `?address=` of the reads about what a wallet has on chain. */
export const addressQuery = z.object({ address: walletParameter });

import { z } from 'zod';

/** Minor units as PostgreSQL gives them as text, below zero too. */
export const signedAmount = z
  .string()
  .regex(/^-?[0-9]+$/)
  .transform(BigInt);

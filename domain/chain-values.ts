import { z } from 'zod';

/** An address as it is stored: `0x` and 40 hex digits in lower case. */
export const storedAddress = z.templateLiteral(['0x', z.string().regex(/^[0-9a-f]{40}$/)]);

/** A transaction hash as it is stored: `0x` and 64 hex digits in lower case. */
export const storedTxHash = z.templateLiteral(['0x', z.string().regex(/^[0-9a-f]{64}$/)]);

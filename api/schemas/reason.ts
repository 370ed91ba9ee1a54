import { z } from '@hono/zod-openapi';

/** Why an operator does something; kept in the audit log. PostgreSQL takes no NUL in a text. */
export const reasonText = z
  .string('why')
  .trim()
  .min(1, 'why')
  .max(500, 'at most 500 characters')
  .refine((text) => !text.includes('\0'), 'text without NUL')
  .openapi({ description: 'Why; kept in the audit log.' });

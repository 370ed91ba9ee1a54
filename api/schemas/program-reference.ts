import { z } from '@hono/zod-openapi';

/** A program as a client names it: by id or slug. */
export const programReference = z
  .string("a program's id or slug")
  .min(1, "a program's id or slug")
  .max(63, "a program's id or slug")
  .openapi({ description: "A program's id or slug.", example: 'default' });

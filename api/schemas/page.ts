import { z } from '@hono/zod-openapi';

/** Items of a page unless asked otherwise, and at most. */
const pageItemsDefault = 50;
const pageItemsMax = 200;
/** Further down a list only a cursor leads: the database reads whatever an offset skips. */
const offsetMax = 10_000;

/** A whole number in a query, where everything is text. */
export function wholeNumber(min: number, max: number) {
  const expected = `a whole number from ${min} to ${max}`;
  return z
    .string(expected)
    .regex(/^[0-9]{1,6}$/, expected)
    .transform(Number)
    .refine((value) => value >= min && value <= max, expected);
}

/** A whole number of a query, and how the OpenAPI document describes it. */
interface QueryNumber {
  readonly minimum: number;
  readonly maximum: number;
  readonly default: number;
  readonly description?: string;
}

/** A whole number in a query that may be left out. */
export function queryNumber(documented: QueryNumber) {
  const { minimum, maximum } = documented;
  return wholeNumber(minimum, maximum)
    .default(documented.default)
    .openapi({ type: 'integer', ...documented });
}

/** `days` of what is told day by day. */
export const daysParameter = queryNumber({
  minimum: 1,
  maximum: 365,
  default: 30,
  description: 'The last days, today included.',
});

/** `limit`, `cursor` and `offset` of every list, to be spread into the schema of its query. */
export const pageQuery = {
  limit: queryNumber({ minimum: 1, maximum: pageItemsMax, default: pageItemsDefault }),
  cursor: z
    .uuid('the nextCursor of the page before')
    .optional()
    .openapi({ type: 'string', description: 'The `nextCursor` of the page before.' }),
  offset: queryNumber({
    minimum: 0,
    maximum: offsetMax,
    default: 0,
    description:
      'Items to skip, for older clients; `cursor` does not miss what is added meanwhile.',
  }),
};

/** Where the next page begins; null on the last one. */
export const nextCursorAnswer = z.string().nullable().openapi({
  description: 'Where the next page begins; null on the last one.',
});

/** One page of a list that was read with one item more than asked for. */
export function pageOf<T extends { readonly id: string }>(
  read: readonly T[],
  limit: number,
): { readonly items: readonly T[]; readonly nextCursor: string | null } {
  const items = read.slice(0, limit);
  return { items, nextCursor: read.length > limit ? (items.at(-1)?.id ?? null) : null };
}

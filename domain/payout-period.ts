/** A month of this century, such as `2026-10`. */
export const periodPattern = /^20[0-9]{2}-(0[1-9]|1[0-2])$/;

/**
 * A period's first moment and the first one after it, in UTC.
 * @throws RangeError for what is no period.
 */
export function periodBounds(period: string): { readonly start: Date; readonly end: Date } {
  if (!periodPattern.test(period)) throw new RangeError(`Expected a month, got "${period}"`);
  const [year = 0, month = 0] = period.split('-').map(Number);
  return { start: new Date(Date.UTC(year, month - 1)), end: new Date(Date.UTC(year, month)) };
}

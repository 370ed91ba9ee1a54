/** The smaller of two integers; `Math.min` does not take a bigint. */
export function smaller(left: bigint, right: bigint): bigint {
  if (left < right) return left;
  return right;
}

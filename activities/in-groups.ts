/** Calls to another process at once. */
const callsAtOnce = 10;

/** Maps in groups, a few at a time, in the order given. */
export async function inGroups<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let first = 0; first < items.length; first += callsAtOnce) {
    results.push(...(await Promise.all(items.slice(first, first + callsAtOnce).map(work))));
  }
  return results;
}

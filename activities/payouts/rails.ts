import { byHandRail } from './by-hand-rail.ts';
import { onChainRail } from './on-chain-rail.ts';
import type { PayoutUnderWay } from './payout-chunk.ts';
import type { PayoutRail } from './payout-rail.ts';

const rails: readonly PayoutRail[] = [onChainRail, byHandRail];

/** Has each rail work on its payouts, one rail after the other; gives how many moved on. */
export async function onTheirRails(
  payouts: readonly PayoutUnderWay[],
  work: (rail: PayoutRail, its: readonly PayoutUnderWay[]) => Promise<number>,
): Promise<number> {
  let moved = 0;
  for (const rail of rails) {
    const its = payouts.filter(({ method }) => rail.methods.includes(method));
    if (its.length > 0) moved += await work(rail, its);
  }
  return moved;
}

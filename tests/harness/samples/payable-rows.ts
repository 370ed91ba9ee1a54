/** Commissions that can be paid out: earned by payments of long ago, whose hold period is over. */

import type { Database } from '../../../db/database.ts';
import { releaseCommissions } from '../../../db/release-commissions.ts';
import { bringOneEach } from './commission-tree.ts';
import type { Earner } from './payout-rows.ts';
import { settlePayment } from './settled-payments.ts';

/** What somebody whom an affiliate brought has paid. */
export interface PastPayment {
  /** @default 100 dollars, of which a tenth is earned */
  readonly fee?: bigint;
  /** @default USDC */
  readonly asset?: string;
  /** @default before this century, so that every period has it */
  readonly at?: Date;
}

const longAgo = new Date('1999-01-01T00:00:00Z');

/** Has affiliates earn a commission each from every payment, and makes payable what is due by now; gives the intents. */
export async function earnPayable(
  db: Database,
  earners: readonly Earner[],
  payments: readonly PastPayment[] = [{}],
): Promise<string[]> {
  const intentIds: string[] = [];
  const paid = earners.flatMap((affiliate) => payments.map((payment) => ({ affiliate, payment })));
  const wallets = await bringOneEach(
    db,
    paid.map(({ affiliate }) => affiliate),
  );
  for (const [index, { affiliate, payment }] of paid.entries()) {
    const { fee = 100_000_000n, asset = 'USDC', at = longAgo } = payment;
    const wallet = wallets[index];
    if (wallet === undefined) throw new Error('Expected a wallet for each payment');
    const { programId } = affiliate;
    intentIds.push(await settlePayment(db, { programId, wallet, fee, asset, at }));
  }
  await releaseCommissions(db, { until: new Date().toISOString() });
  return intentIds;
}

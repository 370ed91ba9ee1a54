/** What must be true of a settled claim, read from the database and the chain. */
import { sql } from 'drizzle-orm';
import { expect } from 'vitest';
import { z } from 'zod';
import { createChain } from '../../../chain/viem-chain.ts';
import { queryRows } from '../../../db/database.ts';
import { auditLedger } from '../../../ledger/imbalance.ts';
import type { RealPlatform } from '../worlds/real-platform.ts';

const count = z.object({
  payments: z.number(),
  settlements: z.number(),
  slots: z.number(),
  attempts: z.number(),
  postings: z.number(),
  claims: z.number(),
});

/** Expects one payment booked, one slot used, one settlement, and the two ledger transactions of a claim. */
export async function expectExactlyOnce(platform: RealPlatform, intentId: string): Promise<void> {
  const [found] = await queryRows(
    platform.db,
    sql`select
      (select count(*)::int from payments where intent_id = ${intentId}) as payments,
      (select count(*)::int from settlements where intent_id = ${intentId}) as settlements,
      (select count(*)::int from slots where intent_id = ${intentId}) as slots,
      (select count(*)::int from attempts a join slots s on s.id = a.slot_id where s.intent_id = ${intentId}) as attempts,
      (select count(*)::int from ledger_transactions where intent_id = ${intentId}) as postings,
      (select count(*)::int from claims where intent_id = ${intentId}) as claims`,
    count,
  );
  expect(found).toEqual({
    payments: 1,
    settlements: 1,
    slots: 1,
    attempts: 1,
    postings: 2,
    claims: 1,
  });
}

/** Expects a wallet to hold exactly one delivery on the chain. */
export async function expectOneDelivery(
  platform: RealPlatform,
  wallet: `0x${string}`,
): Promise<void> {
  const chain = createChain(platform.endpoint);
  expect(await chain.erc20Balance(platform.tokens.sge, wallet)).toBe(1000n * 10n ** 18n);
  await chain.close();
}

/** Expects every transaction to balance, and every balance to be the sum of its postings. */
export async function expectBalancedLedger({ db }: Pick<RealPlatform, 'db'>): Promise<void> {
  expect(await auditLedger(db)).toEqual({
    unbalancedTransactions: 0,
    unbalancedAssets: 0,
    driftedBalances: 0,
  });
}

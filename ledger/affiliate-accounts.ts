import type { Database } from '../db/database.ts';
import { accounts } from '../db/schema/ledger.ts';
import { affiliateAccount } from '../domain/affiliate-account.ts';
import { accountIdOf } from './accounts.ts';

/**
 * Makes sure that affiliates of a program have their accounts. Not guarded: what was paid and is reversed later makes
 * the balance negative, and the next payout smaller (design rule 22).
 */
export async function ensureAffiliateAccounts(
  db: Database,
  programId: string,
  affiliateIds: readonly string[],
): Promise<void> {
  if (affiliateIds.length === 0) return;
  const rows = [...new Set(affiliateIds)].sort().map((affiliateId) => {
    const name = affiliateAccount(affiliateId);
    const id = accountIdOf(name);
    return { id, name, programId, normal: 'credit' as const, guarded: false };
  });
  await db.insert(accounts).values(rows).onConflictDoNothing({ target: accounts.name });
}

/** What must be true of many settled claims at once: one statement and one look at the chain. */
import { sql } from 'drizzle-orm';
import { expect } from 'vitest';
import { z } from 'zod';
import { createChain } from '../../../chain/viem-chain.ts';
import { queryRows } from '../../../db/database.ts';
import type { RealPlatform } from '../worlds/real-platform.ts';

const delivered = 1000n * 10n ** 18n;
const balancesAtOnce = 20;

const row = z.object({ intent_id: z.string(), found: z.string() });

/** A claim and the wallet it is for. */
export interface ClaimOfWallet {
  readonly intentId: string;
  readonly wallet: `0x${string}`;
}

/**
 * Expects each claim to be SETTLED with one payment, one settlement, one slot and the two ledger
 * transactions of a claim, no two of them to share a payment, and each wallet to hold one delivery.
 */
export async function expectAllExactlyOnce(
  platform: Pick<RealPlatform, 'db' | 'endpoint' | 'tokens'>,
  claims: readonly ClaimOfWallet[],
): Promise<void> {
  const ids = JSON.stringify(claims.map(({ intentId }) => intentId));
  const odd = await queryRows(
    platform.db,
    sql`with asked as (select id::uuid from jsonb_array_elements_text(${ids}::jsonb) as id),
      counted as (
        select a.id, concat_ws(' ',
          coalesce(i.state::text, 'MISSING'),
          (select count(*) from payments p where p.intent_id = a.id),
          (select count(*) from settlements s where s.intent_id = a.id),
          (select count(*) from slots s where s.intent_id = a.id),
          (select count(*) from ledger_transactions t where t.intent_id = a.id),
          (select count(*) from claims c where c.intent_id = a.id)) as found
        from asked a left join intents i on i.id = a.id)
      select id::text as intent_id, found from counted where found <> 'SETTLED 1 1 1 2 1'`,
    row,
  );
  expect(odd).toEqual([]);
  const chain = createChain(platform.endpoint);
  const wrong: string[] = [];
  for (let start = 0; start < claims.length; start += balancesAtOnce) {
    await Promise.all(
      claims.slice(start, start + balancesAtOnce).map(async ({ wallet }) => {
        const balance = await chain.erc20Balance(platform.tokens.sge, wallet);
        if (balance !== delivered) wrong.push(`${wallet}: ${balance}`);
      }),
    );
  }
  await chain.close();
  expect(wrong).toEqual([]);
}

import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { newId } from '../../domain/ids.ts';
import type { RegisterEffect } from '../accept-types.ts';
import { type Database, queryRows } from '../database.ts';
import { users } from '../schema/programs.ts';
import type { EffectItem } from './apply-effects.ts';
import { cameToNothing } from './registration-facts.ts';

type Item = EffectItem<RegisterEffect>;

/** Ids of the intents whose wallets were new. Sorted by wallet, so that batches lock in one order. */
export async function insertUsers(tx: Database, items: readonly Item[]): Promise<Set<string>> {
  if (items.length === 0) return new Set();
  const rows = items
    .map(({ programId, effect }) => ({
      id: newId(),
      programId,
      wallet: effect.intent.wallet,
      registerIntentId: effect.intent.id,
      referralClaim: effect.named,
    }))
    .sort((a, b) => (userKey(a.programId, a.wallet) < userKey(b.programId, b.wallet) ? -1 : 1));
  const inserted = await tx
    .insert(users)
    .values(rows)
    .onConflictDoNothing({ target: [users.programId, users.wallet] })
    .returning({ intentId: users.registerIntentId });
  return new Set(inserted.map((row) => row.intentId));
}

/** Gives users whose registration came to nothing to one of the new intents each; the ids of those. */
export async function replaceFailed(tx: Database, items: readonly Item[]): Promise<Set<string>> {
  if (items.length === 0) return new Set();
  const candidates = items.map(({ programId, effect }) => ({
    program_id: programId,
    wallet: effect.intent.wallet,
    intent_id: effect.intent.id,
    referral_claim: effect.named,
  }));
  const rows = await queryRows(
    tx,
    sql`update users u set register_intent_id = c.intent_id, referral_claim = c.referral_claim
      from (
        select distinct on (program_id, wallet) *
          from jsonb_to_recordset(${JSON.stringify(candidates)}::jsonb)
            as t(program_id uuid, wallet text, intent_id uuid, referral_claim jsonb)
          order by program_id, wallet
      ) c, intents i
      where u.program_id = c.program_id and u.wallet = c.wallet
        and i.id = u.register_intent_id and ${cameToNothing}
      returning u.register_intent_id as intent_id`,
    z.object({ intent_id: z.string() }),
  );
  return new Set(rows.map((row) => row.intent_id));
}

/** A wallet in a program, as one text. */
export function userKey(programId: string, wallet: string): string {
  return `${programId}/${wallet}`;
}

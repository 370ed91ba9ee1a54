import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { ApiError, invariant } from '../../domain/errors.ts';
import { newId } from '../../domain/ids.ts';
import { intentStates } from '../../domain/intent-state.ts';
import type { EffectResult, RegisterEffect } from '../accept-types.ts';
import { type Database, queryRows } from '../database.ts';
import { users } from '../schema/programs.ts';
import type { EffectItem } from './apply-effects.ts';
import { insertIntents } from './insert-intents.ts';
import { activePrograms } from './quote.ts';

type Item = EffectItem<RegisterEffect>;

/**
 * Registers wallets: one user per wallet and program, whoever comes first, also within the batch. A
 * wallet that has a registration under way or settled is given that one; a failed one is replaced.
 */
export async function applyRegistrations(
  tx: Database,
  items: readonly Item[],
): Promise<(EffectResult | ApiError)[]> {
  const active = await activePrograms(
    tx,
    items.map((item) => item.programId),
  );
  const admitted = items.filter((item) => active.has(item.programId));
  const made = await insertUsers(tx, admitted);
  for (const intentId of await replaceFailed(
    tx,
    admitted.filter((item) => !made.has(item.effect.intent.id)),
  )) {
    made.add(intentId);
  }
  await insertIntents(
    tx,
    admitted
      .filter((item) => made.has(item.effect.intent.id))
      .map(({ programId, key, effect }) => ({
        ...effect.intent,
        programId,
        key,
        input: { ...effect.referralClaim },
      })),
  );
  const existing = await readRegistrations(tx, items);
  return items.map((item) => {
    const registration = existing.get(userKey(item.programId, item.effect.intent.wallet));
    if (registration === undefined) return new ApiError('PROGRAM_PAUSED');
    return {
      type: 'register',
      outcome: registration.intentId === item.effect.intent.id ? 'created' : 'existing',
      ...registration,
    };
  });
}

/** Ids of the intents whose wallets were new. Sorted by wallet, so that batches lock in one order. */
async function insertUsers(tx: Database, items: readonly Item[]): Promise<Set<string>> {
  if (items.length === 0) return new Set();
  const rows = items
    .map(({ programId, effect }) => ({
      id: newId(),
      programId,
      wallet: effect.intent.wallet,
      registerIntentId: effect.intent.id,
      referralClaim: effect.referralClaim,
    }))
    .sort((a, b) => (userKey(a.programId, a.wallet) < userKey(b.programId, b.wallet) ? -1 : 1));
  const inserted = await tx
    .insert(users)
    .values(rows)
    .onConflictDoNothing({ target: [users.programId, users.wallet] })
    .returning({ intentId: users.registerIntentId });
  return new Set(inserted.map((row) => row.intentId));
}

/** Gives users whose registration FAILED to one of the new intents each. */
async function replaceFailed(tx: Database, items: readonly Item[]): Promise<string[]> {
  if (items.length === 0) return [];
  const candidates = items.map(({ programId, effect }) => ({
    program_id: programId,
    wallet: effect.intent.wallet,
    intent_id: effect.intent.id,
    referral_claim: effect.referralClaim,
  }));
  const rows = await queryRows(
    tx,
    sql`update users u set register_intent_id = c.intent_id, referral_claim = c.referral_claim
      from (
        select distinct on (program_id, wallet) *
          from jsonb_to_recordset(${JSON.stringify(candidates)}::jsonb)
            as t(program_id uuid, wallet text, intent_id uuid, referral_claim jsonb)
          order by program_id, wallet
      ) c, intents failed
      where u.program_id = c.program_id and u.wallet = c.wallet
        and failed.id = u.register_intent_id and failed.state = 'FAILED'
      returning u.register_intent_id as intent_id`,
    z.object({ intent_id: z.string() }),
  );
  return rows.map((row) => row.intent_id);
}

const registrationRow = z.object({
  program_id: z.string(),
  wallet: z.string(),
  intent_id: z.string(),
  state: z.enum(intentStates),
  token_id: z.string().nullable(),
  tx_hash: z.string().nullable(),
});

type Registration = Pick<
  Extract<EffectResult, { type: 'register' }>,
  'intentId' | 'state' | 'tokenId' | 'txHash'
>;

async function readRegistrations(
  tx: Database,
  items: readonly Item[],
): Promise<Map<string, Registration>> {
  const wallets = items.map(({ programId, effect }) => ({
    program_id: programId,
    wallet: effect.intent.wallet,
  }));
  const rows = await queryRows(
    tx,
    sql`select u.program_id, u.wallet, i.id as intent_id, i.state, u.token_id::text as token_id, a.tx_hash
      from (select distinct program_id, wallet from jsonb_to_recordset(${JSON.stringify(wallets)}::jsonb)
        as t(program_id uuid, wallet text)) w
      join users u on u.program_id = w.program_id and u.wallet = w.wallet
      join intents i on i.id = u.register_intent_id
      left join slots s on s.intent_id = i.id
      left join lateral (
        select tx_hash from attempts where slot_id = s.id order by ordinal desc limit 1
      ) a on true`,
    registrationRow,
  );
  invariant(
    rows.length <= items.length,
    `Expected at most ${items.length} registrations, got ${rows.length}`,
  );
  return new Map(
    rows.map((row) => [
      userKey(row.program_id, row.wallet),
      {
        intentId: row.intent_id,
        state: row.state,
        tokenId: row.token_id === null ? null : BigInt(row.token_id),
        txHash: row.tx_hash,
      },
    ]),
  );
}

function userKey(programId: string, wallet: string): string {
  return `${programId}/${wallet}`;
}

import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { invariant } from '../../domain/errors.ts';
import { intentStates } from '../../domain/intent-state.ts';
import type { EffectResult, RegisterEffect } from '../accept-types.ts';
import { type Database, queryRows } from '../database.ts';
import { newestCall } from '../queries/newest-call.ts';
import type { EffectItem } from './apply-effects.ts';
import { userKey } from './write-users.ts';

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

/** The registrations that the wallets of the items have by now, by {@link userKey}. */
export async function readRegistrations(
  tx: Database,
  items: readonly EffectItem<RegisterEffect>[],
): Promise<Map<string, Registration>> {
  const wallets = items.map(({ programId, effect }) => ({
    program_id: programId,
    wallet: effect.intent.wallet,
  }));
  const rows = await queryRows(
    tx,
    sql`select u.program_id, u.wallet, i.id as intent_id, i.state, u.token_id::text as token_id,
        ${newestCall(sql`i.id`)} as tx_hash
      from (select distinct program_id, wallet from jsonb_to_recordset(${JSON.stringify(wallets)}::jsonb)
        as t(program_id uuid, wallet text)) w
      join users u on u.program_id = w.program_id and u.wallet = w.wallet
      join intents i on i.id = u.register_intent_id`,
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

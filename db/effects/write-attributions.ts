import { sql } from 'drizzle-orm';
import { attributionChange } from '../../domain/attribution.ts';
import { newId } from '../../domain/ids.ts';
import type { RegisterEffect } from '../accept-types.ts';
import type { Database } from '../database.ts';
import type { EffectItem } from './apply-effects.ts';
import { userKey } from './write-users.ts';

/** A registration that was let in and what it says about who brought its wallet. */
export interface AttributionWrite {
  readonly item: EffectItem<RegisterEffect>;
  readonly affiliateId: string | null;
  /** The wallet's proof that came with it; null: it proves nothing. */
  readonly proofId: string | null;
  /** It made the wallet's registration. */
  readonly registers: boolean;
}

/**
 * Writes who brought the wallets, by the rule of {@link attributionChange}, in one statement: the condition on the row
 * decides against other transactions, the rule among the writes of this one. Sorted by wallet, so that batches lock in
 * one order.
 */
export async function writeAttributions(
  tx: Database,
  writes: readonly AttributionWrite[],
): Promise<void> {
  const winners = new Map<string, { write: AttributionWrite; locks: boolean }>();
  for (const write of writes) {
    const { programId, effect } = write.item;
    const key = userKey(programId, effect.intent.wallet);
    const current = winners.get(key);
    const proven = write.proofId !== null;
    const state = current === undefined ? null : current.locks ? 'LOCKED' : 'PROVISIONAL';
    const change = attributionChange(state, { proven, registers: write.registers });
    if (change !== 'keep') winners.set(key, { write, locks: change === 'lock' });
  }
  const rows = [...winners]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { write, locks }]) => rowOf(write, locks));
  if (rows.length === 0) return;
  await tx.execute(sql`
    insert into attributions (id, program_id, wallet, affiliate_id, code, source, state, proof_id, address_hash,
        user_agent_hash, claimed_at, locked_at)
      select id, program_id, wallet, affiliate_id, code, source, state, proof_id, address_hash, user_agent_hash, now(),
          case when state = 'LOCKED' then now() end
        from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id uuid, program_id uuid, wallet text, affiliate_id uuid,
          code text, source text, state text, proof_id uuid, address_hash text, user_agent_hash text)
    on conflict (program_id, wallet) do update set affiliate_id = excluded.affiliate_id, code = excluded.code,
        source = excluded.source, state = excluded.state, proof_id = excluded.proof_id,
        address_hash = excluded.address_hash, user_agent_hash = excluded.user_agent_hash,
        claimed_at = excluded.claimed_at, locked_at = excluded.locked_at
      where attributions.state = 'PROVISIONAL'`);
}

function rowOf({ item, affiliateId, proofId }: AttributionWrite, locks: boolean) {
  const { named, origin, intent } = item.effect;
  return {
    id: newId(),
    program_id: item.programId,
    wallet: intent.wallet,
    affiliate_id: affiliateId,
    code: named?.code ?? named?.wallet ?? null,
    source: origin.source,
    state: locks ? 'LOCKED' : 'PROVISIONAL',
    proof_id: locks ? proofId : null,
    address_hash: origin.addressHash,
    user_agent_hash: origin.userAgentHash,
  };
}

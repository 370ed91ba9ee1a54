import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { newId, workflowIdOf } from '../../domain/ids.ts';
import type { ReversalInput } from '../../domain/sagas/reversal.ts';
import { type Database, queryRows } from '../database.ts';
import { idsIn } from '../ids-in.ts';

/** An intent to be reversed, and why. */
export interface NewReversal {
  readonly intentId: string;
  readonly input: ReversalInput;
  /** Who asks for it, such as `platform` or `operator:<id>`: the scope of its key. */
  readonly caller: string;
  /** Unique for this caller; repeated, it makes no second reversal. */
  readonly key: string;
  readonly reason: string;
}

const originalRow = z.object({
  intent_id: z.string(),
  program_id: z.string(),
  slug: z.string(),
  wallet: z.string(),
});

/**
 * Inserts reversals as PENDING intents linked to what they reverse; the relay starts them. An intent that has a
 * live reversal gets no second one. Gives the ids of the new ones by the intent they reverse.
 */
export async function insertReversals(
  tx: Database,
  reversals: readonly NewReversal[],
): Promise<Map<string, string>> {
  if (reversals.length === 0) return new Map();
  const wanted = new Map(reversals.map((reversal) => [reversal.intentId, reversal]));
  const originals = await queryRows(
    tx,
    sql`select i.id as intent_id, i.program_id, p.slug, i.wallet from intents i join programs p on p.id = i.program_id
      where i.id in (${idsIn([...wanted.keys()])})
        and not exists (select from intents r where r.reverses_intent_id = i.id and r.state <> 'FAILED')
      order by i.id`,
    originalRow,
  );
  const rows = originals.flatMap((original) => {
    const reversal = wanted.get(original.intent_id);
    return reversal === undefined ? [] : [rowOf(original, reversal)];
  });
  const inserted = await queryRows(
    tx,
    sql`insert into intents (id, program_id, kind, wallet, idempotency_key, workflow_id, input, reverses_intent_id, changed_by, change_reason)
      select r.id, r.program_id, 'reversal', r.wallet, r.key, r.workflow_id, r.input, r.reverses, r.by, r.reason
        from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id uuid, program_id uuid, wallet text, key text,
          workflow_id text, input jsonb, reverses uuid, by text, reason text)
      on conflict do nothing returning id, reverses_intent_id as reverses`,
    z.object({ id: z.string(), reverses: z.string() }),
  );
  return new Map(inserted.map(({ id, reverses }) => [reverses, id]));
}

function rowOf(original: z.infer<typeof originalRow>, reversal: NewReversal) {
  const { caller, key, input, reason } = reversal;
  const scope = { program: original.slug, caller, operation: 'reversal' };
  return {
    id: newId(),
    program_id: original.program_id,
    wallet: original.wallet,
    key,
    workflow_id: workflowIdOf('reversal', scope, key),
    input,
    reverses: original.intent_id,
    by: caller,
    reason,
  };
}

import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { type Database, queryRows } from '../../db/database.ts';
import { insertReversals } from '../../db/effects/insert-reversals.ts';
import { type NewFinding, reportFindings } from '../../db/findings.ts';
import { idsIn } from '../../db/ids-in.ts';

/** What a reorganisation took away, by intent. */
export interface Taken {
  /** The reason in words, such as `above block 17, which a reorganisation replaced`. */
  readonly where: string;
  readonly deliveries: readonly string[];
  readonly payments: readonly string[];
}

/** The rest follows with the next block. */
const leftOverMax = 500;

const finalRow = z.object({
  id: z.string(),
  program_id: z.string(),
  state: z.enum(['SETTLED', 'FAILED']),
  reversals: z.number(),
});

/**
 * The rule for what can not go back: an intent that is final gets a finding per thing that vanished, and a
 * reversal. That one waits; where everything comes back it fails with SETTLEMENT_RESTORED, and where something
 * is gone for good it reverses what was booked for it.
 */
export async function reverseFinal(tx: Database, taken: Taken): Promise<void> {
  const { where, deliveries, payments } = taken;
  const finals = await queryRows(
    tx,
    sql`select i.id, i.program_id, i.state,
        (select count(*)::int from intents r where r.reverses_intent_id = i.id) as reversals
      from intents i where i.id in (${idsIn([...deliveries, ...payments])}) and i.state in ('SETTLED', 'FAILED')
      order by i.id`,
    finalRow,
  );
  if (finals.length === 0) return;
  await reportFindings(tx, findingsOf(finals, taken));
  await insertReversals(
    tx,
    finals.map(({ id, reversals }) => ({
      intentId: id,
      input: { rule: 'reorganisation' },
      caller: 'platform',
      // A chain may change its mind more than once: each time it does is another reversal.
      key: `reorg:${id}:${reversals + 1}`,
      reason: `reorganisation: mined ${where}`,
    })),
  );
  // The reversal waits for what its intent had waited for.
  await tx.execute(sql`
    insert into watches (intent_id, program_id, tx_hash, chain_id, confirmations)
      select r.id, r.program_id, t.tx_hash, g.chain_id, g.confirmations
        from intents r join programs g on g.id = r.program_id
        join lateral (
          select p.tx_hash from payments p where p.intent_id = r.reverses_intent_id
          union select a.tx_hash from slots s join attempts a on a.slot_id = s.id where s.intent_id = r.reverses_intent_id
        ) t on true
        where r.reverses_intent_id in (${idsIn(finals.map(({ id }) => id))}) and r.state not in ('SETTLED', 'FAILED')
      on conflict (intent_id, tx_hash) do update set seen_block = null, signalled = false`);
}

const orphanRow = z.object({ intent_id: z.string() });

/**
 * The same for payments whose intent has ended since a reorganisation took them away: it failed for another
 * reason, was abandoned, or its reversal came to an end before the chain changed its mind again.
 */
export async function reverseLeftOver(tx: Database, chainId: number): Promise<void> {
  const rows = await queryRows(
    tx,
    sql`select p.intent_id from payments p join intents i on i.id = p.intent_id
      where p.orphaned_at is not null and p.status <> 'VANISHED' and p.chain_id = ${chainId}
        and i.state in ('SETTLED', 'FAILED')
        and not exists (select from intents r where r.reverses_intent_id = i.id and r.state <> 'FAILED')
      order by p.intent_id limit ${leftOverMax}`,
    orphanRow,
  );
  if (rows.length === 0) return;
  const payments = rows.map((row) => row.intent_id);
  const where = 'in a block that a reorganisation replaced';
  await reverseFinal(tx, { where, deliveries: [], payments });
}

function findingsOf(
  finals: readonly z.infer<typeof finalRow>[],
  { where, deliveries, payments }: Taken,
): NewFinding[] {
  return finals.flatMap(({ id, program_id: programId, state }) => {
    const about = { subject: `intent:${id}`, programId };
    const found: NewFinding[] = [];
    if (deliveries.includes(id)) {
      const detail = `Its delivery was mined ${where}.`;
      found.push({ code: 'SETTLED_DELIVERY_VANISHED', ...about, detail });
    }
    if (payments.includes(id)) {
      const code = state === 'SETTLED' ? 'SETTLED_PAYMENT_VANISHED' : 'SUSPENSE_PAYMENT_VANISHED';
      const detail = `Its payment was mined ${where}.`;
      found.push({ code, ...about, detail });
    }
    return found;
  });
}

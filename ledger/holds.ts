import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { type Database, queryRows } from '../db/database.ts';
import { invariant } from '../domain/errors.ts';
import { newId } from '../domain/ids.ts';
import { toLedgerError, UnknownAccount } from './errors.ts';

/** Money to be set aside before it leaves (design rule 22). */
export interface NewHold {
  readonly programId: string;
  readonly intentId: string;
  /** Full name of a guarded account. */
  readonly account: string;
  readonly asset: string;
  /** Minor units, positive. */
  readonly amount: bigint;
}

export type HoldState = 'HELD' | 'CONVERTED' | 'RELEASED';

/** `replayed`: this intent has taken this very hold before; `conflict`: with another amount. Neither holds anything again. */
export interface TakeHoldOutcome {
  readonly status: 'taken' | 'replayed' | 'conflict';
  readonly holdId: string;
  readonly state: HoldState;
}

/** `unchanged`: the hold had ended before, in the state told; ending it again did nothing. */
export interface EndHoldOutcome {
  readonly status: 'ended' | 'unchanged';
  readonly holdId: string;
  readonly intentId: string;
  readonly state: Exclude<HoldState, 'HELD'>;
}

const takenRow = z.object({ id: z.uuid() });
const heldRow = z.object({
  intent_id: z.uuid(),
  id: z.uuid(),
  state: z.enum(['HELD', 'CONVERTED', 'RELEASED']),
  same: z.boolean(),
});

/**
 * Sets money of a guarded account aside for an intent, once per intent, account and asset.
 * @throws InsufficientBalance when less is available, UnknownAccount, ForeignAccount, or HoldEnded for an
 * account that is not guarded.
 */
export async function takeHold(db: Database, hold: NewHold): Promise<TakeHoldOutcome> {
  const [outcome] = await takeHolds(db, [hold]);
  invariant(outcome !== undefined, `expected an outcome for the hold of intent ${hold.intentId}`);
  return outcome;
}

/**
 * The same for many, in one statement: all new ones are taken or none. At most one hold of each intent; the outcomes
 * are in the order given.
 */
export async function takeHolds(
  db: Database,
  holds: readonly NewHold[],
): Promise<TakeHoldOutcome[]> {
  const rows = holds.map(({ programId, intentId, account, asset, amount }) => ({
    ...{ id: newId(), program_id: programId, intent_id: intentId, account, asset },
    amount: amount.toString(),
  }));
  const wanted = sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
    as w(id uuid, program_id uuid, intent_id uuid, account text, asset text, amount numeric)`;
  const taken = await queryRows(
    db,
    sql`insert into holds (id, program_id, intent_id, account_id, asset, amount)
      select w.id, w.program_id, w.intent_id, a.id, w.asset, w.amount from ${wanted} join accounts a on a.name = w.account
      on conflict (intent_id, account_id, asset) do nothing returning id`,
    takenRow,
  ).catch((error: unknown) => {
    throw toLedgerError(error);
  });
  const takenIds = new Set(taken.map(({ id }) => id));
  const held = new Map<string, z.infer<typeof heldRow>>();
  if (takenIds.size < rows.length) {
    const standing = await queryRows(
      db,
      sql`select w.intent_id, h.id, h.state, h.amount = w.amount as same
        from ${wanted} join accounts a on a.name = w.account
        join holds h on h.account_id = a.id and h.intent_id = w.intent_id and h.asset = w.asset`,
      heldRow,
    );
    for (const row of standing) held.set(row.intent_id, row);
  }
  return rows.map(({ id, intent_id: intentId, account }) => {
    if (takenIds.has(id)) return { status: 'taken', holdId: id, state: 'HELD' };
    const found = held.get(intentId);
    if (found === undefined) throw new UnknownAccount(`account ${account} does not exist`);
    return {
      status: found.same ? 'replayed' : 'conflict',
      holdId: found.id,
      state: found.state,
    };
  });
}

/**
 * Frees the holds of intents for the postings that follow in the same database transaction. Since the
 * balance row stays locked until then, nobody else can take the money in between.
 */
export function convertHolds(
  db: Database,
  intentIds: readonly string[],
): Promise<EndHoldOutcome[]> {
  return endHolds(db, intentIds, 'CONVERTED');
}

/** Gives the money of intents that will not pay out back to what is available. */
export function releaseHolds(
  db: Database,
  intentIds: readonly string[],
): Promise<EndHoldOutcome[]> {
  return endHolds(db, intentIds, 'RELEASED');
}

/** The most intents whose holds one call ends. */
export const endHoldsIntentsMax = 1000;

const endedRow = z.object({
  id: z.uuid(),
  intent_id: z.uuid(),
  state: z.enum(['CONVERTED', 'RELEASED']),
});

async function endHolds(
  db: Database,
  intentIds: readonly string[],
  state: EndHoldOutcome['state'],
): Promise<EndHoldOutcome[]> {
  invariant(
    intentIds.length <= endHoldsIntentsMax,
    `expected at most ${endHoldsIntentsMax} intents, got ${intentIds.length}`,
  );
  // One JSON parameter, since the two drivers do not agree on how to send an array.
  const intents = sql`select value::uuid from jsonb_array_elements_text(${JSON.stringify(intentIds)}::jsonb)`;
  const ended = await queryRows(
    db,
    sql`with mine as materialized (
      select id from holds where intent_id in (${intents}) and state = 'HELD' order by id for update
    )
    update holds h set state = ${state} from mine where h.id = mine.id and h.state = 'HELD'
      returning h.id, h.intent_id, h.state`,
    endedRow,
  ).catch((error: unknown) => {
    throw toLedgerError(error);
  });
  // A hold that somebody took since the statement above is not among those it was asked to end.
  const all = await queryRows(
    db,
    sql`select id, intent_id, state from holds where intent_id in (${intents}) and state <> 'HELD' order by id`,
    endedRow,
  );
  const endedIds = new Set(ended.map((row) => row.id));
  return all.map((row) => ({
    status: endedIds.has(row.id) ? 'ended' : 'unchanged',
    holdId: row.id,
    intentId: row.intent_id,
    state: row.state,
  }));
}

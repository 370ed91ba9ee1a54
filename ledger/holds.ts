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
  const { programId, intentId, account, asset, amount } = hold;
  const [taken] = await queryRows(
    db,
    sql`insert into holds (id, program_id, intent_id, account_id, asset, amount)
      select ${newId()}::uuid, ${programId}::uuid, ${intentId}::uuid, a.id, ${asset}, ${amount.toString()}::numeric
        from accounts a where a.name = ${account}
      on conflict (intent_id, account_id, asset) do nothing returning id`,
    takenRow,
  ).catch((error: unknown) => {
    throw toLedgerError(error);
  });
  if (taken !== undefined) return { status: 'taken', holdId: taken.id, state: 'HELD' };
  const [held] = await queryRows(
    db,
    sql`select h.id, h.state, h.amount = ${amount.toString()}::numeric as same
      from holds h join accounts a on a.id = h.account_id
      where h.intent_id = ${intentId}::uuid and a.name = ${account} and h.asset = ${asset}`,
    heldRow,
  );
  if (held === undefined) throw new UnknownAccount(`account ${account} does not exist`);
  return { status: held.same ? 'replayed' : 'conflict', holdId: held.id, state: held.state };
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

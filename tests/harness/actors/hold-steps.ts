/** What a worker may do to money and holds, each as one database transaction, and what it did to the books. */
import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import { type Database, queryRows } from '../../../db/database.ts';
import type { Posting, ProgramAccount } from '../../../domain/chart-of-accounts.ts';
import { programAccount } from '../../../domain/chart-of-accounts.ts';
import { convertHolds, releaseHolds, takeHold } from '../../../ledger/holds.ts';
import { post } from '../../../ledger/post.ts';
import { transfer } from '../samples/ledger-fixtures.ts';

/** The accounts that hold: guarded ones. */
export const holdAccounts = ['treasury', 'token_inventory'] as const;
export type HoldAccount = (typeof holdAccounts)[number];
export const holdAsset = 'USDC';

/** How a transaction ends: `kill` breaks its connection after everything is done and before the commit. */
export type End = 'commit' | 'rollback' | 'kill';

export type Step = { readonly end: End } & (
  | {
      readonly kind: 'fund' | 'pay' | 'move';
      readonly account: HoldAccount;
      readonly amount: bigint;
    }
  | {
      readonly kind: 'take';
      readonly account: HoldAccount;
      readonly amount: bigint;
      readonly intent: number;
    }
  /** `careless`: plain SQL that does not ask whether the hold has ended before. */
  | { readonly kind: 'release' | 'settle' | 'careless'; readonly intent: number }
);

/** A change of the books that a committed transaction reports. */
export type Effect =
  | { readonly type: 'posted'; readonly account: HoldAccount; readonly amount: bigint }
  | {
      readonly type: 'held';
      readonly account: HoldAccount;
      readonly amount: bigint;
      readonly hold: string;
    }
  | {
      readonly type: 'ended';
      readonly account: HoldAccount;
      readonly amount: bigint;
      readonly hold: string;
      readonly state: 'CONVERTED' | 'RELEASED';
    };

/** Where the steps are taken. */
export interface Place {
  readonly programId: string;
  readonly intentIds: readonly string[];
}

/** Takes one step inside a transaction. Throws what the ledger refuses. */
export async function takeStep(tx: Database, place: Place, step: Step): Promise<Effect[]> {
  switch (step.kind) {
    case 'fund':
    case 'pay':
    case 'move':
      return await postStep(tx, place, step);
    case 'take':
      return await takeHoldStep(tx, place, step);
    default:
      return await endStep(tx, place, step);
  }
}

async function postStep(
  tx: Database,
  { programId }: Place,
  { kind, account, amount }: Extract<Step, { kind: 'fund' | 'pay' | 'move' }>,
): Promise<Effect[]> {
  const posted = (of: HoldAccount, by: bigint): Effect => ({
    type: 'posted',
    account: of,
    amount: by,
  });
  const other = holdAccounts[account === 'treasury' ? 1 : 0];
  const sides: Record<typeof kind, readonly [debit: ProgramAccount, credit: ProgramAccount]> = {
    fund: [account, 'funding'],
    pay: ['token_distributed', account],
    move: [other, account],
  };
  const [debit, credit] = sides[kind];
  await post(tx, [transfer(programId, { debit, credit, amount, asset: holdAsset })]);
  if (kind === 'fund') return [posted(account, amount)];
  return kind === 'pay'
    ? [posted(account, -amount)]
    : [posted(account, -amount), posted(other, amount)];
}

async function takeHoldStep(
  tx: Database,
  { programId, intentIds }: Place,
  { account, amount, intent }: Extract<Step, { kind: 'take' }>,
): Promise<Effect[]> {
  const { status, holdId } = await takeHold(tx, {
    programId,
    intentId: intentIds[intent] ?? '',
    account: programAccount(programId, account),
    asset: holdAsset,
    amount,
  });
  return status === 'taken' ? [{ type: 'held', account, amount, hold: holdId }] : [];
}

const holdRow = z.object({ id: z.string(), account: z.string(), amount: z.string() });

function holdsWhere(tx: Database, condition: SQL) {
  return queryRows(
    tx,
    sql`select h.id, a.name as account, h.amount::text as amount
      from holds h join accounts a on a.id = h.account_id where ${condition} order by h.id`,
    holdRow,
  );
}

async function endStep(
  tx: Database,
  place: Place,
  { kind, intent }: Extract<Step, { kind: 'release' | 'settle' | 'careless' }>,
): Promise<Effect[]> {
  const intentId = place.intentIds[intent] ?? '';
  const endedIds =
    kind === 'careless' ? await endCarelessly(tx, intentId) : await endHolds(tx, kind, intentId);
  const ended = await holdsWhere(
    tx,
    sql`h.id in (select value::uuid from jsonb_array_elements_text(${JSON.stringify(endedIds)}::jsonb))`,
  );
  const effects = ended.map(
    ({ id, account, amount }): Effect => ({
      type: 'ended',
      hold: id,
      account: accountOf(account),
      amount: BigInt(amount),
      state: kind === 'settle' ? 'CONVERTED' : 'RELEASED',
    }),
  );
  if (kind !== 'settle' || effects.length === 0) return effects;
  const legs = effects.flatMap(
    ({ account, amount }): readonly Posting[] =>
      transfer(place.programId, {
        debit: 'token_distributed',
        credit: account,
        amount,
        asset: holdAsset,
      }).postings,
  );
  const template = transfer(place.programId, { debit: 'funding', credit: 'funding', amount: 1n });
  await post(tx, [{ ...template, postings: legs }]);
  return effects.flatMap((effect) => [
    effect,
    { type: 'posted', account: effect.account, amount: -effect.amount },
  ]);
}

async function endHolds(tx: Database, kind: 'release' | 'settle', intentId: string) {
  const outcomes = await (kind === 'settle' ? convertHolds : releaseHolds)(tx, [intentId]);
  return outcomes.filter(({ status }) => status === 'ended').map(({ holdId }) => holdId);
}

async function endCarelessly(tx: Database, intentId: string): Promise<string[]> {
  const rows = await queryRows(
    tx,
    sql`update holds set state = 'RELEASED' where id in
      (select id from holds where intent_id = ${intentId}::uuid order by id for update) returning id`,
    z.object({ id: z.string() }),
  );
  return rows.map(({ id }) => id);
}

function accountOf(name: string): HoldAccount {
  const found = holdAccounts.find((account) => name.endsWith(`:${account}`));
  if (found === undefined) throw new Error(`Expected an account that holds, got ${name}`);
  return found;
}

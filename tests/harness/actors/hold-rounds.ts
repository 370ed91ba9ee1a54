/** Workers that take steps at the same time, and the model that judges what they may have brought about. */
import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { type Database, queryRows } from '../../../db/database.ts';
import { HoldEnded, InsufficientBalance, toLedgerError } from '../../../ledger/errors.ts';
import {
  type Effect,
  type HoldAccount,
  holdAccounts,
  holdAsset,
  type Place,
  type Step,
  takeStep,
} from './hold-steps.ts';

/** One transaction as its worker saw it; `began` and `ended` count the beginnings and ends of all. */
interface Attempt {
  readonly step: Step;
  readonly began: number;
  readonly ended: number;
  readonly outcome:
    | { readonly status: 'committed'; readonly effects: readonly Effect[] }
    | { readonly status: 'undone' | 'refused' | 'short' }
    | { readonly status: 'surprise'; readonly error: string };
}

class Undone extends Error {}

/**
 * Lets every worker take its steps while an observer looks on, and gives what is wrong with that; empty when the
 * books are what the model allows at every moment. Needs a connection for each worker and one more.
 */
export async function holdRound(
  db: Database,
  place: Place,
  workers: readonly (readonly Step[])[],
): Promise<string[]> {
  const attempts: Attempt[] = [];
  let clock = 0;
  let working = true;
  const seen: string[] = [];
  const work = async (steps: readonly Step[]) => {
    for (const step of steps) {
      const began = ++clock;
      const outcome = await attempt(db, place, step);
      attempts.push({ step, began, ended: ++clock, outcome });
    }
  };
  const observe = async () => {
    while (working) seen.push(...(await standing(db, place)).flatMap(broken));
  };
  const observing = observe();
  try {
    await Promise.all(workers.map(work));
  } finally {
    working = false;
    await observing;
  }
  return [...new Set(seen), ...judge(attempts), ...(await compare(db, place, attempts))];
}

async function attempt(db: Database, place: Place, step: Step): Promise<Attempt['outcome']> {
  try {
    const effects = await db.transaction(async (tx) => {
      const done = await takeStep(tx, place, step);
      if (step.end === 'rollback') throw new Undone();
      if (step.end === 'kill') await tx.execute(sql`select pg_terminate_backend(pg_backend_pid())`);
      return done;
    });
    return { status: 'committed', effects };
  } catch (raw) {
    const error = toLedgerError(raw);
    if (error instanceof InsufficientBalance) return { status: 'short' };
    if (error instanceof HoldEnded && step.kind === 'careless') return { status: 'refused' };
    if (error instanceof Undone || (step.end === 'kill' && isBroken(error)))
      return { status: 'undone' };
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : '';
    return { status: 'surprise', error: `${String(error)} ${cause}` };
  }
}

/** Whether the connection broke, as the driver or as the server says it. */
function isBroken(error: unknown): boolean {
  for (let current = error; current instanceof Error; current = current.cause) {
    if (/terminat|ECONNRESET|not queryable/i.test(current.message)) return true;
  }
  return false;
}

const standingRow = z.object({
  account: z.enum(holdAccounts),
  posted: z.coerce.bigint(),
  held: z.coerce.bigint(),
  live: z.coerce.bigint(),
  floor: z.coerce.bigint(),
});
type Standing = z.infer<typeof standingRow>;

/** Both accounts in one snapshot; `live` sums the holds that have not ended. */
function standing(db: Database, { programId }: Place): Promise<Standing[]> {
  return queryRows(
    db,
    sql`select split_part(a.name, ':', 3) as account, a.floor::text as floor,
        coalesce((select sum(b.balance) from account_balances b where b.account_id = a.id and b.asset = ${holdAsset}), 0)::text as posted,
        coalesce((select sum(b.held) from account_balances b where b.account_id = a.id and b.asset = ${holdAsset}), 0)::text as held,
        coalesce((select sum(h.amount) from holds h where h.account_id = a.id and h.asset = ${holdAsset} and h.state = 'HELD'), 0)::text as live
      from accounts a where a.program_id = ${programId}::uuid and split_part(a.name, ':', 3) in ('treasury', 'token_inventory')`,
    standingRow,
  );
}

/** What must hold at every moment. */
function broken({ account, posted, held, live, floor }: Standing): string[] {
  const wrong: string[] = [];
  if (posted - held < floor)
    wrong.push(`${account}: more held than there is (${held} of ${posted})`);
  if (held !== live) wrong.push(`${account}: ${held} held, but its holds sum to ${live}`);
  return wrong;
}

function committed(attempts: readonly Attempt[]): readonly Effect[] {
  return attempts.flatMap(({ outcome }) => (outcome.status === 'committed' ? outcome.effects : []));
}

/** What the outcomes themselves must not say. */
function judge(attempts: readonly Attempt[]): string[] {
  const wrong: string[] = [];
  const ends = new Set<string>();
  for (const effect of committed(attempts)) {
    if (effect.type !== 'ended') continue;
    if (ends.has(effect.hold)) wrong.push(`hold ${effect.hold} ended twice`);
    ends.add(effect.hold);
  }
  for (const one of attempts) {
    if (one.outcome.status === 'surprise') wrong.push(`${one.step.kind}: ${one.outcome.error}`);
    if (one.outcome.status !== 'short') continue;
    if (!('amount' in one.step)) {
      wrong.push(`${one.step.kind} was refused for want of funds, although they were held for it`);
      continue;
    }
    const { account, amount } = one.step;
    const atLeast = leastAvailable(attempts, account, one);
    if (atLeast >= amount)
      wrong.push(`${account}: ${amount} refused, although ${atLeast} were available all the time`);
  }
  return wrong;
}

/** What was available at any moment of `during`: increases count once they are known, decreases from their start. */
function leastAvailable(
  attempts: readonly Attempt[],
  account: HoldAccount,
  during: Attempt,
): bigint {
  let least = 0n;
  for (const { began, ended, outcome } of attempts) {
    if (outcome.status !== 'committed') continue;
    const change = outcome.effects
      .filter((effect) => effect.account === account)
      .reduce((sum, { type, amount }) => sum + (type === 'held' ? -amount : amount), 0n);
    if (change > 0n ? ended < during.began : began < during.ended) least += change;
  }
  return least;
}

const holdRow = z.object({ id: z.string(), state: z.enum(['HELD', 'CONVERTED', 'RELEASED']) });

/** The end, to the unit: what was committed is there, and nothing of what was not. */
async function compare(
  db: Database,
  place: Place,
  attempts: readonly Attempt[],
): Promise<string[]> {
  const wrong: string[] = [];
  const posted: Record<HoldAccount, bigint> = { treasury: 0n, token_inventory: 0n };
  const states = new Map<string, string>();
  const effects = committed(attempts);
  for (const effect of effects) {
    if (effect.type === 'posted') posted[effect.account] += effect.amount;
    if (effect.type === 'held') states.set(effect.hold, 'HELD');
  }
  for (const effect of effects) if (effect.type === 'ended') states.set(effect.hold, effect.state);
  for (const now of await standing(db, place)) {
    wrong.push(...broken(now));
    const expected = posted[now.account];
    if (now.posted !== expected)
      wrong.push(`${now.account}: ${now.posted} posted, not ${expected}`);
  }
  const rows = await queryRows(
    db,
    sql`select id, state from holds where program_id = ${place.programId}::uuid`,
    holdRow,
  );
  if (rows.length !== states.size) wrong.push(`${rows.length} holds, not ${states.size}`);
  for (const { id, state } of rows) {
    if (states.get(id) !== state) wrong.push(`hold ${id} is ${state}, not ${states.get(id)}`);
  }
  return wrong;
}

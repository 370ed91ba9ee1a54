/** Ways to break the database's rules about holds, each of which the suites must notice. */

interface PlantedBug {
  readonly bug: string;
  /** Carried out by the owner on a scratch database. */
  readonly statements: readonly string[];
  /** What the model says about it. */
  readonly notice: RegExp;
}

const overspent = /more held than there is/;
const heldWrongly = /held, but its holds sum to/;

const withoutRowRule = 'alter table account_balances drop constraint account_balances_floor_check';

/** Body of balance_make_available around what is planted in it. */
function makeAvailable(body: string): string {
  return `create or replace function balance_make_available(p_account uuid, p_asset text, p_floor numeric, p_needed numeric)
    returns void language plpgsql as $$
    declare
      available numeric;
      collected numeric;
      collected_stripes smallint[];
    begin
      insert into account_balances (account_id, asset, stripe, balance, held, floor)
        values (p_account, p_asset, 0, 0, 0, p_floor) on conflict (account_id, asset, stripe) do nothing;
      ${body}
    end $$`;
}

const collect = `update account_balances set balance = 0
    where account_id = p_account and asset = p_asset and stripe = any(collected_stripes);
  update account_balances set balance = balance + collected
    where account_id = p_account and asset = p_asset and stripe = 0;`;

const summedStripes = (
  lock: string,
) => `select coalesce(sum(s.balance), 0), array_agg(s.stripe) into collected, collected_stripes from (
    select b.stripe, b.balance from account_balances b
      where b.account_id = p_account and b.asset = p_asset and b.stripe > 0 order by b.stripe ${lock}) s;`;

const judged = ({ lock, stripes }: { lock: string; stripes: string }) =>
  makeAvailable(`select b.balance - b.held - b.floor into available from account_balances b
      where b.account_id = p_account and b.asset = p_asset and b.stripe = 0 ${lock};
    if available < p_needed then
      ${summedStripes(stripes)}
      if available + collected < p_needed then
        raise exception using errcode = 'QT004', message = 'not enough';
      end if;
      ${collect}
    end if;`);

export const plantedHoldBugs: readonly PlantedBug[] = [
  {
    bug: 'money that is not there is promised',
    notice: overspent,
    statements: [withoutRowRule, makeAvailable('return;')],
  },
  {
    bug: 'the other stripes are not looked at when one runs short',
    notice: /refused, although/,
    statements: [
      makeAvailable(`select b.balance - b.held - b.floor into available from account_balances b
        where b.account_id = p_account and b.asset = p_asset and b.stripe = 0 for update;
      if available < p_needed then
        raise exception using errcode = 'QT004', message = 'not enough';
      end if;`),
    ],
  },
  {
    bug: 'what is available is read without a lock',
    notice: /posted, not|more held than there is/,
    statements: [withoutRowRule, judged({ lock: '', stripes: '' })],
  },
  {
    bug: 'holds are left out of what is available',
    notice: overspent,
    statements: [
      withoutRowRule,
      makeAvailable(`select b.balance - b.floor into available from account_balances b
          where b.account_id = p_account and b.asset = p_asset and b.stripe = 0 for update;
        if available < p_needed then
          ${summedStripes('for update')}
          if available + collected < p_needed then
            raise exception using errcode = 'QT004', message = 'not enough';
          end if;
          ${collect}
        end if;`),
    ],
  },
  {
    bug: 'an ended hold frees nothing',
    notice: heldWrongly,
    statements: ['drop trigger holds_ended on holds'],
  },
  {
    bug: 'a hold is not taken from the balance',
    notice: heldWrongly,
    statements: ['drop trigger holds_taken on holds', 'drop trigger holds_ended on holds'],
  },
  {
    bug: 'a hold may end twice',
    notice: /ended twice|account_balances_held_check|held, but/,
    statements: ['drop trigger holds_guard on holds'],
  },
  {
    bug: 'a hold that is repeated holds again, because it is counted before the row is written',
    notice: heldWrongly,
    statements: [
      'drop trigger holds_taken on holds',
      `create function holds_taken_early() returns trigger
        language plpgsql security definer set search_path = public, pg_temp as $$
        declare
          account_floor numeric;
        begin
          select a.floor into account_floor from accounts a where a.id = new.account_id;
          perform balance_make_available(new.account_id, new.asset, account_floor, new.amount);
          update account_balances set held = held + new.amount
            where account_id = new.account_id and asset = new.asset and stripe = 0;
          return new;
        end $$`,
      'create trigger holds_taken_early before insert on holds for each row execute function holds_taken_early()',
    ],
  },
];

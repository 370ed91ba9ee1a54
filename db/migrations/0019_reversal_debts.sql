-- What a reorganisation has taken away for good was never there, also when it is spent by then: a vanished payment is
-- taken back whatever the treasury has left, and what was held before is settled all the same, since it has left. The
-- books say what the treasury owes. Nothing else takes from one that has not enough, and no hold is taken of it, until
-- that is paid in.
create or replace function balance_make_available(p_account uuid, p_asset text, p_floor numeric, p_needed numeric)
  returns void language plpgsql as $$
declare
  available numeric;
  collected numeric;
  collected_stripes smallint[];
begin
  insert into account_balances (account_id, asset, stripe, balance, held, floor)
    values (p_account, p_asset, 0, 0, 0, p_floor)
    on conflict (account_id, asset, stripe) do nothing;
  select b.balance - b.held - p_floor into available from account_balances b
    where b.account_id = p_account and b.asset = p_asset and b.stripe = 0 for update;
  if available < p_needed then
    select coalesce(sum(s.balance), 0), array_agg(s.stripe) into collected, collected_stripes from (
      select b.stripe, b.balance from account_balances b
        where b.account_id = p_account and b.asset = p_asset and b.stripe > 0
        order by b.stripe for update
    ) s;
    if available + collected < p_needed then
      raise exception using
        errcode = 'QT004',
        message = format('account %s has %s of %s available above its floor, %s is needed',
          (select a.name from accounts a where a.id = p_account), available + collected, p_asset, p_needed);
    end if;
    -- Exactly the rows that were summed: a stripe that another connection has opened since is not among them.
    update account_balances set balance = 0
      where account_id = p_account and asset = p_asset and stripe = any(collected_stripes);
    update account_balances set balance = balance + collected
      where account_id = p_account and asset = p_asset and stripe = 0;
  end if;
  -- The row's own floor follows: down for what a reversal takes, and up again as soon as there is enough for others.
  update account_balances set floor = p_floor
    where account_id = p_account and asset = p_asset and stripe = 0 and floor is distinct from p_floor;
end $$;
--> statement-breakpoint
create or replace function postings_post() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  bad record;
  -- Treasuries from which this statement takes only what is gone already.
  owing uuid[] := '{}';
begin
  select t.id, t.reference, a.name, t.created_xid <> pg_current_xact_id() as late into bad
    from new_legs l
    join ledger_transactions t on t.id = l.transaction_id
    join accounts a on a.id = l.account_id
    where t.created_xid <> pg_current_xact_id() or a.program_id <> t.program_id
    limit 1;
  if found and bad.late then
    raise exception using errcode = 'QT002',
      message = format('ledger transaction %s (%s) is already posted: legs can only be inserted together with their header', bad.id, bad.reference);
  elsif found then
    raise exception using errcode = 'QT009',
      message = format('ledger transaction %s (%s) can not use account %s: it belongs to another program', bad.id, bad.reference, bad.name);
  end if;

  select l.transaction_id, count(*) as legs into bad
    from new_legs l group by l.transaction_id
    having count(*) < 2 or count(*) <> (select count(*) from postings p where p.transaction_id = l.transaction_id)
    limit 1;
  if found and bad.legs < 2 and not exists (
      select from postings p where p.transaction_id = bad.transaction_id offset 1) then
    raise exception using errcode = 'QT003',
      message = format('ledger transaction %s has %s posting: at least two are needed', bad.transaction_id, bad.legs);
  elsif found then
    raise exception using errcode = 'QT002',
      message = format('ledger transaction %s already has legs: all legs are inserted in one statement', bad.transaction_id);
  end if;

  select l.transaction_id, l.asset,
      coalesce(sum(l.amount) filter (where l.direction = 'debit'), 0) as debits,
      coalesce(sum(l.amount) filter (where l.direction = 'credit'), 0) as credits
    into bad
    from new_legs l group by l.transaction_id, l.asset
    having sum(case l.direction when 'debit' then l.amount else -l.amount end) <> 0
    limit 1;
  if found then
    raise exception using errcode = 'QT001',
      message = format('ledger transaction %s is unbalanced in %s: debits %s, credits %s', bad.transaction_id, bad.asset, bad.debits, bad.credits);
  end if;

  select coalesce(array_agg(o.id), '{}') into owing from (
    select a.id from new_legs l join accounts a on a.id = l.account_id
      join ledger_transactions t on t.id = l.transaction_id left join intents i on i.id = t.intent_id
      where a.guarded and l.direction <> a.normal and a.name = 'program:' || a.program_id || ':treasury'
      group by a.id
      having bool_and(case
        when t.reference like 'reversal:%' then i.kind = 'reversal' and i.state = 'LOCKED' and t.reference = 'reversal:' || i.id
        when t.reference like 'vanished:%' then exists (
          select from payments y where y.intent_id = i.id and y.status = 'VANISHED' and y.asset = l.asset and y.amount = l.amount)
        when t.reference like 'settlement:%' then t.reference = 'settlement:' || i.id and exists (
          select from holds h where h.intent_id = i.id and h.account_id = a.id and h.asset = l.asset and h.amount = l.amount
            and h.state = 'CONVERTED')
        else false end)) o;
  perform balances_apply(array(
    select row(n.account_id, n.asset, n.delta, n.guarded,
        case when n.guarded and n.delta < 0 and n.account_id = any(owing) then least(n.floor, n.delta + (
          select coalesce(sum(b.balance - b.held), 0) from account_balances b where b.account_id = n.account_id and b.asset = n.asset))
        else n.floor end)::balance_change from (
      select a.id as account_id, l.asset, a.guarded, a.floor,
        sum(case when l.direction = a.normal then l.amount else -l.amount end) as delta
      from new_legs l join accounts a on a.id = l.account_id
      group by a.id, l.asset, a.guarded, a.floor
      having sum(case when l.direction = a.normal then l.amount else -l.amount end) <> 0
      order by a.id, l.asset
    ) n
  ));
  return null;
end $$;

-- The rules that the database keeps by itself, whoever writes: balanced and append-only postings,
-- floors and holds, the state machine, the permanence of idempotency keys.
--
-- Errors carry an SQLSTATE of class QT, which db/sql-errors.ts translates:
--   QT001 unbalanced            QT002 legs added later       QT003 fewer than two legs
--   QT004 below the floor       QT005 append-only            QT006 illegal transition
--   QT008 hold already ended    QT009 account of another program     QT010 idempotency key is permanent
--   QT011 unknown account

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception using
    errcode = 'QT005',
    message = format('%s is append-only: %s is refused. Correct a posted transaction with a reversal.', tg_table_name, tg_op);
end $$;
--> statement-breakpoint
create trigger postings_append_only before update or delete or truncate on postings
  for each statement execute function refuse_change();
--> statement-breakpoint
create trigger ledger_transactions_append_only before delete or truncate on ledger_transactions
  for each statement execute function refuse_change();
--> statement-breakpoint
create trigger transitions_append_only before update or delete or truncate on transitions
  for each statement execute function refuse_change();
--> statement-breakpoint
create trigger settlements_append_only before update or delete or truncate on settlements
  for each statement execute function refuse_change();
--> statement-breakpoint
create trigger audit_log_append_only before update or delete or truncate on audit_log
  for each statement execute function refuse_change();
--> statement-breakpoint
create trigger accounts_append_only before update or delete or truncate on accounts
  for each statement execute function refuse_change();
--> statement-breakpoint
create trigger holds_no_delete before delete or truncate on holds
  for each statement execute function refuse_change();
--> statement-breakpoint
create trigger intents_no_delete before delete or truncate on intents
  for each statement execute function refuse_change();
--> statement-breakpoint
create trigger account_balances_no_delete before delete or truncate on account_balances
  for each statement execute function refuse_change();
--> statement-breakpoint

-- Balances follow from postings and holds: outside of their triggers nobody writes them, not even the owner.
create function refuse_direct_balance() returns trigger language plpgsql as $$
begin
  raise exception using
    errcode = 'QT005',
    message = format('%s is kept by postings and holds alone: a direct %s is refused', tg_table_name, tg_op);
end $$;
--> statement-breakpoint
create trigger account_balances_derived before insert or update on account_balances
  for each statement when (pg_trigger_depth() = 0) execute function refuse_direct_balance();
--> statement-breakpoint
create trigger idempotency_records_no_truncate before truncate on idempotency_records
  for each statement execute function refuse_change();
--> statement-breakpoint

-- A header is stamped with the database transaction that writes it, whatever the statement says, so
-- that the guard on postings can tell legs that came with it from legs that came later.
create function ledger_transactions_stamp() returns trigger language plpgsql as $$
begin
  new.created_xid := pg_current_xact_id();
  return new;
end $$;
--> statement-breakpoint
create trigger ledger_transactions_stamp before insert on ledger_transactions
  for each row execute function ledger_transactions_stamp();
--> statement-breakpoint

-- The one column of a header that may ever change is the sealer's leaf number, once.
create function ledger_transactions_seal_only() returns trigger language plpgsql as $$
begin
  if old.seal_leaf is not null
    or (to_jsonb(new) - 'seal_leaf') is distinct from (to_jsonb(old) - 'seal_leaf') then
    raise exception using
      errcode = 'QT005',
      message = 'ledger_transactions is append-only: UPDATE is refused. Correct a posted transaction with a reversal.';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger ledger_transactions_seal_only before update on ledger_transactions
  for each row execute function ledger_transactions_seal_only();
--> statement-breakpoint

-- A header without legs is only visible at commit, hence the deferred trigger.
create function ledger_transactions_need_legs() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if not exists (select from postings p where p.transaction_id = new.id) then
    raise exception using
      errcode = 'QT003',
      message = format('ledger transaction %s (%s) has no postings: at least two are needed', new.id, new.reference);
  end if;
  return null;
end $$;
--> statement-breakpoint
create constraint trigger ledger_transactions_need_legs after insert on ledger_transactions
  deferrable initially deferred for each row execute function ledger_transactions_need_legs();
--> statement-breakpoint

-- Locks stripe 0 of a guarded balance and makes `needed` available on it, collecting the other
-- stripes when it runs short. Raises QT004 when the whole account has not enough.
create function balance_make_available(p_account uuid, p_asset text, p_floor numeric, p_needed numeric)
  returns void language plpgsql as $$
declare
  available numeric;
  collected numeric;
  collected_stripes smallint[];
begin
  insert into account_balances (account_id, asset, stripe, balance, held, floor)
    values (p_account, p_asset, 0, 0, 0, p_floor)
    on conflict (account_id, asset, stripe) do nothing;
  select b.balance - b.held - b.floor into available from account_balances b
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
end $$;
--> statement-breakpoint

-- One statement inserts all legs of its headers; this trigger judges them as a set and moves the
-- balances. Balance rows are locked in one order: guarded accounts first, then the others, each by
-- account, asset and stripe; so statements that name the same accounts in opposite orders queue up.
create function postings_post() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  bad record;
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

  perform balances_apply(array(
    select row(n.account_id, n.asset, n.delta, n.guarded, n.floor)::balance_change from (
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
--> statement-breakpoint
create type balance_change as (account_id uuid, asset text, delta numeric, guarded boolean, floor numeric);
--> statement-breakpoint
create function balances_apply(changes balance_change[]) returns void language plpgsql as $$
declare
  change balance_change;
  -- Connections write to their own stripe, so that increases of a hot account do not queue on one row.
  own_stripe smallint := 1 + pg_backend_pid() % 15;
begin
  foreach change in array changes loop
    if change.guarded and change.delta < 0 then
      perform balance_make_available(change.account_id, change.asset, change.floor, -change.delta);
      update account_balances set balance = balance + change.delta
        where account_id = change.account_id and asset = change.asset and stripe = 0;
    elsif change.guarded then
      insert into account_balances as b (account_id, asset, stripe, balance, held, floor)
        values (change.account_id, change.asset, own_stripe, change.delta, 0, 0)
        on conflict (account_id, asset, stripe) do update set balance = b.balance + excluded.balance;
    end if;
  end loop;
  insert into account_balances as b (account_id, asset, stripe, balance, held, floor)
    select c.account_id, c.asset, own_stripe, c.delta, 0, null
      from unnest(changes) c
      where not c.guarded
      order by c.account_id, c.asset
    on conflict (account_id, asset, stripe) do update set balance = b.balance + excluded.balance;
end $$;
--> statement-breakpoint
create trigger postings_post after insert on postings
  referencing new table as new_legs for each statement execute function postings_post();
--> statement-breakpoint

-- Posts 1 to 1000 transactions with one INSERT statement, and reads what was there before with a second
-- one (the first can not see rows that were committed while it waited). A function, so that its plans are
-- kept by the connection; with the caller's own rights, so that row-level security and the guards judge it.
-- Each element: id, program_id, reference, content_hash, intent_id?, metadata?, effective_at?,
-- postings: [{account, direction, amount, asset}].
create function ledger_post(p_transactions jsonb)
  returns table (reference text, id uuid, content_hash text, posted boolean)
  language plpgsql as $$
#variable_conflict use_column
declare
  fresh_ids uuid[];
  unknown_account text;
begin
  with input as materialized (
    select * from jsonb_to_recordset(p_transactions) as t(
      id uuid, program_id uuid, reference text, content_hash text, intent_id uuid, metadata jsonb,
      effective_at timestamptz, postings jsonb)
  ), legs as materialized (
    select i.id as transaction_id, l.leg, l.account, a.id as account_id, l.direction, l.amount, l.asset
      from input i
      cross join lateral rows from (
        jsonb_to_recordset(i.postings) as (account text, direction text, amount numeric, asset text)
      ) with ordinality as l(account, direction, amount, asset, leg)
      left join accounts a on a.name = l.account
  ), headers as (
    insert into ledger_transactions (id, program_id, reference, content_hash, intent_id, metadata, effective_at)
      select i.id, i.program_id, i.reference, i.content_hash, i.intent_id, i.metadata, coalesce(i.effective_at, now())
        from input i
        where not exists (select from legs where account_id is null)
        order by i.reference collate "C"
      on conflict (reference) do nothing
      returning id
  ), written as (
    insert into postings (transaction_id, leg, account_id, direction, amount, asset)
      select l.transaction_id, l.leg, l.account_id, l.direction, l.amount, l.asset
        from legs l join headers h on h.id = l.transaction_id
  )
  select coalesce((select array_agg(h.id) from headers h), '{}'),
      (select l.account from legs l where l.account_id is null limit 1)
    into fresh_ids, unknown_account;
  if unknown_account is not null then
    raise exception using errcode = 'QT011', message = format('account %s does not exist', unknown_account);
  end if;

  return query select null::text, f.id, null::text, true from unnest(fresh_ids) as f(id);
  if cardinality(fresh_ids) < jsonb_array_length(p_transactions) then
    return query
      select t.reference, t.id, t.content_hash, false
        from ledger_transactions t
        where t.reference in (select i.reference from jsonb_to_recordset(p_transactions) as i(reference text))
          and t.id <> all(fresh_ids);
  end if;
end $$;
--> statement-breakpoint

create function holds_guard() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  account record;
begin
  if tg_op = 'INSERT' then
    if new.state <> 'HELD' then
      raise exception using errcode = 'QT008', message = format('hold %s must start as HELD, not %s', new.id, new.state);
    end if;
    select a.guarded, a.floor, a.name, a.program_id into account from accounts a where a.id = new.account_id;
    if not account.guarded then
      raise exception using errcode = 'QT008', message = format('account %s is not guarded: a hold on it would hold nothing', account.name);
    end if;
    if account.program_id <> new.program_id then
      raise exception using errcode = 'QT009', message = format('hold %s can not use account %s: it belongs to another program', new.id, account.name);
    end if;
    return new;
  end if;
  if old.state <> 'HELD' or new.state = 'HELD'
    or (to_jsonb(new) - 'state' - 'ended_at') is distinct from (to_jsonb(old) - 'state' - 'ended_at') then
    raise exception using errcode = 'QT008',
      message = format('hold %s is %s: it can only end once, as CONVERTED or RELEASED', old.id, old.state);
  end if;
  new.ended_at := now();
  return new;
end $$;
--> statement-breakpoint
create trigger holds_guard before insert or update on holds
  for each row execute function holds_guard();
--> statement-breakpoint

-- The balances move after the rows are written: a BEFORE trigger also runs for a row that
-- `on conflict do nothing` then drops, and would hold the money of a repeated hold twice.
create function holds_taken() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  taken record;
begin
  for taken in
    select h.account_id, h.asset, a.floor, sum(h.amount) as amount
      from new_holds h join accounts a on a.id = h.account_id
      group by h.account_id, h.asset, a.floor order by h.account_id, h.asset
  loop
    perform balance_make_available(taken.account_id, taken.asset, taken.floor, taken.amount);
    update account_balances set held = held + taken.amount
      where account_id = taken.account_id and asset = taken.asset and stripe = 0;
  end loop;
  return null;
end $$;
--> statement-breakpoint
create trigger holds_taken after insert on holds
  referencing new table as new_holds for each statement execute function holds_taken();
--> statement-breakpoint

-- Every row an UPDATE may touch goes from HELD to an end (holds_guard), so each frees its amount.
create function holds_ended() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  ended record;
begin
  for ended in
    select h.account_id, h.asset, sum(h.amount) as amount
      from ended_holds h group by h.account_id, h.asset order by h.account_id, h.asset
  loop
    update account_balances set held = held - ended.amount
      where account_id = ended.account_id and asset = ended.asset and stripe = 0;
  end loop;
  return null;
end $$;
--> statement-breakpoint
create trigger holds_ended after update on holds
  referencing new table as ended_holds for each statement execute function holds_ended();
--> statement-breakpoint

-- The state machine of domain/intent-state.ts, kept by the database too.
create function intents_guard() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if tg_op = 'INSERT' then
    if new.state <> 'PENDING' or new.parked then
      raise exception using errcode = 'QT006', message = format('intent %s must start as PENDING, not %s', new.id, new.state);
    end if;
    new.version := 0;
    return new;
  end if;
  if (new.id, new.program_id, new.kind, new.wallet, new.idempotency_key, new.workflow_id, new.input, new.created_at)
    is distinct from (old.id, old.program_id, old.kind, old.wallet, old.idempotency_key, old.workflow_id, old.input, old.created_at) then
    raise exception using errcode = 'QT005', message = format('intent %s: what was accepted can not be changed', old.id);
  end if;
  if new.run_fence < old.run_fence then
    raise exception using errcode = 'QT006', message = format('intent %s: an older run can not take over', old.id);
  end if;
  if new.state <> old.state and not (
       (old.state = 'PENDING' and new.state in ('LOCKED', 'FAILED'))
    or (old.state = 'LOCKED' and new.state in ('SUBMITTED', 'FAILED'))
    or (old.state = 'SUBMITTED' and new.state in ('CONFIRMED', 'FAILED'))
    or (old.state = 'CONFIRMED' and new.state in ('SETTLED', 'SUBMITTED'))
  ) then
    raise exception using errcode = 'QT006',
      message = format('intent %s can not go from %s to %s', old.id, old.state, new.state);
  end if;
  if old.state = 'SUBMITTED' and new.state = 'FAILED'
    and not exists (select from slots s where s.intent_id = old.id and s.state = 'WITHOUT_EFFECT') then
    raise exception using errcode = 'QT006',
      message = format('intent %s can not fail from SUBMITTED: its nonce has not been consumed without the effect', old.id);
  end if;
  if new.state <> old.state and new.state = 'SETTLED'
    and not exists (select from settlements s where s.intent_id = old.id) then
    raise exception using errcode = 'QT006', message = format('intent %s can not be SETTLED without its settlement', old.id);
  end if;
  if new.state <> old.state or new.parked <> old.parked then
    new.version := old.version + 1;
    new.updated_at := now();
  else
    new.version := old.version;
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger intents_guard before insert or update on intents
  for each row execute function intents_guard();
--> statement-breakpoint

-- Every transition is a row, also when a statement moves a thousand intents at once.
create function intents_record_transition() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if tg_op = 'INSERT' then
    insert into transitions (intent_id, version, program_id, from_state, to_state, actor, reason)
      values (new.id, 0, new.program_id, null, new.state, new.changed_by, new.change_reason);
  elsif new.version <> old.version then
    insert into transitions (intent_id, version, program_id, from_state, to_state, actor, reason)
      values (new.id, new.version, new.program_id, old.state, new.state, new.changed_by, new.change_reason);
  end if;
  return null;
end $$;
--> statement-breakpoint
create trigger intents_record_transition after insert or update on intents
  for each row execute function intents_record_transition();
--> statement-breakpoint

-- A final slot stays as it is: what the chain has finally decided is not undone.
create function slots_guard() returns trigger language plpgsql as $$
begin
  if old.state <> 'OPEN' or (to_jsonb(new) - 'state' - 'final_at') is distinct from (to_jsonb(old) - 'state' - 'final_at') then
    raise exception using errcode = 'QT005', message = format('slot %s (nonce %s) is %s and can not be changed', old.id, old.nonce, old.state);
  end if;
  new.final_at := case when new.state = 'OPEN' then null else now() end;
  return new;
end $$;
--> statement-breakpoint
create trigger slots_guard before update on slots for each row execute function slots_guard();
--> statement-breakpoint
create trigger slots_no_delete before delete or truncate on slots
  for each statement execute function refuse_change();
--> statement-breakpoint
create trigger attempts_no_delete before delete or truncate on attempts
  for each statement execute function refuse_change();
--> statement-breakpoint
create trigger payments_no_delete before delete or truncate on payments
  for each statement execute function refuse_change();
--> statement-breakpoint

-- A key and its fingerprint are for ever; an answer is given once; a body may only expire. A claim
-- of a key may be taken back only while it has neither answer nor intent (a refusal that is not stored).
create function idempotency_records_guard() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    if old.status is not null or old.intent_id is not null then
      raise exception using errcode = 'QT010', message = format('idempotency key %s of %s is permanent', old.key, old.scope);
    end if;
    return old;
  end if;
  if (new.scope, new.key, new.request_hash, new.program_id, new.operation, new.created_at)
      is distinct from (old.scope, old.key, old.request_hash, old.program_id, old.operation, old.created_at)
    or (old.intent_id is not null and new.intent_id is distinct from old.intent_id)
    or (old.status is not null and (new.status, new.answered_at) is distinct from (old.status, old.answered_at))
    or (old.status is not null and new.body is not null and new.body is distinct from old.body) then
    raise exception using errcode = 'QT010', message = format('idempotency key %s of %s is permanent', old.key, old.scope);
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger idempotency_records_guard before update or delete on idempotency_records
  for each row execute function idempotency_records_guard();

-- Guards, policies and rights of what 0003 brought, and what a reviewer found the database too trusting about.
-- New SQLSTATE: QT012 a floor below zero that is not the owner's.

do $$
declare
  tenant_table text;
begin
  foreach tenant_table in array array['decisions', 'findings'] loop
    execute format('alter table %I enable row level security', tenant_table);
    execute format('alter table %I force row level security', tenant_table);
    execute format('create policy %I on %I
      using ((select current_setting(''app.program'', true) = ''*'') or program_id::text = (select current_setting(''app.program'', true)))
      with check ((select current_setting(''app.program'', true) = ''*'') or program_id::text = (select current_setting(''app.program'', true)))',
      tenant_table || '_tenant', tenant_table);
  end loop;
end $$;
--> statement-breakpoint
-- The guards below ask these tables too (0002 says why the owner needs a policy of its own).
do $$
declare
  guarded_table text;
begin
  foreach guarded_table in array array['attempts', 'claims', 'payments'] loop
    execute format('create policy %I on %I to current_user using (pg_trigger_depth() > 0) with check (pg_trigger_depth() > 0)',
      guarded_table || '_guards', guarded_table);
  end loop;
end $$;
--> statement-breakpoint
grant select, insert on decisions, findings, blocks to quittance_app;
--> statement-breakpoint
grant delete on blocks to quittance_app;
--> statement-breakpoint
grant update (delivered_at, outcome, outcome_detail, ended_at) on decisions to quittance_app;
--> statement-breakpoint
grant update (detail, seen, last_seen_at, closed_at, close_reason) on findings to quittance_app;
--> statement-breakpoint
grant update (hash) on blocks to quittance_app;
--> statement-breakpoint
grant update (advanced_at) on chains to quittance_app;
--> statement-breakpoint
grant update (keeper, kept_until) on signers to quittance_app;
--> statement-breakpoint
grant update (end_reason) on slots to quittance_app;
--> statement-breakpoint
grant update (broadcast_block) on attempts to quittance_app;
--> statement-breakpoint
grant update (orphaned_at, intent_id, log_index, transfer_logs, block_number, block_hash) on payments to quittance_app;
--> statement-breakpoint

alter table settlements add constraint settlements_ledger_transaction_fk
  foreign key (ledger_transaction_id) references ledger_transactions (id);
--> statement-breakpoint
alter table payments add constraint payments_status_check check (status in ('SUSPENSE', 'APPLIED', 'VANISHED'));
--> statement-breakpoint

-- As in 0001, and: what is signed and stored stands behind every state from SUBMITTED on. A reversal sends
-- nothing, so it passes those states without a slot.
create or replace function intents_guard() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if tg_op = 'INSERT' then
    if new.state <> 'PENDING' or new.parked then
      raise exception using errcode = 'QT006', message = format('intent %s must start as PENDING, not %s', new.id, new.state);
    end if;
    new.version := 0;
    return new;
  end if;
  if (new.id, new.program_id, new.kind, new.wallet, new.idempotency_key, new.workflow_id, new.input, new.created_at, new.reverses_intent_id)
    is distinct from (old.id, old.program_id, old.kind, old.wallet, old.idempotency_key, old.workflow_id, old.input, old.created_at, old.reverses_intent_id) then
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
  if new.state <> old.state then
    if new.state = 'FAILED' and old.state = 'SUBMITTED'
      and not exists (select from slots s where s.intent_id = old.id and s.state = 'WITHOUT_EFFECT') then
      raise exception using errcode = 'QT006',
        message = format('intent %s can not fail from SUBMITTED: its nonce has not been consumed without the effect', old.id);
    end if;
    if new.state = 'FAILED' and exists (
      select from slots s join attempts a on a.slot_id = s.id
        where s.intent_id = old.id and s.state <> 'WITHOUT_EFFECT' and a.purpose = 'CALL') then
      raise exception using errcode = 'QT006',
        message = format('intent %s can not fail: a transaction of it is signed and may still be mined', old.id);
    end if;
    if new.kind <> 'reversal' then
      if old.state = 'LOCKED' and new.state = 'SUBMITTED' and not exists (
        select from slots s join attempts a on a.slot_id = s.id where s.intent_id = old.id and s.state = 'OPEN') then
        raise exception using errcode = 'QT006', message = format('intent %s can not be SUBMITTED without a stored transaction', old.id);
      end if;
      if new.state in ('CONFIRMED', 'SETTLED') and not exists (
        select from slots s where s.intent_id = old.id and s.state = 'EFFECTIVE') then
        raise exception using errcode = 'QT006',
          message = format('intent %s can not be %s: no transaction of it had its effect', old.id, new.state);
      end if;
    end if;
    if new.state = 'SETTLED' and not exists (
      select from settlements s join ledger_transactions t on t.id = s.ledger_transaction_id
        where s.intent_id = old.id and t.intent_id = old.id and t.program_id = old.program_id
          and t.reference in ('settlement:' || old.id, 'reversal:' || old.id)) then
      raise exception using errcode = 'QT006', message = format('intent %s can not be SETTLED without its settlement', old.id);
    end if;
    if new.state = 'SETTLED' and exists (
      select from payments y where y.intent_id = old.id and (y.status <> 'APPLIED' or y.orphaned_at is not null)) then
      raise exception using errcode = 'QT006',
        message = format('intent %s can not be SETTLED: its payment is not applied, or no longer part of the chain', old.id);
    end if;
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

-- Only a reorganisation opens a slot again, and only one that had its effect: what the chain used for
-- something else was given up for another slot, and must stay given up.
create or replace function slots_guard() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    if new.state <> 'OPEN' then
      raise exception using errcode = 'QT005', message = format('slot %s (nonce %s) must start as OPEN, not %s', new.id, new.nonce, new.state);
    end if;
    return new;
  end if;
  if (to_jsonb(new) - 'state' - 'final_at' - 'end_reason') is distinct from (to_jsonb(old) - 'state' - 'final_at' - 'end_reason')
    or not (old.state = 'OPEN' or (old.state = 'EFFECTIVE' and new.state = 'OPEN')) then
    raise exception using errcode = 'QT005', message = format('slot %s (nonce %s) is %s and can not be changed', old.id, old.nonce, old.state);
  end if;
  new.final_at := case when new.state = 'OPEN' then null else now() end;
  if new.state = 'OPEN' then new.end_reason := null; end if;
  return new;
end $$;
--> statement-breakpoint
create trigger slots_start before insert on slots for each row execute function slots_guard();
--> statement-breakpoint

-- What was signed stays; nothing is signed for a nonce that is used up, nor the call again where the nonce is
-- being cancelled: the intent may have another slot by then.
create function attempts_guard() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if tg_op = 'INSERT' then
    if exists (select from slots s where s.id = new.slot_id and s.state <> 'OPEN') then
      raise exception using errcode = 'QT005', message = format('attempt %s: the nonce of its slot is used up', new.tx_hash);
    end if;
    if new.purpose = 'CALL' and exists (select from attempts a where a.slot_id = new.slot_id and a.purpose = 'CANCEL') then
      raise exception using errcode = 'QT005', message = format('attempt %s: the nonce of its slot is being cancelled', new.tx_hash);
    end if;
    return new;
  end if;
  if (new.id, new.program_id, new.slot_id, new.ordinal, new.tx_hash, new.raw_transaction, new.purpose)
    is distinct from (old.id, old.program_id, old.slot_id, old.ordinal, old.tx_hash, old.raw_transaction, old.purpose) then
    raise exception using errcode = 'QT005', message = format('attempt %s: what was signed can not be changed', old.tx_hash);
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger attempts_guard before insert or update on attempts for each row execute function attempts_guard();
--> statement-breakpoint

create function signers_guard() returns trigger language plpgsql as $$
begin
  if new.next_nonce < old.next_nonce then
    raise exception using errcode = 'QT005',
      message = format('wallet %s: nonce %s was given out already', old.wallet, new.next_nonce);
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger signers_guard before update on signers for each row execute function signers_guard();
--> statement-breakpoint

-- As in 0001, and: money stays held while a transaction that moves it may still be mined.
create or replace function holds_guard() returns trigger
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
  if new.state = 'RELEASED' and exists (
    select from slots s join attempts a on a.slot_id = s.id
      where s.intent_id = old.intent_id and s.state <> 'WITHOUT_EFFECT' and a.purpose = 'CALL') then
    raise exception using errcode = 'QT008',
      message = format('hold %s can not be released: a transaction of intent %s is signed and may still be mined', old.id, old.intent_id);
  end if;
  new.ended_at := now();
  return new;
end $$;
--> statement-breakpoint

-- A floor below zero lends an account money that is not there: only the role that owns the tables gives it.
create function accounts_floor_guard() returns trigger language plpgsql as $$
begin
  if new.floor < 0 and not pg_has_role(current_user, (select c.relowner from pg_class c where c.oid = tg_relid), 'usage') then
    raise exception using errcode = 'QT012',
      message = format('account %s can not have a floor of %s: only the owner of the database gives credit', new.name, new.floor);
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger accounts_floor_guard before insert on accounts for each row execute function accounts_floor_guard();
--> statement-breakpoint

-- A payment is what the chain said. Where it stands may change after a reorganisation; whom it pays for, only
-- after it had vanished and its booking was reversed.
create function payments_guard() returns trigger language plpgsql as $$
begin
  if (new.id, new.program_id, new.chain_id, new.tx_hash, new.asset, new.amount, new.payer, new.recipient)
      is distinct from (old.id, old.program_id, old.chain_id, old.tx_hash, old.asset, old.amount, old.payer, old.recipient)
    or ((new.log_index, new.block_number, new.block_hash) is distinct from (old.log_index, old.block_number, old.block_hash)
      and old.orphaned_at is null)
    or (new.intent_id <> old.intent_id and not (old.status = 'VANISHED' and new.status = 'SUSPENSE'))
    or (new.status <> old.status and not (
         (old.status = 'SUSPENSE' and new.status in ('APPLIED', 'VANISHED'))
      or (old.status = 'APPLIED' and new.status = 'VANISHED')
      or (old.status = 'VANISHED' and new.status = 'SUSPENSE'))) then
    raise exception using errcode = 'QT005',
      message = format('payment %s is %s and can not be changed so', old.id, old.status);
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger payments_guard before update on payments for each row execute function payments_guard();
--> statement-breakpoint

create function claims_guard() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if exists (select from intents i where i.id = old.intent_id and i.state in ('CONFIRMED', 'SETTLED')) then
    raise exception using errcode = 'QT005',
      message = format('the claim of wallet %s has had its effect and can not be taken back', old.wallet);
  end if;
  return old;
end $$;
--> statement-breakpoint
create trigger claims_guard before delete on claims for each row execute function claims_guard();
--> statement-breakpoint

-- A decision is given once, and its outcome too; a finding is closed, never removed.
create function decisions_guard() returns trigger language plpgsql as $$
begin
  if old.outcome is not null
    or (to_jsonb(new) - 'delivered_at' - 'outcome' - 'outcome_detail' - 'ended_at')
      is distinct from (to_jsonb(old) - 'delivered_at' - 'outcome' - 'outcome_detail' - 'ended_at') then
    raise exception using errcode = 'QT005', message = format('decision %s can not be changed', old.id);
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger decisions_guard before update on decisions for each row execute function decisions_guard();
--> statement-breakpoint
create trigger decisions_no_delete before delete or truncate on decisions
  for each statement execute function refuse_change();
--> statement-breakpoint
create trigger findings_no_delete before delete or truncate on findings
  for each statement execute function refuse_change();

-- Policies, rights and guards of commissions and payouts.
-- New SQLSTATE: QT013 a payout without the approvals it needs.

do $$
declare
  tenant_table text;
begin
  foreach tenant_table in array array['commission_runs', 'commissions', 'reversal_requests', 'payout_batches',
    'payout_batch_edits', 'payout_approvals', 'payouts', 'payout_items', 'payout_results']
  loop
    execute format('alter table %I enable row level security', tenant_table);
    execute format('alter table %I force row level security', tenant_table);
    execute format('create policy %I on %I
      using ((select current_setting(''app.program'', true) = ''*'') or program_id::text = (select current_setting(''app.program'', true)))
      with check ((select current_setting(''app.program'', true) = ''*'') or program_id::text = (select current_setting(''app.program'', true)))',
      tenant_table || '_tenant', tenant_table);
    -- The guards below ask these (0002 says why the owner needs a policy of its own).
    execute format('create policy %I on %I to current_user using (pg_trigger_depth() > 0) with check (pg_trigger_depth() > 0)',
      tenant_table || '_guards', tenant_table);
    execute format('create trigger %I before delete or truncate on %I for each statement execute function refuse_change()',
      tenant_table || '_no_delete', tenant_table);
  end loop;
  foreach tenant_table in array array['commission_runs', 'reversal_requests', 'payout_batch_edits', 'payout_approvals'] loop
    execute format('create trigger %I before update on %I for each statement execute function refuse_change()',
      tenant_table || '_append_only', tenant_table);
  end loop;
end $$;
--> statement-breakpoint
grant select, insert on commission_runs, commissions, reversal_requests, payout_batches, payout_batch_edits,
  payout_approvals, payouts, payout_items, payout_results to quittance_app;
--> statement-breakpoint
grant update (status, released_at, paid_at, reversed_at) on commissions to quittance_app;
--> statement-breakpoint
grant update (status, digest, version, approved_at, executed_at, finished_at, cancelled_at) on payout_batches to quittance_app;
--> statement-breakpoint
grant update (status, method, intent_id, failure_code, failure_detail, bank_reference, ended_at) on payouts to quittance_app;
--> statement-breakpoint
grant update (applied_at) on payout_results to quittance_app;
--> statement-breakpoint
grant update (second_approval_above) on programs to quittance_app;
--> statement-breakpoint

-- Fee = parts + what is kept, when the transaction that split it commits; a part is never added later.
create function commission_run_sums() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  run record;
begin
  select r.id, r.fee, r.kept, coalesce(sum(c.amount), 0) as parts into run
    from commission_runs r left join commissions c on c.run_id = r.id and c.reverses_id is null
    where r.id = case tg_table_name when 'commissions' then (to_jsonb(new) ->> 'run_id')::uuid else new.id end
    group by r.id, r.fee, r.kept;
  if run.fee <> run.kept + run.parts then
    raise exception using errcode = 'QT001',
      message = format('commission run %s: a fee of %s is not %s in parts and %s kept', run.id, run.fee, run.parts, run.kept);
  end if;
  return null;
end $$;
--> statement-breakpoint
create constraint trigger commission_runs_sums after insert on commission_runs
  deferrable initially deferred for each row execute function commission_run_sums();
--> statement-breakpoint
create constraint trigger commissions_sums after insert on commissions
  deferrable initially deferred for each row when (new.reverses_id is null) execute function commission_run_sums();
--> statement-breakpoint

create function commissions_guard() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  original record;
begin
  if tg_op = 'INSERT' then
    if not exists (select from affiliates a where a.id = new.affiliate_id and a.program_id = new.program_id)
      or not exists (select from commission_runs r where r.id = new.run_id and r.program_id = new.program_id and r.asset = new.asset) then
      raise exception using errcode = 'QT009', message = format('commission %s: affiliate or run of another program', new.id);
    end if;
    if new.reverses_id is null then
      if new.status <> 'ACCRUED' then
        raise exception using errcode = 'QT006', message = format('commission %s must start as ACCRUED, not %s', new.id, new.status);
      end if;
      return new;
    end if;
    select c.* into original from commissions c where c.id = new.reverses_id;
    if (original.affiliate_id, original.kind, original.level, original.asset, original.run_id, -original.amount)
      is distinct from (new.affiliate_id, new.kind, new.level, new.asset, new.run_id, new.amount)
      or new.status <> 'PAYABLE'
      or not exists (select from payout_items i where i.commission_id = original.id and i.live) then
      raise exception using errcode = 'QT006',
        message = format('commission %s takes back exactly one that a payout holds, and is payable at once', new.id);
    end if;
    new.released_at := now();
    return new;
  end if;
  if (to_jsonb(new) - 'status' - 'released_at' - 'paid_at' - 'reversed_at')
    is distinct from (to_jsonb(old) - 'status' - 'released_at' - 'paid_at' - 'reversed_at') then
    raise exception using errcode = 'QT005', message = format('commission %s: what was earned can not be changed', old.id);
  end if;
  if new.status = old.status then return new; end if;
  if not (
       (old.status = 'ACCRUED' and new.status in ('PAYABLE', 'REVERSED'))
    or (old.status = 'PAYABLE' and new.status in ('PAID', 'REVERSED'))
    or (old.status = 'PAID' and new.status = 'PAYABLE'))
    or (new.status = 'PAID') <> exists (
      select from payout_items i join payouts p on p.id = i.payout_id
        where i.commission_id = old.id and i.live and p.status = 'PAID')
    or (new.status = 'REVERSED' and exists (select from payout_items i where i.commission_id = old.id and i.live)) then
    raise exception using errcode = 'QT006',
      message = format('commission %s can not go from %s to %s', old.id, old.status, new.status);
  end if;
  case new.status
    when 'PAYABLE' then new.released_at := now(); new.paid_at := null;
    when 'PAID' then new.paid_at := now();
    else new.reversed_at := now();
  end case;
  return new;
end $$;
--> statement-breakpoint
create trigger commissions_guard before insert or update on commissions
  for each row execute function commissions_guard();
--> statement-breakpoint

-- Whether as many people as it takes, none of whom made or edited the batch, stand behind it as it is.
create function payout_batch_is_approved(p_batch uuid, p_digest text) returns boolean
  language sql stable security definer set search_path = public, pg_temp as $$
  select (select count(distinct a.operator_id) from payout_approvals a join operators o on o.id = a.operator_id
      where a.batch_id = p_batch and a.digest = p_digest and o.disabled_at is null
        and not exists (select from payout_batch_edits e where e.batch_id = p_batch and e.operator_id = a.operator_id))
    >= (select case when coalesce(sum(p.amount), 0) > g.second_approval_above then 2 else 1 end
      from payout_batches b join programs g on g.id = b.program_id
      left join payouts p on p.batch_id = b.id and p.retries_id is null and p.status not in ('EXCLUDED', 'CANCELLED')
      where b.id = p_batch group by g.second_approval_above);
$$;
--> statement-breakpoint
create function payout_batches_guard() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if tg_op = 'INSERT' then
    if new.status <> 'PENDING' or new.version <> 1 then
      raise exception using errcode = 'QT006', message = format('batch %s must start as PENDING, not %s', new.id, new.status);
    end if;
    return new;
  end if;
  if (to_jsonb(new) - 'status' - 'digest' - 'version' - 'approved_at' - 'executed_at' - 'finished_at' - 'cancelled_at')
      is distinct from (to_jsonb(old) - 'status' - 'digest' - 'version' - 'approved_at' - 'executed_at' - 'finished_at' - 'cancelled_at')
    or (new.digest, new.version) is distinct from (old.digest, old.version)
      and not (old.status in ('PENDING', 'APPROVED') and new.status = 'PENDING' and new.version = old.version + 1) then
    raise exception using errcode = 'QT005', message = format('batch %s is %s and can not be changed so', old.id, old.status);
  end if;
  if new.status <> old.status and not (
       (old.status = 'PENDING' and new.status in ('APPROVED', 'CANCELLED'))
    or (old.status = 'APPROVED' and new.status in ('PENDING', 'PROCESSING', 'CANCELLED'))
    or (old.status = 'PROCESSING' and new.status in ('COMPLETED', 'PARTIALLY_FAILED'))
    or (old.status = 'PARTIALLY_FAILED' and new.status = 'PROCESSING')) then
    raise exception using errcode = 'QT006', message = format('batch %s can not go from %s to %s', old.id, old.status, new.status);
  end if;
  if new.status <> old.status and new.status in ('APPROVED', 'PROCESSING') and not payout_batch_is_approved(old.id, old.digest) then
    raise exception using errcode = 'QT013',
      message = format('batch %s can not be %s: not enough people other than its makers stand behind it as it is', old.id, new.status);
  end if;
  if new.status <> old.status and new.status in ('COMPLETED', 'PARTIALLY_FAILED') and exists (
    select from payouts p where p.batch_id = old.id and (p.status in ('PLANNED', 'PROCESSING', 'UNKNOWN')
      or (new.status = 'COMPLETED' and p.status = 'FAILED' and not exists (select from payouts r where r.retries_id = p.id)))) then
    raise exception using errcode = 'QT006', message = format('batch %s can not be %s: not all of its payouts are', old.id, new.status);
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger payout_batches_guard before insert or update on payout_batches
  for each row execute function payout_batches_guard();
--> statement-breakpoint

create function payout_approvals_guard() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if not exists (select from payout_batches b where b.id = new.batch_id and b.program_id = new.program_id
    and b.digest = new.digest and b.status in ('PENDING', 'APPROVED'))
    or exists (select from payout_batch_edits e where e.batch_id = new.batch_id and e.operator_id = new.operator_id) then
    raise exception using errcode = 'QT013',
      message = format('batch %s: approved is what stands in it now, by somebody who neither made nor edited it', new.batch_id);
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger payout_approvals_guard before insert on payout_approvals
  for each row execute function payout_approvals_guard();
--> statement-breakpoint

-- A payout is planned while its batch may be edited (another try of a failed one: later), and holds its commissions
-- until it can be said for certain that it will never be paid.
create function payouts_guard() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  batch record;
begin
  select b.status, b.program_id into batch from payout_batches b where b.id = new.batch_id;
  if tg_op = 'INSERT' then
    if batch.program_id is distinct from new.program_id
      or not exists (select from affiliates a where a.id = new.affiliate_id and a.program_id = new.program_id and a.wallet = new.wallet) then
      raise exception using errcode = 'QT009', message = format('payout %s: batch or affiliate of another program', new.id);
    end if;
    if new.status <> 'PLANNED' or new.intent_id is not null
      or (new.retries_id is null and batch.status <> 'PENDING')
      or (new.retries_id is not null and (batch.status <> 'PROCESSING' or not exists (
        select from payouts p where p.id = new.retries_id and p.batch_id = new.batch_id and p.affiliate_id = new.affiliate_id
          and p.status = 'FAILED' and p.amount = new.amount and p.asset = new.asset))) then
      raise exception using errcode = 'QT006', message = format('payout %s can not be added to a batch that is %s', new.id, batch.status);
    end if;
    return new;
  end if;
  if (to_jsonb(new) - 'status' - 'method' - 'intent_id' - 'failure_code' - 'failure_detail' - 'bank_reference' - 'ended_at')
      is distinct from (to_jsonb(old) - 'status' - 'method' - 'intent_id' - 'failure_code' - 'failure_detail' - 'bank_reference' - 'ended_at')
    or (new.method <> old.method and not (old.status = 'PLANNED' and batch.status = 'PENDING'))
    or (old.intent_id is not null and new.intent_id is distinct from old.intent_id) then
    raise exception using errcode = 'QT005', message = format('payout %s is %s and can not be changed so', old.id, old.status);
  end if;
  if new.status = old.status then return new; end if;
  if not (
       (old.status = 'PLANNED' and new.status = 'EXCLUDED' and batch.status = 'PENDING')
    or (old.status = 'PLANNED' and new.status = 'CANCELLED' and batch.status = 'CANCELLED')
    or (old.status = 'PLANNED' and new.status = 'PROCESSING' and batch.status = 'PROCESSING' and new.intent_id is not null)
    or (old.status = 'PROCESSING' and new.status in ('UNKNOWN', 'PAID', 'FAILED'))
    or (old.status = 'UNKNOWN' and new.status in ('PAID', 'FAILED'))
    or (old.status = 'PAID' and new.status = 'REVERSED'))
    or (new.status = 'PAID' and not exists (select from settlements s where s.intent_id = old.intent_id))
    or (new.status = 'FAILED' and not exists (select from intents i where i.id = old.intent_id and i.state = 'FAILED'))
    or (new.status = 'REVERSED' and not exists (
      select from intents r where r.reverses_intent_id = old.intent_id and r.state = 'SETTLED')) then
    raise exception using errcode = 'QT006',
      message = format('payout %s can not go from %s to %s in a batch that is %s', old.id, old.status, new.status, batch.status);
  end if;
  if new.status in ('PAID', 'FAILED', 'CANCELLED', 'EXCLUDED', 'REVERSED') then new.ended_at := now(); end if;
  return new;
end $$;
--> statement-breakpoint
create trigger payouts_guard before insert or update on payouts for each row execute function payouts_guard();
--> statement-breakpoint
create function payouts_let_go() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update payout_items i set live = false
    from new_payouts n join old_payouts o on o.id = n.id
    where i.payout_id = n.id and i.live and n.status <> o.status
      and n.status in ('FAILED', 'CANCELLED', 'EXCLUDED', 'REVERSED');
  return null;
end $$;
--> statement-breakpoint
create trigger payouts_let_go after update on payouts referencing old table as old_payouts new table as new_payouts
  for each statement execute function payouts_let_go();
--> statement-breakpoint

create function payout_items_guard() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  payout record;
  commission record;
begin
  if tg_op = 'UPDATE' then
    if (to_jsonb(new) - 'live') is distinct from (to_jsonb(old) - 'live') or new.live or exists (
      select from payouts p where p.id = old.payout_id and p.status in ('PLANNED', 'PROCESSING', 'UNKNOWN', 'PAID')) then
      raise exception using errcode = 'QT005', message = format('commission %s is held by payout %s', old.commission_id, old.payout_id);
    end if;
    return new;
  end if;
  -- Each by its key and not as one join, which on tables without statistics reads a program's commissions for every item.
  select p.program_id, p.affiliate_id, p.asset, p.status into payout from payouts p where p.id = new.payout_id;
  -- Locked, and not only looked at: a reversal that is under way decides by whether a payout holds the commission.
  select c.program_id, c.affiliate_id, c.asset, c.amount, c.status into commission
    from commissions c where c.id = new.commission_id for share;
  if not new.live
    or (payout.program_id, payout.affiliate_id, payout.asset, payout.status, commission.amount, commission.status)
      is distinct from (new.program_id, commission.affiliate_id, commission.asset, 'PLANNED', new.amount, 'PAYABLE')
    or commission.program_id is distinct from new.program_id then
    raise exception using errcode = 'QT006',
      message = format('commission %s is not payable, or not part of payout %s', new.commission_id, new.payout_id);
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger payout_items_guard before insert or update on payout_items
  for each row execute function payout_items_guard();
--> statement-breakpoint
create function payout_sums() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  payout record;
begin
  select p.id, p.amount, coalesce(sum(i.amount), 0) as items into payout
    from payouts p left join payout_items i on i.payout_id = p.id
    where p.id = case tg_table_name when 'payout_items' then (to_jsonb(new) ->> 'payout_id')::uuid else (to_jsonb(new) ->> 'id')::uuid end
    group by p.id, p.amount;
  if payout.amount <> payout.items then
    raise exception using errcode = 'QT001', message = format('payout %s of %s has items of %s', payout.id, payout.amount, payout.items);
  end if;
  return null;
end $$;
--> statement-breakpoint
create constraint trigger payouts_sums after insert on payouts
  deferrable initially deferred for each row execute function payout_sums();
--> statement-breakpoint
create constraint trigger payout_items_sums after insert on payout_items
  deferrable initially deferred for each row execute function payout_sums();
--> statement-breakpoint

create function payout_results_guard() returns trigger language plpgsql as $$
begin
  if old.applied_at is not null or (to_jsonb(new) - 'applied_at') is distinct from (to_jsonb(old) - 'applied_at') then
    raise exception using errcode = 'QT005', message = format('result %s can not be changed', old.id);
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger payout_results_guard before update on payout_results for each row execute function payout_results_guard();
--> statement-breakpoint

-- As in 0004, and: payouts are carried out by their batch's run. This is the one place a payout can begin: its batch
-- is PROCESSING, which payout_batches_guard lets it be only once it is approved. People carry out what is not on chain,
-- so no slot stands behind it; a batch sends and settles nothing by itself.
create or replace function intents_guard() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  by_hand boolean;
begin
  if tg_op = 'INSERT' then
    if new.state <> 'PENDING' or new.parked then
      raise exception using errcode = 'QT006', message = format('intent %s must start as PENDING, not %s', new.id, new.state);
    end if;
    if new.kind in ('payout', 'payout_batch') and not exists (
      select from payout_batches b where b.id = (new.input ->> 'batchId')::uuid and b.program_id = new.program_id
        and b.status = 'PROCESSING' and (new.kind = 'payout_batch' or exists (
          select from payouts p where p.id = (new.input ->> 'payoutId')::uuid and p.batch_id = b.id and p.status = 'PLANNED'))) then
      raise exception using errcode = 'QT013', message = format('intent %s: its batch is not approved and under way', new.id);
    end if;
    if (new.kind = 'payout') <> (new.parent_intent_id is not null) then
      raise exception using errcode = 'QT006', message = format('intent %s: a payout, and nothing else, is carried out by its batch', new.id);
    end if;
    new.version := 0;
    return new;
  end if;
  if (new.id, new.program_id, new.kind, new.wallet, new.idempotency_key, new.workflow_id, new.input, new.created_at, new.reverses_intent_id, new.parent_intent_id)
    is distinct from (old.id, old.program_id, old.kind, old.wallet, old.idempotency_key, old.workflow_id, old.input, old.created_at, old.reverses_intent_id, old.parent_intent_id) then
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
    by_hand := new.kind = 'payout' and exists (
      select from payouts p where p.intent_id = old.id and p.method not in ('ONCHAIN_USDC', 'ONCHAIN_USDT'));
    if new.state = 'FAILED' and new.kind = 'payout_batch' then
      raise exception using errcode = 'QT006', message = format('intent %s can not fail: each of its payouts does or does not', old.id);
    end if;
    if new.state = 'FAILED' and old.state = 'SUBMITTED' and not by_hand
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
    if new.kind not in ('reversal', 'payout_batch') and not by_hand then
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
    if new.state = 'SETTLED' and new.kind <> 'payout_batch' and not exists (
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

-- A batch is carried out by one execution at a time.
create unique index intents_live_execution_key on intents ((input ->> 'batchId'))
  where kind = 'payout_batch' and state not in ('SETTLED', 'FAILED');

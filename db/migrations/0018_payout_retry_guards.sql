-- Rights and guards of retries of payouts by hand, of banks that change their word, of batches that are called off
-- under way, and of commissions that were reversed while a payout held them.

do $$
declare
  tenant_table text;
begin
  foreach tenant_table in array array['payout_retry_approvals', 'payout_decisions']
  loop
    execute format('alter table %I enable row level security', tenant_table);
    execute format('alter table %I force row level security', tenant_table);
    execute format('create policy %I on %I
      using ((select current_setting(''app.program'', true) = ''*'') or program_id::text = (select current_setting(''app.program'', true)))
      with check ((select current_setting(''app.program'', true) = ''*'') or program_id::text = (select current_setting(''app.program'', true)))',
      tenant_table || '_tenant', tenant_table);
    execute format('create policy %I on %I to current_user using (pg_trigger_depth() > 0) with check (pg_trigger_depth() > 0)',
      tenant_table || '_guards', tenant_table);
    execute format('create trigger %I before update or delete or truncate on %I for each statement execute function refuse_change()',
      tenant_table || '_append_only', tenant_table);
  end loop;
end $$;
--> statement-breakpoint
grant select, insert on payout_retry_approvals, payout_decisions to quittance_app;
--> statement-breakpoint

-- What two people have decided about a bank's newest word; null: they have not. Somebody who was disabled, or has said
-- something else, before the second person decided does not count.
create function payout_decided(p_result uuid) returns text
  language sql stable set search_path = public, pg_temp as $$
  select s.outcome from payout_decisions f join payout_decisions s
      on s.result_id = f.result_id and s.outcome = f.outcome and s.operator_id <> f.operator_id and s.at >= f.at
    join operators o on o.id = f.operator_id
    where f.result_id = p_result and (o.disabled_at is null or o.disabled_at > s.at)
      and not exists (select from payout_decisions n where n.result_id = f.result_id and n.operator_id = f.operator_id
        and n.outcome <> f.outcome and n.at > f.at and n.at <= s.at)
    order by s.at limit 1;
$$;
--> statement-breakpoint
-- Null: a bank has said one thing of a payout, or what it has said last is how the payout stands since it, or what
-- booked it, was reversed.
-- Otherwise what two people have decided about its newest word, or OPEN.
create function payout_dispute(p_payout uuid) returns text
  language sql stable set search_path = public, pg_temp as $$
  select case when r.outcome <> 'FAILED' or not (p.status = 'REVERSED'
      or exists (select from payouts b where b.retries_id = p.id and b.evidence_result_id is not null and b.status = 'REVERSED'))
    then coalesce(payout_decided(r.id), 'OPEN') end
    from payout_results r join payouts p on p.id = r.payout_id
    where r.payout_id = p_payout and r.contradicts order by r.id desc limit 1;
$$;
--> statement-breakpoint
-- Whether a commission is in a payout that failed, or was taken back, and may have been paid nevertheless: two people
-- have not decided that it has not.
create function commission_is_disputed(p_commission uuid) returns boolean
  language sql stable set search_path = public, pg_temp as $$
  select exists (
    select from payout_items i join payouts p on p.id = i.payout_id
      where i.commission_id = p_commission and p.status in ('FAILED', 'REVERSED') and payout_dispute(p.id) in ('OPEN', 'PAID'));
$$;
--> statement-breakpoint
-- Whether the bank's newest word is that a paid payout came back, and two people have not decided otherwise. What was
-- only booked has the words of the payout that it books.
create function payout_came_back(p_payout uuid) returns boolean
  language sql stable set search_path = public, pg_temp as $$
  select exists (
    select from payouts p cross join lateral (
        select r.outcome, payout_decided(r.id) as decided from payout_results r
          where r.payout_id = case when p.evidence_result_id is null then p.id else p.retries_id end and r.contradicts
          order by r.id desc limit 1) n
      where p.id = p_payout and n.outcome = 'FAILED' and n.decided is null);
$$;
--> statement-breakpoint
-- Whether people may say now that a payout was paid, or was not. One that is paid and came back is reversed instead;
-- what was booked is undone first; that it was paid is a bank's word before it is anybody's.
create function payout_may_be_decided(p_payout uuid, p_outcome text) returns boolean
  language sql stable set search_path = public, pg_temp as $$
  select exists (
    select from payouts p where p.id = p_payout and payout_dispute(p.id) = 'OPEN'
      and case p.status
        when 'PAID' then p_outcome = 'PAID'
        when 'REVERSED' then p_outcome = 'FAILED'
        when 'FAILED' then p_outcome = 'FAILED' or exists (
          select from payout_results r where r.payout_id = p.id and r.outcome = 'PAID')
        else false end
      and not exists (select from payouts b where b.retries_id = p.id and b.evidence_result_id is not null
        and b.status not in ('REVERSED', 'CANCELLED') and not (b.status = 'PAID' and p_outcome = 'PAID'))
      and not exists (select from intents r where r.reverses_intent_id = p.intent_id and r.state not in ('SETTLED', 'FAILED')));
$$;
--> statement-breakpoint
-- Whether a commission was reversed while a payout held it, and what takes it back is not paid (carried) yet: then
-- both belong in the same payout (p_payout), or neither in any.
create function commission_is_taken_back(p_commission uuid, p_payout uuid) returns boolean
  language sql stable set search_path = public, pg_temp as $$
  select exists (
    select from commissions k where k.reverses_id = p_commission and k.status <> 'PAID'
      and not exists (select from payout_items i where i.commission_id = k.id and i.payout_id = p_payout));
$$;
--> statement-breakpoint
-- What a bank has said last of a payout; null: nothing.
create function payout_newest_result(p_payout uuid) returns uuid
  language sql stable set search_path = public, pg_temp as $$
  select r.id from payout_results r where r.payout_id = p_payout order by r.id desc limit 1;
$$;
--> statement-breakpoint
-- The failed payouts of a batch that were not tried again, and what was last said of each: what an approval of
-- another try names.
create function payout_retry_digest(p_batch uuid) returns text
  language sql stable set search_path = public, pg_temp as $$
  select encode(sha256(convert_to(b.digest || coalesce((
      select string_agg(format(E'\n%s %s %s %s %s %s', p.id, p.wallet, p.method, p.asset, p.amount,
          payout_newest_result(p.id)), '' order by p.id)
        from payouts p where p.batch_id = b.id and p.status = 'FAILED'
          and not exists (select from payouts t where t.retries_id = p.id and t.status <> 'CANCELLED')), ''), 'UTF8')), 'hex')
    from payout_batches b where b.id = p_batch;
$$;
--> statement-breakpoint
-- How many people have to stand behind a batch.
create function payout_approvals_needed(p_batch uuid) returns bigint
  language sql stable set search_path = public, pg_temp as $$
  select case when coalesce(sum(p.amount), 0) > g.second_approval_above then 2 else 1 end
    from payout_batches b join programs g on g.id = b.program_id
    left join payouts p on p.batch_id = b.id and p.retries_id is null and p.status not in ('EXCLUDED', 'CANCELLED')
    where b.id = p_batch group by g.second_approval_above;
$$;
--> statement-breakpoint
-- Whether as many people as it takes stand behind another try of a failed payout: nobody who made or edited the
-- batch, brought a result of the payout, or asks for the try.
create function payout_retry_is_approved(p_payout uuid, p_retried_by uuid) returns boolean
  language sql stable set search_path = public, pg_temp as $$
  select (select count(distinct a.operator_id) from payout_retry_approvals a join operators o on o.id = a.operator_id
      where a.payout_id = p.id and o.disabled_at is null
        and a.result_id is not distinct from payout_newest_result(p.id) and a.operator_id is distinct from p_retried_by
        and not exists (select from payout_batch_edits e where e.batch_id = p.batch_id and e.operator_id = a.operator_id)
        and not exists (select from payout_results r where r.payout_id = p.id and r.operator_id = a.operator_id))
    >= payout_approvals_needed(p.batch_id)
    from payouts p where p.id = p_payout;
$$;
--> statement-breakpoint
-- Which round of wishes a settlement is in: each reversal by people that failed ends one, and each new word of a bank.
create function reversal_round(p_intent uuid) returns integer
  language sql stable set search_path = public, pg_temp as $$
  select 1 + (select count(*)::int from intents r
      where r.reverses_intent_id = p_intent and r.state = 'FAILED' and r.input ->> 'rule' = 'operator')
    + (select count(*)::int from payouts p join payout_results w
        on w.payout_id = case when p.evidence_result_id is null then p.id else p.retries_id end
      where p.intent_id = p_intent and w.contradicts);
$$;
--> statement-breakpoint
-- Whether two people want what an intent has settled reversed; somebody who was disabled since does not count.
create function reversal_is_wanted(p_intent uuid) returns boolean
  language sql stable set search_path = public, pg_temp as $$
  select count(distinct q.operator_id) >= 2 from settlements s
    join reversal_requests q on q.settlement_id = s.id and q.round = reversal_round(p_intent)
    join operators o on o.id = q.operator_id and o.disabled_at is null
    where s.intent_id = p_intent;
$$;
--> statement-breakpoint
create function reversal_requests_guard() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  new.round := (select reversal_round(s.intent_id) from settlements s where s.id = new.settlement_id);
  return new;
end $$;
--> statement-breakpoint
create trigger reversal_requests_guard before insert on reversal_requests
  for each row execute function reversal_requests_guard();
--> statement-breakpoint
create or replace function payout_batch_is_approved(p_batch uuid, p_digest text) returns boolean
  language sql stable security definer set search_path = public, pg_temp as $$
  select (select count(distinct a.operator_id) from payout_approvals a join operators o on o.id = a.operator_id
      where a.batch_id = p_batch and a.digest = p_digest and o.disabled_at is null
        and not exists (select from payout_batch_edits e where e.batch_id = p_batch and e.operator_id = a.operator_id))
    >= payout_approvals_needed(p_batch);
$$;
--> statement-breakpoint
create or replace function payout_batches_guard() returns trigger
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
    or (old.status = 'PROCESSING' and new.status in ('COMPLETED', 'PARTIALLY_FAILED', 'CANCELLED'))
    or (old.status = 'PARTIALLY_FAILED' and new.status = 'PROCESSING')) then
    raise exception using errcode = 'QT006', message = format('batch %s can not go from %s to %s', old.id, old.status, new.status);
  end if;
  if new.status <> old.status and new.status in ('APPROVED', 'PROCESSING') and not payout_batch_is_approved(old.id, old.digest) then
    raise exception using errcode = 'QT013',
      message = format('batch %s can not be %s: not enough people other than its makers stand behind it as it is', old.id, new.status);
  end if;
  if new.status <> old.status and new.status in ('COMPLETED', 'PARTIALLY_FAILED') and exists (
    select from payouts p where p.batch_id = old.id and (p.status in ('PLANNED', 'PROCESSING', 'UNKNOWN')
      or (new.status = 'COMPLETED' and p.status = 'FAILED' and not exists (select from payouts r where r.retries_id = p.id and r.status <> 'CANCELLED')))) then
    raise exception using errcode = 'QT006', message = format('batch %s can not be %s: not all of its payouts are', old.id, new.status);
  end if;
  -- Of what is called off under way nothing has left: its payouts, which can not be called off otherwise, say so.
  if old.status = 'PROCESSING' and new.status = 'CANCELLED' and exists (
    select from payouts p where p.batch_id = old.id and p.status not in ('CANCELLED', 'EXCLUDED')) then
    raise exception using errcode = 'QT006', message = format('batch %s can not be called off: not all of its payouts are', old.id);
  end if;
  if old.status = 'APPROVED' and new.status = 'PROCESSING' and exists (
    select from payouts p join payout_items i on i.payout_id = p.id
      where p.batch_id = old.id and p.status = 'PLANNED' and commission_is_disputed(i.commission_id)) then
    raise exception using errcode = 'QT014',
      message = format('batch %s: a commission of it may have been paid by a payout of which a bank has said two things', old.id);
  end if;
  return new;
end $$;
--> statement-breakpoint
create or replace function payout_approvals_guard() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if not exists (select from payout_batches b where b.id = new.batch_id and b.program_id = new.program_id
    and b.digest = new.digest and b.status in ('PENDING', 'APPROVED', 'PARTIALLY_FAILED'))
    or exists (select from payout_batch_edits e where e.batch_id = new.batch_id and e.operator_id = new.operator_id) then
    raise exception using errcode = 'QT013',
      message = format('batch %s: approved is what stands in it now, by somebody who neither made nor edited it', new.batch_id);
  end if;
  return new;
end $$;
--> statement-breakpoint
create function payout_retry_approvals_guard() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if not exists (select from payouts p join payout_batches b on b.id = p.batch_id
      where p.id = new.payout_id and p.program_id = new.program_id and p.status = 'FAILED'
        and p.method not in ('ONCHAIN_USDC', 'ONCHAIN_USDT') and b.status = 'PARTIALLY_FAILED'
        and payout_retry_digest(b.id) = new.digest
        and not exists (select from payout_batch_edits e where e.batch_id = b.id and e.operator_id = new.operator_id)
        and not exists (select from payout_results r where r.payout_id = p.id and r.operator_id = new.operator_id)) then
    raise exception using errcode = 'QT013', message = format(
      'payout %s: another try of it is approved as it stands, by somebody who neither made nor edited the batch nor brought a result of it', new.payout_id);
  end if;
  new.result_id := payout_newest_result(new.payout_id);
  return new;
end $$;
--> statement-breakpoint
create trigger payout_retry_approvals_guard before insert on payout_retry_approvals
  for each row execute function payout_retry_approvals_guard();
--> statement-breakpoint
create or replace function payouts_guard() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  batch record;
  failed record;
begin
  select b.status, b.program_id into batch from payout_batches b where b.id = new.batch_id;
  if tg_op = 'INSERT' then
    if batch.program_id is distinct from new.program_id
      or not exists (select from affiliates a where a.id = new.affiliate_id and a.program_id = new.program_id and a.wallet = new.wallet) then
      raise exception using errcode = 'QT009', message = format('payout %s: batch or affiliate of another program', new.id);
    end if;
    if new.status <> 'PLANNED' or new.intent_id is not null
      or (new.retries_id is null and (batch.status <> 'PENDING' or new.retried_by is not null or new.evidence_result_id is not null))
      or (new.retries_id is not null and batch.status <> 'PROCESSING') then
      raise exception using errcode = 'QT006', message = format('payout %s can not be added to a batch that is %s', new.id, batch.status);
    end if;
    if new.retries_id is null then return new; end if;
    select p.batch_id, p.affiliate_id, p.wallet, p.amount, p.asset, p.method, p.status, payout_dispute(p.id) as dispute into failed
      from payouts p where p.id = new.retries_id;
    if (failed.batch_id, failed.affiliate_id, failed.wallet, failed.amount, failed.asset, failed.method, failed.status)
      is distinct from (new.batch_id, new.affiliate_id, new.wallet, new.amount, new.asset, new.method, 'FAILED') then
      raise exception using errcode = 'QT006', message = format('payout %s is not another try of a failed one', new.id);
    end if;
    if new.evidence_result_id is not null then
      if failed.dispute is distinct from 'PAID' or not exists (select from payout_results r
        where r.id = new.evidence_result_id and r.payout_id = new.retries_id and r.outcome = 'PAID') then
        raise exception using errcode = 'QT013',
          message = format('payout %s: two people have not confirmed that the bank has paid %s', new.id, new.retries_id);
      end if;
    elsif failed.dispute in ('OPEN', 'PAID') then
      raise exception using errcode = 'QT014',
        message = format('payout %s may have been paid: a bank has said two things of it', new.retries_id);
    elsif new.method not in ('ONCHAIN_USDC', 'ONCHAIN_USDT')
      and (new.retried_by is null or not payout_retry_is_approved(new.retries_id, new.retried_by)) then
      raise exception using errcode = 'QT013', message = format(
        'payout %s: not enough people have approved another try of %s, other than those who made the batch, brought its result or ask for the try', new.id, new.retries_id);
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
    or (old.status = 'PLANNED' and new.status = 'CANCELLED' and batch.status in ('CANCELLED', 'PROCESSING'))
    or (old.status = 'PROCESSING' and new.status = 'CANCELLED' and exists (
      select from intents i where i.id = old.intent_id and i.state = 'FAILED' and i.failure_code = 'BATCH_CALLED_OFF'))
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
  if new.status = 'REVERSED' and new.method not in ('ONCHAIN_USDC', 'ONCHAIN_USDT') and not payout_came_back(old.id) then
    raise exception using errcode = 'QT014', message = format('payout %s has not come back: its bank does not say so', old.id);
  end if;
  if new.status = 'CANCELLED' and exists (select from payout_results r where r.payout_id = old.id) then
    raise exception using errcode = 'QT006', message = format('payout %s can not be called off: its bank has said something of it', old.id);
  end if;
  if new.status in ('PAID', 'FAILED', 'CANCELLED', 'EXCLUDED', 'REVERSED') then new.ended_at := now(); end if;
  return new;
end $$;
--> statement-breakpoint
create or replace function payout_items_guard() returns trigger
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
  select p.program_id, p.affiliate_id, p.asset, p.status, p.evidence_result_id into payout from payouts p where p.id = new.payout_id;
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
  if payout.evidence_result_id is null and commission_is_disputed(new.commission_id) then
    raise exception using errcode = 'QT014', message = format(
      'commission %s may have been paid already, by a payout of which a bank has said two things', new.commission_id);
  end if;
  return new;
end $$;
--> statement-breakpoint
create or replace function commissions_guard() returns trigger
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
      or not (exists (select from payout_items i where i.commission_id = original.id and i.live)
        or commission_is_disputed(original.id)) then
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
    or (new.status = 'REVERSED' and (commission_is_disputed(old.id)
      or exists (select from payout_items i where i.commission_id = old.id and i.live))) then
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

-- The items of a payout are inserted in one statement, and judged once for it: they sum to its amount, and none of them
-- was taken back.
create function payout_items_inserted() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  wrong record;
begin
  select p.id, p.amount, s.items into wrong
    from (select distinct n.payout_id from new_items n) d join payouts p on p.id = d.payout_id
    cross join lateral (select coalesce(sum(i.amount), 0) as items from payout_items i where i.payout_id = p.id) s
    where p.amount <> s.items limit 1;
  if found then
    raise exception using errcode = 'QT001', message = format('payout %s of %s has items of %s', wrong.id, wrong.amount, wrong.items);
  end if;
  select n.commission_id, n.payout_id into wrong from new_items n join payouts p on p.id = n.payout_id
    where p.evidence_result_id is null and commission_is_taken_back(n.commission_id, n.payout_id) limit 1;
  if found then
    raise exception using errcode = 'QT006', message = format(
      'commission %s was reversed, and what takes it back is not in payout %s', wrong.commission_id, wrong.payout_id);
  end if;
  return null;
end $$;
--> statement-breakpoint
drop trigger payout_items_sums on payout_items;
--> statement-breakpoint
create trigger payout_items_inserted after insert on payout_items
  referencing new table as new_items for each statement execute function payout_items_inserted();
--> statement-breakpoint

-- A bank's first final word is taken only of what is held and waited for. What it says otherwise later is kept and never
-- applied.
create function payout_results_insert_guard() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  payout record;
begin
  select p.batch_id, p.program_id, p.method, p.evidence_result_id, i.state,
      exists (select from payout_results r where r.payout_id = p.id and r.outcome <> 'UNKNOWN' and not r.contradicts) as decided,
      exists (select from holds h where h.intent_id = p.intent_id and h.state = 'HELD') as held into payout
    from payouts p left join intents i on i.id = p.intent_id where p.id = new.payout_id;
  if (payout.batch_id, payout.program_id) is distinct from (new.batch_id, new.program_id)
    or payout.method in ('ONCHAIN_USDC', 'ONCHAIN_USDT') or payout.evidence_result_id is not null or new.applied_at is not null
    or (new.contradicts and not payout.decided)
    or (not new.contradicts and (payout.decided or payout.state is distinct from 'SUBMITTED' or not payout.held)) then
    raise exception using errcode = 'QT006', message = format('payout %s does not wait for a result such as this', new.payout_id);
  end if;
  if exists (select from payout_results r where r.payout_id = new.payout_id and r.id > new.id) then
    raise exception using errcode = 'QT006', message = format('payout %s has a later result already', new.payout_id);
  end if;
  -- Whoever is about to let the same commissions leave otherwise waits for this, or is waited for.
  if new.contradicts then
    perform from commissions c where c.id in (select i.commission_id from payout_items i where i.payout_id = new.payout_id)
      order by c.id for update;
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger payout_results_insert_guard before insert on payout_results
  for each row execute function payout_results_insert_guard();
--> statement-breakpoint
create function payout_decisions_guard() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  payout record;
begin
  select p.program_id, (select r.id from payout_results r where r.payout_id = p.id and r.contradicts
      order by r.id desc limit 1) as newest into payout
    from payouts p where p.id = new.payout_id;
  if payout.program_id is distinct from new.program_id or payout.newest is distinct from new.result_id
    or not payout_may_be_decided(new.payout_id, new.outcome) then
    raise exception using errcode = 'QT006', message = format('payout %s: there is nothing such to decide', new.payout_id);
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger payout_decisions_guard before insert on payout_decisions
  for each row execute function payout_decisions_guard();
--> statement-breakpoint

-- As in 0014, and: a payout moves on only with its hold, and one by hand only by its bank's word; what is called off has
-- not left.
create or replace function intents_guard() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  by_hand boolean;
  payout record;
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
    if new.kind = 'reversal' and new.input ->> 'rule' = 'operator' and not reversal_is_wanted(new.reverses_intent_id) then
      raise exception using errcode = 'QT013', message = format('intent %s: two people do not want this reversed', new.id);
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
    by_hand := false;
    if new.kind = 'payout' then
      select p.id, p.method, p.asset, p.amount, p.evidence_result_id into payout from payouts p where p.intent_id = old.id;
      by_hand := coalesce(payout.method not in ('ONCHAIN_USDC', 'ONCHAIN_USDT'), false);
      if new.state in ('SUBMITTED', 'CONFIRMED', 'SETTLED') and old.state <> 'CONFIRMED' and not exists (
        select from holds h join accounts a on a.id = h.account_id
          where h.intent_id = old.id and h.state = 'HELD' and h.amount = payout.amount and h.asset = payout.asset
            and a.name = 'program:' || old.program_id || ':treasury') then
        raise exception using errcode = 'QT006', message = format('intent %s can not be %s: what it pays is not held', old.id, new.state);
      end if;
      if old.state = 'LOCKED' and new.state = 'SUBMITTED' and payout.evidence_result_id is null then
        perform from commissions c where c.id in (select i.commission_id from payout_items i where i.payout_id = payout.id)
          order by c.id for share;
        if exists (select from payout_items i where i.payout_id = payout.id and commission_is_disputed(i.commission_id)) then
          raise exception using errcode = 'QT014', message = format(
            'intent %s can not be SUBMITTED: what it pays may have been paid, by a payout of which a bank has said two things', old.id);
        end if;
      end if;
      if new.state = 'SETTLED' and not exists (
        select from holds h where h.intent_id = old.id and h.state = 'CONVERTED' and h.amount = payout.amount and h.asset = payout.asset) then
        raise exception using errcode = 'QT006', message = format('intent %s can not be SETTLED: what it pays was never held', old.id);
      end if;
      if by_hand and old.state = 'SUBMITTED' and payout.evidence_result_id is null and not exists (
        select from payout_results r where r.payout_id = payout.id and not r.contradicts
          and r.outcome = case new.state when 'FAILED' then 'FAILED' else 'PAID' end) then
        raise exception using errcode = 'QT006', message = format('intent %s can not be %s: the bank has not said so', old.id, new.state);
      end if;
    end if;
    if new.failure_code = 'BATCH_CALLED_OFF' and old.state not in ('PENDING', 'LOCKED') then
      raise exception using errcode = 'QT006', message = format('intent %s can not be called off: it may have left', old.id);
    end if;
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

-- What is final waits for nothing: a late activity's watch would be signalled at every poll for ever. The row is dropped
-- without an error, since nothing was asked that is not done. Locked as its foreign key locks it, so that whoever ends
-- the intent at this moment is waited for.
create function watches_guard() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform from intents i where i.id = new.intent_id and i.state not in ('SETTLED', 'FAILED') for key share;
  if not found then return null; end if;
  return new;
end $$;
--> statement-breakpoint
create trigger watches_guard before insert on watches for each row execute function watches_guard();
--> statement-breakpoint
delete from watches w using intents i where i.id = w.intent_id and i.state in ('SETTLED', 'FAILED');

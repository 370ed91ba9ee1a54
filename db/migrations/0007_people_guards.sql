-- Guards, policies and rights of operators, keys, wallets' proofs, affiliates and attributions.

do $$
declare
  tenant_table text;
begin
  foreach tenant_table in array array['operator_roles', 'auth_nonces', 'wallet_proofs', 'wallet_sessions',
    'affiliates', 'attributions', 'program_terms']
  loop
    execute format('alter table %I enable row level security', tenant_table);
    execute format('alter table %I force row level security', tenant_table);
    execute format('create policy %I on %I
      using ((select current_setting(''app.program'', true) = ''*'') or program_id::text = (select current_setting(''app.program'', true)))
      with check ((select current_setting(''app.program'', true) = ''*'') or program_id::text = (select current_setting(''app.program'', true)))',
      tenant_table || '_tenant', tenant_table);
  end loop;
  -- The guards below ask these (0002 says why the owner needs a policy of its own).
  foreach tenant_table in array array['operator_roles', 'affiliates', 'wallet_proofs'] loop
    execute format('create policy %I on %I to current_user using (pg_trigger_depth() > 0) with check (pg_trigger_depth() > 0)',
      tenant_table || '_guards', tenant_table);
  end loop;
end $$;
--> statement-breakpoint
grant select, insert on operators, operator_roles, api_keys, auth_nonces, wallet_proofs, wallet_sessions,
  affiliates, attributions, program_terms to quittance_app;
--> statement-breakpoint
grant update (name, disabled_at) on operators to quittance_app;
--> statement-breakpoint
grant delete on operator_roles to quittance_app;
--> statement-breakpoint
grant update (revoked_at, last_used_at) on api_keys to quittance_app;
--> statement-breakpoint
grant update (used_at) on auth_nonces to quittance_app;
--> statement-breakpoint
grant delete on auth_nonces to quittance_app;
--> statement-breakpoint
grant update (revoked_at) on wallet_sessions to quittance_app;
--> statement-breakpoint
grant update (status, email, display_name) on affiliates to quittance_app;
--> statement-breakpoint
grant update (affiliate_id, code, source, state, proof_id, address_hash, user_agent_hash, claimed_at, locked_at) on attributions to quittance_app;
--> statement-breakpoint
grant update (kyc_passed_at, commerce_paid_at) on users to quittance_app;
--> statement-breakpoint
grant insert on programs to quittance_app;
--> statement-breakpoint
grant update (name, status, treasury_address, fee_amount, claim_amount, confirmations, mints_identity_token, delivery,
  vault_address, direct_commission_bps, override_commission_bps, max_affiliate_depth, min_payout, hold_period_days,
  accepted_tokens, kyc_required, commerce_required, wallet_proof_required, version, updated_at) on programs to quittance_app;
--> statement-breakpoint

create trigger operators_no_delete before delete or truncate on operators
  for each statement execute function refuse_change();
--> statement-breakpoint
create trigger api_keys_no_delete before delete or truncate on api_keys
  for each statement execute function refuse_change();
--> statement-breakpoint
create trigger wallet_proofs_append_only before update or delete or truncate on wallet_proofs
  for each statement execute function refuse_change();
--> statement-breakpoint
create trigger program_terms_append_only before update or delete or truncate on program_terms
  for each statement execute function refuse_change();
--> statement-breakpoint
create trigger affiliates_no_delete before delete or truncate on affiliates
  for each statement execute function refuse_change();
--> statement-breakpoint
create trigger attributions_no_delete before delete or truncate on attributions
  for each statement execute function refuse_change();
--> statement-breakpoint

-- A revoked key stays revoked, and no key becomes another one.
create function api_keys_guard() returns trigger language plpgsql as $$
begin
  if (to_jsonb(new) - 'revoked_at' - 'last_used_at') is distinct from (to_jsonb(old) - 'revoked_at' - 'last_used_at')
    or (old.revoked_at is not null and new.revoked_at is distinct from old.revoked_at) then
    raise exception using errcode = 'QT005', message = format('API key %s can not be changed so', old.prefix);
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger api_keys_guard before update on api_keys for each row execute function api_keys_guard();
--> statement-breakpoint

create function auth_nonces_guard() returns trigger language plpgsql as $$
begin
  if old.used_at is not null then
    raise exception using errcode = 'QT005', message = 'a nonce is used once';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger auth_nonces_guard before update on auth_nonces for each row execute function auth_nonces_guard();
--> statement-breakpoint

-- Once there are operators, one of them must be able to make others: checked at commit, one transaction at a time.
create function operators_keep_owner() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform pg_advisory_xact_lock(8175541065087446628);
  if not exists (
    select from operators o join operator_roles r on r.operator_id = o.id
      where o.disabled_at is null and r.role = 'owner' and r.program_id is null) then
    raise exception using errcode = 'QT012', message = 'at least one active operator must be owner of all programs';
  end if;
  return null;
end $$;
--> statement-breakpoint
create constraint trigger operators_keep_owner after update on operators
  deferrable initially deferred for each row
  when (new.disabled_at is not null and old.disabled_at is null)
  execute function operators_keep_owner();
--> statement-breakpoint
create constraint trigger operator_roles_keep_owner after delete on operator_roles
  deferrable initially deferred for each row
  when (old.role = 'owner' and old.program_id is null)
  execute function operators_keep_owner();
--> statement-breakpoint

-- The tree grows at its leaves: a parent is there before its child, in the same program, and never changes.
create function affiliates_guard() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  parent record;
begin
  if tg_op = 'UPDATE' then
    if (to_jsonb(new) - 'status' - 'email' - 'display_name') is distinct from (to_jsonb(old) - 'status' - 'email' - 'display_name') then
      raise exception using errcode = 'QT005', message = format('affiliate %s: its place in the tree can not be changed', old.id);
    end if;
    return new;
  end if;
  if new.parent_id is not null then
    select a.program_id, a.depth into parent from affiliates a where a.id = new.parent_id;
    if parent.program_id is distinct from new.program_id then
      raise exception using errcode = 'QT009', message = format('affiliate %s: its parent belongs to another program', new.id);
    end if;
    new.depth := parent.depth + 1;
  else
    new.depth := 0;
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger affiliates_guard before insert or update on affiliates for each row execute function affiliates_guard();
--> statement-breakpoint

-- A locked attribution is for ever; nobody brings himself; affiliate and proof are of the same program and wallet.
create function attributions_guard() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if tg_op = 'UPDATE' and (old.state = 'LOCKED'
    or (new.id, new.program_id, new.wallet) is distinct from (old.id, old.program_id, old.wallet)) then
    raise exception using errcode = 'QT005', message = format('the attribution of wallet %s is %s and can not be changed so', old.wallet, old.state);
  end if;
  if new.affiliate_id is not null and not exists (
    select from affiliates a where a.id = new.affiliate_id and a.program_id = new.program_id and a.wallet <> new.wallet) then
    raise exception using errcode = 'QT009', message = format('wallet %s can not be attributed to affiliate %s', new.wallet, new.affiliate_id);
  end if;
  if new.proof_id is not null and not exists (
    select from wallet_proofs p where p.id = new.proof_id and p.program_id = new.program_id and p.wallet = new.wallet) then
    raise exception using errcode = 'QT009', message = format('the proof of the attribution of wallet %s is of another wallet', new.wallet);
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger attributions_guard before insert or update on attributions for each row execute function attributions_guard();
--> statement-breakpoint

-- What a program has been archived as, stays; its name in the world does not change.
create function programs_guard() returns trigger language plpgsql as $$
begin
  if (new.id, new.slug, new.chain_id, new.created_at) is distinct from (old.id, old.slug, old.chain_id, old.created_at)
    or (old.status = 'ARCHIVED' and new.status <> 'ARCHIVED') then
    raise exception using errcode = 'QT005', message = format('program %s (%s) can not be changed so', old.slug, old.status);
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger programs_guard before update on programs for each row execute function programs_guard();

-- Tenancy (design rule 24) and the rights of the application's role.
--
-- `app.program` names the program a connection works for; `*` is the platform itself (worker, relay,
-- accept), and nothing at all sees nothing. Policies are forced on the owner too.
-- The setting is read in a sub-select: once per statement instead of once per row, and without it the
-- planner takes every table for nearly empty and reads it from end to end.

alter table users enable row level security;
--> statement-breakpoint
alter table users force row level security;
--> statement-breakpoint
create policy users_tenant on users
  using ((select current_setting('app.program', true) = '*') or program_id::text = (select current_setting('app.program', true)))
  with check ((select current_setting('app.program', true) = '*') or program_id::text = (select current_setting('app.program', true)));
--> statement-breakpoint
alter table quotes enable row level security;
--> statement-breakpoint
alter table quotes force row level security;
--> statement-breakpoint
create policy quotes_tenant on quotes
  using ((select current_setting('app.program', true) = '*') or program_id::text = (select current_setting('app.program', true)))
  with check ((select current_setting('app.program', true) = '*') or program_id::text = (select current_setting('app.program', true)));
--> statement-breakpoint
alter table intents enable row level security;
--> statement-breakpoint
alter table intents force row level security;
--> statement-breakpoint
create policy intents_tenant on intents
  using ((select current_setting('app.program', true) = '*') or program_id::text = (select current_setting('app.program', true)))
  with check ((select current_setting('app.program', true) = '*') or program_id::text = (select current_setting('app.program', true)));
--> statement-breakpoint
alter table transitions enable row level security;
--> statement-breakpoint
alter table transitions force row level security;
--> statement-breakpoint
create policy transitions_tenant on transitions
  using ((select current_setting('app.program', true) = '*') or program_id::text = (select current_setting('app.program', true)))
  with check ((select current_setting('app.program', true) = '*') or program_id::text = (select current_setting('app.program', true)));
--> statement-breakpoint
alter table claims enable row level security;
--> statement-breakpoint
alter table claims force row level security;
--> statement-breakpoint
create policy claims_tenant on claims
  using ((select current_setting('app.program', true) = '*') or program_id::text = (select current_setting('app.program', true)))
  with check ((select current_setting('app.program', true) = '*') or program_id::text = (select current_setting('app.program', true)));
--> statement-breakpoint
alter table payments enable row level security;
--> statement-breakpoint
alter table payments force row level security;
--> statement-breakpoint
create policy payments_tenant on payments
  using ((select current_setting('app.program', true) = '*') or program_id::text = (select current_setting('app.program', true)))
  with check ((select current_setting('app.program', true) = '*') or program_id::text = (select current_setting('app.program', true)));
--> statement-breakpoint
alter table settlements enable row level security;
--> statement-breakpoint
alter table settlements force row level security;
--> statement-breakpoint
create policy settlements_tenant on settlements
  using ((select current_setting('app.program', true) = '*') or program_id::text = (select current_setting('app.program', true)))
  with check ((select current_setting('app.program', true) = '*') or program_id::text = (select current_setting('app.program', true)));
--> statement-breakpoint
alter table idempotency_records enable row level security;
--> statement-breakpoint
alter table idempotency_records force row level security;
--> statement-breakpoint
create policy idempotency_records_tenant on idempotency_records
  using ((select current_setting('app.program', true) = '*') or program_id::text = (select current_setting('app.program', true)))
  with check ((select current_setting('app.program', true) = '*') or program_id::text = (select current_setting('app.program', true)));
--> statement-breakpoint
alter table accounts enable row level security;
--> statement-breakpoint
alter table accounts force row level security;
--> statement-breakpoint
create policy accounts_tenant on accounts
  using ((select current_setting('app.program', true) = '*') or program_id::text = (select current_setting('app.program', true)))
  with check ((select current_setting('app.program', true) = '*') or program_id::text = (select current_setting('app.program', true)));
--> statement-breakpoint
alter table ledger_transactions enable row level security;
--> statement-breakpoint
alter table ledger_transactions force row level security;
--> statement-breakpoint
create policy ledger_transactions_tenant on ledger_transactions
  using ((select current_setting('app.program', true) = '*') or program_id::text = (select current_setting('app.program', true)))
  with check ((select current_setting('app.program', true) = '*') or program_id::text = (select current_setting('app.program', true)));
--> statement-breakpoint
alter table holds enable row level security;
--> statement-breakpoint
alter table holds force row level security;
--> statement-breakpoint
create policy holds_tenant on holds
  using ((select current_setting('app.program', true) = '*') or program_id::text = (select current_setting('app.program', true)))
  with check ((select current_setting('app.program', true) = '*') or program_id::text = (select current_setting('app.program', true)));
--> statement-breakpoint
alter table slots enable row level security;
--> statement-breakpoint
alter table slots force row level security;
--> statement-breakpoint
create policy slots_tenant on slots
  using ((select current_setting('app.program', true) = '*') or program_id::text = (select current_setting('app.program', true)))
  with check ((select current_setting('app.program', true) = '*') or program_id::text = (select current_setting('app.program', true)));
--> statement-breakpoint
alter table attempts enable row level security;
--> statement-breakpoint
alter table attempts force row level security;
--> statement-breakpoint
create policy attempts_tenant on attempts
  using ((select current_setting('app.program', true) = '*') or program_id::text = (select current_setting('app.program', true)))
  with check ((select current_setting('app.program', true) = '*') or program_id::text = (select current_setting('app.program', true)));
--> statement-breakpoint
alter table watches enable row level security;
--> statement-breakpoint
alter table watches force row level security;
--> statement-breakpoint
create policy watches_tenant on watches
  using ((select current_setting('app.program', true) = '*') or program_id::text = (select current_setting('app.program', true)))
  with check ((select current_setting('app.program', true) = '*') or program_id::text = (select current_setting('app.program', true)));
--> statement-breakpoint
alter table audit_log enable row level security;
--> statement-breakpoint
alter table audit_log force row level security;
--> statement-breakpoint
create policy audit_log_tenant on audit_log
  using ((select current_setting('app.program', true) = '*') or program_id::text = (select current_setting('app.program', true)))
  with check ((select current_setting('app.program', true) = '*') or program_id::text = (select current_setting('app.program', true)));
--> statement-breakpoint
alter table postings enable row level security;
--> statement-breakpoint
alter table postings force row level security;
--> statement-breakpoint
create policy postings_tenant on postings
  using ((select current_setting('app.program', true) = '*') or exists (select from accounts a where a.id = account_id))
  with check ((select current_setting('app.program', true) = '*') or exists (select from accounts a where a.id = account_id));
--> statement-breakpoint
alter table account_balances enable row level security;
--> statement-breakpoint
alter table account_balances force row level security;
--> statement-breakpoint
create policy account_balances_tenant on account_balances
  using ((select current_setting('app.program', true) = '*') or exists (select from accounts a where a.id = account_id))
  with check ((select current_setting('app.program', true) = '*') or exists (select from accounts a where a.id = account_id));
--> statement-breakpoint

-- The guards are security definer triggers, so inside of them the owner asks, and there it sees every
-- program. (A `set app.program` on the functions would need a superuser to migrate.)
do $$
declare
  guarded_table text;
begin
  foreach guarded_table in array array['accounts', 'ledger_transactions', 'postings', 'account_balances',
    'holds', 'intents', 'transitions', 'slots', 'settlements']
  loop
    execute format('create policy %I on %I to current_user using (pg_trigger_depth() > 0) with check (pg_trigger_depth() > 0)',
      guarded_table || '_guards', guarded_table);
  end loop;
end $$;
--> statement-breakpoint
grant usage on schema public to quittance_app;
--> statement-breakpoint
grant select on all tables in schema public to quittance_app;
--> statement-breakpoint
grant insert on users to quittance_app;
--> statement-breakpoint
grant insert on quotes to quittance_app;
--> statement-breakpoint
grant insert on intents to quittance_app;
--> statement-breakpoint
grant insert on claims to quittance_app;
--> statement-breakpoint
grant insert on payments to quittance_app;
--> statement-breakpoint
grant insert on settlements to quittance_app;
--> statement-breakpoint
grant insert on idempotency_records to quittance_app;
--> statement-breakpoint
grant insert on accounts to quittance_app;
--> statement-breakpoint
grant insert on postings to quittance_app;
--> statement-breakpoint
grant insert on holds to quittance_app;
--> statement-breakpoint
grant insert on chains to quittance_app;
--> statement-breakpoint
grant insert on signers to quittance_app;
--> statement-breakpoint
grant insert on slots to quittance_app;
--> statement-breakpoint
grant insert on attempts to quittance_app;
--> statement-breakpoint
grant insert on watches to quittance_app;
--> statement-breakpoint
grant insert on audit_log to quittance_app;
--> statement-breakpoint
grant insert (id, program_id, reference, content_hash, intent_id, metadata, effective_at, created_at) on ledger_transactions to quittance_app;
--> statement-breakpoint
grant update (seal_leaf) on ledger_transactions to quittance_app;
--> statement-breakpoint
grant update (register_intent_id, referral_claim, token_id, registered_at, registered_block) on users to quittance_app;
--> statement-breakpoint
grant update (state, parked, parked_reason, failure_code, failure_detail, run_id, run_fence, traceparent, started_at, changed_by, change_reason, updated_at) on intents to quittance_app;
--> statement-breakpoint
grant update (status) on payments to quittance_app;
--> statement-breakpoint
grant update (intent_id, status, headers, body, answered_at, expired_at) on idempotency_records to quittance_app;
--> statement-breakpoint
grant update (state, ended_at) on holds to quittance_app;
--> statement-breakpoint
grant update (watched_block) on chains to quittance_app;
--> statement-breakpoint
grant update (next_nonce) on signers to quittance_app;
--> statement-breakpoint
grant update (state, final_at) on slots to quittance_app;
--> statement-breakpoint
grant update (broadcast_at, mined_block, mined_block_hash, gas_used, effective_gas_price) on attempts to quittance_app;
--> statement-breakpoint
grant update (seen_block, signalled) on watches to quittance_app;
--> statement-breakpoint
grant delete on idempotency_records, watches, claims to quittance_app;
--> statement-breakpoint
-- The rights to try it, so that the answer is the guard's reason and not "permission denied" (docs/decisions/0004).
grant update, delete, truncate on postings, ledger_transactions, settlements, transitions to quittance_app;
--> statement-breakpoint
revoke execute on function balance_make_available(uuid, text, numeric, numeric), balances_apply(balance_change[]) from public;

-- Policies and rights of the gates that wallets have passed; contracts that set-up has put on a chain are for all to read.

alter table wallet_gates enable row level security;
--> statement-breakpoint
alter table wallet_gates force row level security;
--> statement-breakpoint
create policy wallet_gates_tenant on wallet_gates
  using ((select current_setting('app.program', true) = '*') or program_id::text = (select current_setting('app.program', true)))
  with check ((select current_setting('app.program', true) = '*') or program_id::text = (select current_setting('app.program', true)));
--> statement-breakpoint
grant select, insert on wallet_gates to quittance_app;
--> statement-breakpoint
grant update (kyc_passed_at, commerce_paid_at, updated_at) on wallet_gates to quittance_app;
--> statement-breakpoint
grant select on contracts to quittance_app;
--> statement-breakpoint
create trigger wallet_gates_no_delete before delete or truncate on wallet_gates
  for each statement execute function refuse_change();

CREATE TABLE "commission_runs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"program_id" uuid NOT NULL,
	"intent_id" uuid NOT NULL,
	"settlement_id" uuid NOT NULL,
	"asset" text NOT NULL,
	"fee" numeric(78, 0) NOT NULL,
	"kept" numeric(78, 0) NOT NULL,
	"rule_version" text NOT NULL,
	"inputs" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "commission_runs_settlement_key" UNIQUE("settlement_id"),
	CONSTRAINT "commission_runs_intent_key" UNIQUE("intent_id"),
	CONSTRAINT "commission_runs_kept_check" CHECK ("commission_runs"."kept" >= 0 and "commission_runs"."kept" <= "commission_runs"."fee")
);
--> statement-breakpoint
CREATE TABLE "commissions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"program_id" uuid NOT NULL,
	"run_id" uuid NOT NULL,
	"settlement_id" uuid NOT NULL,
	"affiliate_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"level" smallint NOT NULL,
	"asset" text NOT NULL,
	"amount" numeric(78, 0) NOT NULL,
	"status" text DEFAULT 'ACCRUED' NOT NULL,
	"reverses_id" uuid,
	"payable_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"released_at" timestamp with time zone,
	"paid_at" timestamp with time zone,
	"reversed_at" timestamp with time zone,
	CONSTRAINT "commissions_settlement_affiliate_kind_key" UNIQUE("settlement_id","affiliate_id","kind"),
	CONSTRAINT "commissions_kind_check" CHECK ("commissions"."kind" in ('DIRECT', 'OVERRIDE')),
	CONSTRAINT "commissions_level_check" CHECK (("commissions"."kind" = 'DIRECT') = ("commissions"."level" = 1) and "commissions"."level" >= 1),
	CONSTRAINT "commissions_amount_check" CHECK ("commissions"."amount" <> 0 and ("commissions"."amount" < 0) = ("commissions"."reverses_id" is not null)),
	CONSTRAINT "commissions_status_check" CHECK ("commissions"."status" in ('ACCRUED', 'PAYABLE', 'PAID', 'REVERSED'))
);
--> statement-breakpoint
CREATE TABLE "reversal_requests" (
	"id" uuid PRIMARY KEY NOT NULL,
	"program_id" uuid NOT NULL,
	"settlement_id" uuid NOT NULL,
	"operator_id" uuid NOT NULL,
	"reason" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "reversal_requests_person_key" UNIQUE("settlement_id","operator_id")
);
--> statement-breakpoint
CREATE TABLE "payout_approvals" (
	"batch_id" uuid NOT NULL,
	"operator_id" uuid NOT NULL,
	"digest" text NOT NULL,
	"program_id" uuid NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "payout_approvals_batch_id_operator_id_digest_pk" PRIMARY KEY("batch_id","operator_id","digest")
);
--> statement-breakpoint
CREATE TABLE "payout_batch_edits" (
	"batch_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"program_id" uuid NOT NULL,
	"operator_id" uuid NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "payout_batch_edits_batch_id_version_pk" PRIMARY KEY("batch_id","version")
);
--> statement-breakpoint
CREATE TABLE "payout_batches" (
	"id" uuid PRIMARY KEY NOT NULL,
	"program_id" uuid NOT NULL,
	"period" text NOT NULL,
	"status" text DEFAULT 'PENDING' NOT NULL,
	"min_amount" numeric(78, 0) NOT NULL,
	"digest" text NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_by" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"approved_at" timestamp with time zone,
	"executed_at" timestamp with time zone,
	"finished_at" timestamp with time zone,
	"cancelled_at" timestamp with time zone,
	CONSTRAINT "payout_batches_period_check" CHECK ("payout_batches"."period" ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
	CONSTRAINT "payout_batches_digest_check" CHECK ("payout_batches"."digest" ~ '^[0-9a-f]{64}$'),
	CONSTRAINT "payout_batches_status_check" CHECK ("payout_batches"."status" in ('PENDING', 'APPROVED', 'PROCESSING', 'COMPLETED', 'PARTIALLY_FAILED', 'CANCELLED'))
);
--> statement-breakpoint
CREATE TABLE "payout_items" (
	"payout_id" uuid NOT NULL,
	"commission_id" uuid NOT NULL,
	"program_id" uuid NOT NULL,
	"amount" numeric(78, 0) NOT NULL,
	"live" boolean DEFAULT true NOT NULL,
	CONSTRAINT "payout_items_payout_id_commission_id_pk" PRIMARY KEY("payout_id","commission_id")
);
--> statement-breakpoint
CREATE TABLE "payout_results" (
	"id" uuid PRIMARY KEY NOT NULL,
	"program_id" uuid NOT NULL,
	"batch_id" uuid NOT NULL,
	"payout_id" uuid NOT NULL,
	"outcome" text NOT NULL,
	"bank_reference" text,
	"detail" text,
	"operator_id" uuid NOT NULL,
	"reported_at" timestamp with time zone DEFAULT now() NOT NULL,
	"applied_at" timestamp with time zone,
	CONSTRAINT "payout_results_outcome_check" CHECK ("payout_results"."outcome" in ('PAID', 'FAILED', 'UNKNOWN'))
);
--> statement-breakpoint
CREATE TABLE "payouts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"program_id" uuid NOT NULL,
	"batch_id" uuid NOT NULL,
	"affiliate_id" uuid NOT NULL,
	"wallet" text NOT NULL,
	"method" text NOT NULL,
	"asset" text NOT NULL,
	"amount" numeric(78, 0) NOT NULL,
	"status" text DEFAULT 'PLANNED' NOT NULL,
	"retries_id" uuid,
	"intent_id" uuid,
	"failure_code" text,
	"failure_detail" text,
	"bank_reference" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "payouts_intent_key" UNIQUE("intent_id"),
	CONSTRAINT "payouts_amount_check" CHECK ("payouts"."amount" > 0),
	CONSTRAINT "payouts_method_check" CHECK ("payouts"."method" in ('ACH', 'WIRE', 'MANUAL') or ("payouts"."method", "payouts"."asset") in (('ONCHAIN_USDC', 'USDC'), ('ONCHAIN_USDT', 'USDT'))),
	CONSTRAINT "payouts_status_check" CHECK ("payouts"."status" in ('PLANNED', 'PROCESSING', 'UNKNOWN', 'PAID', 'FAILED', 'CANCELLED', 'EXCLUDED', 'REVERSED')),
	CONSTRAINT "payouts_failure_check" CHECK (("payouts"."failure_code" is null) or "payouts"."status" in ('FAILED', 'REVERSED'))
);
--> statement-breakpoint
ALTER TABLE "intents" ADD COLUMN "parent_intent_id" uuid;--> statement-breakpoint
ALTER TABLE "programs" ADD COLUMN "second_approval_above" numeric(78, 0) DEFAULT 10000000000 NOT NULL;--> statement-breakpoint
ALTER TABLE "commission_runs" ADD CONSTRAINT "commission_runs_program_id_programs_id_fk" FOREIGN KEY ("program_id") REFERENCES "public"."programs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "commission_runs" ADD CONSTRAINT "commission_runs_intent_id_intents_id_fk" FOREIGN KEY ("intent_id") REFERENCES "public"."intents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "commission_runs" ADD CONSTRAINT "commission_runs_settlement_id_settlements_id_fk" FOREIGN KEY ("settlement_id") REFERENCES "public"."settlements"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "commissions" ADD CONSTRAINT "commissions_program_id_programs_id_fk" FOREIGN KEY ("program_id") REFERENCES "public"."programs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "commissions" ADD CONSTRAINT "commissions_run_id_commission_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."commission_runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "commissions" ADD CONSTRAINT "commissions_settlement_id_settlements_id_fk" FOREIGN KEY ("settlement_id") REFERENCES "public"."settlements"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "commissions" ADD CONSTRAINT "commissions_affiliate_id_affiliates_id_fk" FOREIGN KEY ("affiliate_id") REFERENCES "public"."affiliates"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "commissions" ADD CONSTRAINT "commissions_reverses_id_commissions_id_fk" FOREIGN KEY ("reverses_id") REFERENCES "public"."commissions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reversal_requests" ADD CONSTRAINT "reversal_requests_program_id_programs_id_fk" FOREIGN KEY ("program_id") REFERENCES "public"."programs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reversal_requests" ADD CONSTRAINT "reversal_requests_settlement_id_settlements_id_fk" FOREIGN KEY ("settlement_id") REFERENCES "public"."settlements"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reversal_requests" ADD CONSTRAINT "reversal_requests_operator_id_operators_id_fk" FOREIGN KEY ("operator_id") REFERENCES "public"."operators"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payout_approvals" ADD CONSTRAINT "payout_approvals_batch_id_payout_batches_id_fk" FOREIGN KEY ("batch_id") REFERENCES "public"."payout_batches"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payout_approvals" ADD CONSTRAINT "payout_approvals_operator_id_operators_id_fk" FOREIGN KEY ("operator_id") REFERENCES "public"."operators"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payout_batch_edits" ADD CONSTRAINT "payout_batch_edits_batch_id_payout_batches_id_fk" FOREIGN KEY ("batch_id") REFERENCES "public"."payout_batches"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payout_batch_edits" ADD CONSTRAINT "payout_batch_edits_operator_id_operators_id_fk" FOREIGN KEY ("operator_id") REFERENCES "public"."operators"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payout_batches" ADD CONSTRAINT "payout_batches_program_id_programs_id_fk" FOREIGN KEY ("program_id") REFERENCES "public"."programs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payout_batches" ADD CONSTRAINT "payout_batches_created_by_operators_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."operators"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payout_items" ADD CONSTRAINT "payout_items_payout_id_payouts_id_fk" FOREIGN KEY ("payout_id") REFERENCES "public"."payouts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payout_items" ADD CONSTRAINT "payout_items_commission_id_commissions_id_fk" FOREIGN KEY ("commission_id") REFERENCES "public"."commissions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payout_results" ADD CONSTRAINT "payout_results_batch_id_payout_batches_id_fk" FOREIGN KEY ("batch_id") REFERENCES "public"."payout_batches"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payout_results" ADD CONSTRAINT "payout_results_payout_id_payouts_id_fk" FOREIGN KEY ("payout_id") REFERENCES "public"."payouts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payout_results" ADD CONSTRAINT "payout_results_operator_id_operators_id_fk" FOREIGN KEY ("operator_id") REFERENCES "public"."operators"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payouts" ADD CONSTRAINT "payouts_program_id_programs_id_fk" FOREIGN KEY ("program_id") REFERENCES "public"."programs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payouts" ADD CONSTRAINT "payouts_batch_id_payout_batches_id_fk" FOREIGN KEY ("batch_id") REFERENCES "public"."payout_batches"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payouts" ADD CONSTRAINT "payouts_affiliate_id_affiliates_id_fk" FOREIGN KEY ("affiliate_id") REFERENCES "public"."affiliates"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payouts" ADD CONSTRAINT "payouts_intent_id_intents_id_fk" FOREIGN KEY ("intent_id") REFERENCES "public"."intents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payouts" ADD CONSTRAINT "payouts_retries_id_payouts_id_fk" FOREIGN KEY ("retries_id") REFERENCES "public"."payouts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "commission_runs_program_idx" ON "commission_runs" USING btree ("program_id","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "commissions_reverses_key" ON "commissions" USING btree ("reverses_id") WHERE "commissions"."reverses_id" is not null;--> statement-breakpoint
CREATE INDEX "commissions_run_idx" ON "commissions" USING btree ("run_id");--> statement-breakpoint
CREATE INDEX "commissions_affiliate_idx" ON "commissions" USING btree ("affiliate_id","id");--> statement-breakpoint
CREATE INDEX "commissions_accrued_idx" ON "commissions" USING btree ("payable_at") WHERE "commissions"."status" = 'ACCRUED';--> statement-breakpoint
CREATE INDEX "commissions_payable_idx" ON "commissions" USING btree ("program_id","payable_at") WHERE "commissions"."status" = 'PAYABLE';--> statement-breakpoint
CREATE UNIQUE INDEX "payout_batches_period_key" ON "payout_batches" USING btree ("program_id","period") WHERE "payout_batches"."status" <> 'CANCELLED';--> statement-breakpoint
CREATE UNIQUE INDEX "payout_items_live_key" ON "payout_items" USING btree ("commission_id") WHERE "payout_items"."live";--> statement-breakpoint
CREATE INDEX "payout_items_commission_idx" ON "payout_items" USING btree ("commission_id");--> statement-breakpoint
CREATE UNIQUE INDEX "payout_results_final_key" ON "payout_results" USING btree ("payout_id") WHERE "payout_results"."outcome" <> 'UNKNOWN';--> statement-breakpoint
CREATE INDEX "payout_results_unapplied_idx" ON "payout_results" USING btree ("batch_id") WHERE "payout_results"."applied_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "payouts_live_affiliate_key" ON "payouts" USING btree ("batch_id","affiliate_id","asset") WHERE "payouts"."status" in ('PLANNED', 'PROCESSING', 'UNKNOWN', 'PAID');--> statement-breakpoint
CREATE UNIQUE INDEX "payouts_retries_key" ON "payouts" USING btree ("retries_id") WHERE "payouts"."retries_id" is not null;--> statement-breakpoint
CREATE INDEX "payouts_batch_idx" ON "payouts" USING btree ("batch_id","status","id");--> statement-breakpoint
CREATE INDEX "payouts_affiliate_idx" ON "payouts" USING btree ("affiliate_id","id");--> statement-breakpoint
ALTER TABLE "intents" ADD CONSTRAINT "intents_parent_intent_id_intents_id_fk" FOREIGN KEY ("parent_intent_id") REFERENCES "public"."intents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "intents_parent_idx" ON "intents" USING btree ("parent_intent_id","state","id") WHERE "intents"."parent_intent_id" is not null;--> statement-breakpoint
ALTER TABLE "programs" ADD CONSTRAINT "programs_second_approval_check" CHECK ("programs"."second_approval_above" >= 0);
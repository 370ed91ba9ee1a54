CREATE TABLE "payout_decisions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"program_id" uuid NOT NULL,
	"payout_id" uuid NOT NULL,
	"result_id" uuid NOT NULL,
	"operator_id" uuid NOT NULL,
	"outcome" text NOT NULL,
	"reason" text NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "payout_decisions_outcome_check" CHECK ("payout_decisions"."outcome" in ('PAID', 'FAILED'))
);
--> statement-breakpoint
CREATE TABLE "payout_retry_approvals" (
	"payout_id" uuid NOT NULL,
	"operator_id" uuid NOT NULL,
	"program_id" uuid NOT NULL,
	"digest" text NOT NULL,
	"result_id" uuid,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "payout_retry_approvals_key" UNIQUE NULLS NOT DISTINCT("payout_id","operator_id","result_id")
);
--> statement-breakpoint
ALTER TABLE "reversal_requests" DROP CONSTRAINT "reversal_requests_person_key";--> statement-breakpoint
DROP INDEX "payout_results_final_key";--> statement-breakpoint
DROP INDEX "payout_results_unapplied_idx";--> statement-breakpoint
DROP INDEX "payouts_retries_key";--> statement-breakpoint
ALTER TABLE "reversal_requests" ADD COLUMN "round" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "payout_results" ADD COLUMN "contradicts" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "payouts" ADD COLUMN "retried_by" uuid;--> statement-breakpoint
ALTER TABLE "payouts" ADD COLUMN "evidence_result_id" uuid;--> statement-breakpoint
ALTER TABLE "payout_decisions" ADD CONSTRAINT "payout_decisions_payout_id_payouts_id_fk" FOREIGN KEY ("payout_id") REFERENCES "public"."payouts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payout_decisions" ADD CONSTRAINT "payout_decisions_result_id_payout_results_id_fk" FOREIGN KEY ("result_id") REFERENCES "public"."payout_results"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payout_decisions" ADD CONSTRAINT "payout_decisions_operator_id_operators_id_fk" FOREIGN KEY ("operator_id") REFERENCES "public"."operators"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payout_retry_approvals" ADD CONSTRAINT "payout_retry_approvals_payout_id_payouts_id_fk" FOREIGN KEY ("payout_id") REFERENCES "public"."payouts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payout_retry_approvals" ADD CONSTRAINT "payout_retry_approvals_operator_id_operators_id_fk" FOREIGN KEY ("operator_id") REFERENCES "public"."operators"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "payout_decisions_result_idx" ON "payout_decisions" USING btree ("result_id","id");--> statement-breakpoint
CREATE INDEX "payout_decisions_payout_idx" ON "payout_decisions" USING btree ("payout_id");--> statement-breakpoint
ALTER TABLE "payouts" ADD CONSTRAINT "payouts_retried_by_operators_id_fk" FOREIGN KEY ("retried_by") REFERENCES "public"."operators"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "payout_results_payout_idx" ON "payout_results" USING btree ("payout_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "payout_results_final_key" ON "payout_results" USING btree ("payout_id") WHERE "payout_results"."outcome" <> 'UNKNOWN' and not "payout_results"."contradicts";--> statement-breakpoint
CREATE INDEX "payout_results_unapplied_idx" ON "payout_results" USING btree ("batch_id") WHERE "payout_results"."applied_at" is null and not "payout_results"."contradicts";--> statement-breakpoint
CREATE UNIQUE INDEX "payouts_retries_key" ON "payouts" USING btree ("retries_id") WHERE "payouts"."retries_id" is not null and "payouts"."status" <> 'CANCELLED';--> statement-breakpoint
ALTER TABLE "reversal_requests" ADD CONSTRAINT "reversal_requests_person_key" UNIQUE("settlement_id","operator_id","round");--> statement-breakpoint
ALTER TABLE "payout_results" ADD CONSTRAINT "payout_results_contradicts_check" CHECK (not ("payout_results"."contradicts" and "payout_results"."applied_at" is not null));
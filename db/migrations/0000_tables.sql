CREATE TABLE "attempts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"program_id" uuid NOT NULL,
	"slot_id" uuid NOT NULL,
	"ordinal" smallint NOT NULL,
	"tx_hash" text NOT NULL,
	"raw_transaction" text NOT NULL,
	"max_fee_per_gas" numeric(78, 0) NOT NULL,
	"max_priority_fee_per_gas" numeric(78, 0) NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"broadcast_at" timestamp with time zone,
	"mined_block" bigint,
	"mined_block_hash" text,
	"gas_used" numeric(78, 0),
	"effective_gas_price" numeric(78, 0),
	CONSTRAINT "attempts_slot_ordinal_key" UNIQUE("slot_id","ordinal"),
	CONSTRAINT "attempts_tx_hash_key" UNIQUE("tx_hash")
);
--> statement-breakpoint
CREATE TABLE "chains" (
	"chain_id" bigint PRIMARY KEY NOT NULL,
	"genesis_hash" text NOT NULL,
	"watched_block" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "signers" (
	"chain_id" bigint NOT NULL,
	"wallet" text NOT NULL,
	"next_nonce" bigint NOT NULL,
	CONSTRAINT "signers_chain_id_wallet_pk" PRIMARY KEY("chain_id","wallet")
);
--> statement-breakpoint
CREATE TABLE "slots" (
	"id" uuid PRIMARY KEY NOT NULL,
	"program_id" uuid NOT NULL,
	"intent_id" uuid NOT NULL,
	"chain_id" bigint NOT NULL,
	"wallet" text NOT NULL,
	"nonce" bigint NOT NULL,
	"state" text DEFAULT 'OPEN' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"final_at" timestamp with time zone,
	CONSTRAINT "slots_nonce_key" UNIQUE("chain_id","wallet","nonce"),
	CONSTRAINT "slots_intent_key" UNIQUE("intent_id")
);
--> statement-breakpoint
CREATE TABLE "watches" (
	"intent_id" uuid NOT NULL,
	"tx_hash" text NOT NULL,
	"program_id" uuid NOT NULL,
	"chain_id" bigint NOT NULL,
	"confirmations" smallint NOT NULL,
	"seen_block" bigint,
	"signalled" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "watches_intent_id_tx_hash_pk" PRIMARY KEY("intent_id","tx_hash"),
	CONSTRAINT "watches_confirmations_check" CHECK ("watches"."confirmations" >= 1)
);
--> statement-breakpoint
CREATE TABLE "claims" (
	"program_id" uuid NOT NULL,
	"wallet" text NOT NULL,
	"intent_id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "claims_program_id_wallet_pk" PRIMARY KEY("program_id","wallet"),
	CONSTRAINT "claims_intent_key" UNIQUE("intent_id")
);
--> statement-breakpoint
CREATE TABLE "idempotency_records" (
	"scope" text NOT NULL,
	"key" text NOT NULL,
	"request_hash" text NOT NULL,
	"program_id" uuid NOT NULL,
	"operation" text NOT NULL,
	"intent_id" uuid,
	"status" smallint,
	"headers" jsonb,
	"body" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"answered_at" timestamp with time zone,
	"expired_at" timestamp with time zone,
	CONSTRAINT "idempotency_records_scope_key_pk" PRIMARY KEY("scope","key"),
	CONSTRAINT "idempotency_records_fingerprint_key" UNIQUE("scope","key","request_hash"),
	CONSTRAINT "idempotency_records_answer_check" CHECK (("idempotency_records"."status" is null) = ("idempotency_records"."answered_at" is null) and ("idempotency_records"."body" is null or "idempotency_records"."status" is not null))
);
--> statement-breakpoint
CREATE TABLE "intents" (
	"id" uuid PRIMARY KEY NOT NULL,
	"program_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"state" text DEFAULT 'PENDING' NOT NULL,
	"parked" boolean DEFAULT false NOT NULL,
	"parked_reason" text,
	"wallet" text NOT NULL,
	"idempotency_key" text NOT NULL,
	"workflow_id" text NOT NULL,
	"input" jsonb NOT NULL,
	"failure_code" text,
	"failure_detail" text,
	"run_id" text,
	"run_fence" bigint DEFAULT 0 NOT NULL,
	"traceparent" text,
	"request_id" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"started_at" timestamp with time zone,
	"version" integer DEFAULT 0 NOT NULL,
	"changed_by" text NOT NULL,
	"change_reason" text NOT NULL,
	CONSTRAINT "intents_workflow_id_key" UNIQUE("workflow_id"),
	CONSTRAINT "intents_failure_check" CHECK (("intents"."state" = 'FAILED') = ("intents"."failure_code" is not null)),
	CONSTRAINT "intents_parked_check" CHECK ("intents"."parked" = ("intents"."parked_reason" is not null)),
	CONSTRAINT "intents_final_check" CHECK (not "intents"."parked" or "intents"."state" not in ('SETTLED', 'FAILED'))
);
--> statement-breakpoint
CREATE TABLE "payments" (
	"id" uuid PRIMARY KEY NOT NULL,
	"program_id" uuid NOT NULL,
	"intent_id" uuid NOT NULL,
	"chain_id" bigint NOT NULL,
	"tx_hash" text NOT NULL,
	"log_index" integer NOT NULL,
	"transfer_logs" integer NOT NULL,
	"asset" text NOT NULL,
	"amount" numeric(78, 0) NOT NULL,
	"payer" text NOT NULL,
	"recipient" text NOT NULL,
	"block_number" bigint NOT NULL,
	"block_hash" text NOT NULL,
	"status" text DEFAULT 'SUSPENSE' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "payments_log_key" UNIQUE("chain_id","tx_hash","log_index"),
	CONSTRAINT "payments_intent_key" UNIQUE("intent_id"),
	CONSTRAINT "payments_amount_check" CHECK ("payments"."amount" > 0)
);
--> statement-breakpoint
CREATE TABLE "settlements" (
	"id" uuid PRIMARY KEY NOT NULL,
	"intent_id" uuid NOT NULL,
	"program_id" uuid NOT NULL,
	"ledger_transaction_id" uuid NOT NULL,
	"settled_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "settlements_intent_key" UNIQUE("intent_id")
);
--> statement-breakpoint
CREATE TABLE "transitions" (
	"intent_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"program_id" uuid NOT NULL,
	"from_state" text,
	"to_state" text NOT NULL,
	"actor" text NOT NULL,
	"reason" text NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "transitions_intent_id_version_pk" PRIMARY KEY("intent_id","version")
);
--> statement-breakpoint
CREATE TABLE "account_balances" (
	"account_id" uuid NOT NULL,
	"asset" text NOT NULL,
	"stripe" smallint NOT NULL,
	"balance" numeric(78, 0) NOT NULL,
	"held" numeric(78, 0) DEFAULT 0 NOT NULL,
	"floor" numeric(78, 0),
	CONSTRAINT "account_balances_account_id_asset_stripe_pk" PRIMARY KEY("account_id","asset","stripe"),
	CONSTRAINT "account_balances_held_check" CHECK ("account_balances"."held" >= 0),
	CONSTRAINT "account_balances_floor_check" CHECK ("account_balances"."floor" is null or "account_balances"."balance" - "account_balances"."held" >= "account_balances"."floor")
);
--> statement-breakpoint
CREATE TABLE "accounts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"program_id" uuid NOT NULL,
	"normal" text NOT NULL,
	"guarded" boolean NOT NULL,
	"floor" numeric(78, 0) DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "accounts_name_key" UNIQUE("name"),
	CONSTRAINT "accounts_floor_check" CHECK ("accounts"."floor" <= 0),
	CONSTRAINT "accounts_normal_check" CHECK ("accounts"."normal" in ('debit', 'credit'))
);
--> statement-breakpoint
CREATE TABLE "audit_log" (
	"id" uuid PRIMARY KEY NOT NULL,
	"program_id" uuid,
	"actor" text NOT NULL,
	"action" text NOT NULL,
	"subject" text NOT NULL,
	"before" jsonb,
	"after" jsonb,
	"request_id" text,
	"at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "holds" (
	"id" uuid PRIMARY KEY NOT NULL,
	"program_id" uuid NOT NULL,
	"intent_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"asset" text NOT NULL,
	"amount" numeric(78, 0) NOT NULL,
	"state" text DEFAULT 'HELD' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "holds_intent_account_asset_key" UNIQUE("intent_id","account_id","asset"),
	CONSTRAINT "holds_amount_check" CHECK ("holds"."amount" > 0)
);
--> statement-breakpoint
CREATE TABLE "ledger_transactions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"program_id" uuid NOT NULL,
	"reference" text NOT NULL,
	"content_hash" text NOT NULL,
	"intent_id" uuid,
	"metadata" jsonb,
	"effective_at" timestamp with time zone DEFAULT now() NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"created_xid" "xid8" DEFAULT pg_current_xact_id() NOT NULL,
	"seal_leaf" bigint,
	CONSTRAINT "ledger_transactions_reference_key" UNIQUE("reference"),
	CONSTRAINT "ledger_transactions_seal_leaf_key" UNIQUE("seal_leaf")
);
--> statement-breakpoint
CREATE TABLE "postings" (
	"transaction_id" uuid NOT NULL,
	"leg" smallint NOT NULL,
	"account_id" uuid NOT NULL,
	"direction" text NOT NULL,
	"amount" numeric(78, 0) NOT NULL,
	"asset" text NOT NULL,
	CONSTRAINT "postings_transaction_id_leg_pk" PRIMARY KEY("transaction_id","leg"),
	CONSTRAINT "postings_amount_check" CHECK ("postings"."amount" > 0),
	CONSTRAINT "postings_direction_check" CHECK ("postings"."direction" in ('debit', 'credit'))
);
--> statement-breakpoint
CREATE TABLE "programs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"slug" text NOT NULL,
	"name" text NOT NULL,
	"status" text DEFAULT 'ACTIVE' NOT NULL,
	"chain_id" bigint NOT NULL,
	"treasury_address" text NOT NULL,
	"fee_amount" numeric(78, 0) NOT NULL,
	"claim_amount" numeric(78, 0) NOT NULL,
	"confirmations" integer NOT NULL,
	"mints_identity_token" boolean DEFAULT true NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "programs_slug_key" UNIQUE("slug"),
	CONSTRAINT "programs_confirmations_check" CHECK ("programs"."confirmations" between 1 and 1000),
	CONSTRAINT "programs_fee_check" CHECK ("programs"."fee_amount" > 0),
	CONSTRAINT "programs_claim_amount_check" CHECK ("programs"."claim_amount" > 0)
);
--> statement-breakpoint
CREATE TABLE "quotes" (
	"id" uuid PRIMARY KEY NOT NULL,
	"program_id" uuid NOT NULL,
	"wallet" text NOT NULL,
	"token" text NOT NULL,
	"fee_amount" numeric(78, 0) NOT NULL,
	"quoted_block" bigint NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "tokens" (
	"chain_id" bigint NOT NULL,
	"symbol" text NOT NULL,
	"address" text NOT NULL,
	"decimals" integer NOT NULL,
	CONSTRAINT "tokens_chain_symbol_key" UNIQUE("chain_id","symbol"),
	CONSTRAINT "tokens_chain_address_key" UNIQUE("chain_id","address")
);
--> statement-breakpoint
CREATE TABLE "users" (
	"id" uuid PRIMARY KEY NOT NULL,
	"program_id" uuid NOT NULL,
	"wallet" text NOT NULL,
	"register_intent_id" uuid NOT NULL,
	"referral_claim" jsonb,
	"token_id" numeric(78, 0),
	"registered_at" timestamp with time zone,
	"registered_block" bigint,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "users_program_wallet_key" UNIQUE("program_id","wallet"),
	CONSTRAINT "users_wallet_check" CHECK ("users"."wallet" ~ '^0x[0-9a-f]{40}$')
);
--> statement-breakpoint
ALTER TABLE "attempts" ADD CONSTRAINT "attempts_slot_id_slots_id_fk" FOREIGN KEY ("slot_id") REFERENCES "public"."slots"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "slots" ADD CONSTRAINT "slots_intent_id_intents_id_fk" FOREIGN KEY ("intent_id") REFERENCES "public"."intents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "watches" ADD CONSTRAINT "watches_intent_id_intents_id_fk" FOREIGN KEY ("intent_id") REFERENCES "public"."intents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "claims" ADD CONSTRAINT "claims_program_id_programs_id_fk" FOREIGN KEY ("program_id") REFERENCES "public"."programs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "claims" ADD CONSTRAINT "claims_intent_id_intents_id_fk" FOREIGN KEY ("intent_id") REFERENCES "public"."intents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "idempotency_records" ADD CONSTRAINT "idempotency_records_intent_id_intents_id_fk" FOREIGN KEY ("intent_id") REFERENCES "public"."intents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "intents" ADD CONSTRAINT "intents_program_id_programs_id_fk" FOREIGN KEY ("program_id") REFERENCES "public"."programs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "payments_program_id_programs_id_fk" FOREIGN KEY ("program_id") REFERENCES "public"."programs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "payments_intent_id_intents_id_fk" FOREIGN KEY ("intent_id") REFERENCES "public"."intents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "settlements" ADD CONSTRAINT "settlements_intent_id_intents_id_fk" FOREIGN KEY ("intent_id") REFERENCES "public"."intents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "settlements" ADD CONSTRAINT "settlements_program_id_programs_id_fk" FOREIGN KEY ("program_id") REFERENCES "public"."programs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "transitions" ADD CONSTRAINT "transitions_intent_id_intents_id_fk" FOREIGN KEY ("intent_id") REFERENCES "public"."intents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "account_balances" ADD CONSTRAINT "account_balances_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "holds" ADD CONSTRAINT "holds_intent_id_intents_id_fk" FOREIGN KEY ("intent_id") REFERENCES "public"."intents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "holds" ADD CONSTRAINT "holds_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_transactions" ADD CONSTRAINT "ledger_transactions_intent_id_intents_id_fk" FOREIGN KEY ("intent_id") REFERENCES "public"."intents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "postings" ADD CONSTRAINT "postings_transaction_id_ledger_transactions_id_fk" FOREIGN KEY ("transaction_id") REFERENCES "public"."ledger_transactions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "postings" ADD CONSTRAINT "postings_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quotes" ADD CONSTRAINT "quotes_program_id_programs_id_fk" FOREIGN KEY ("program_id") REFERENCES "public"."programs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "users" ADD CONSTRAINT "users_program_id_programs_id_fk" FOREIGN KEY ("program_id") REFERENCES "public"."programs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "slots_open_idx" ON "slots" USING btree ("chain_id","wallet","nonce") WHERE "slots"."state" = 'OPEN';--> statement-breakpoint
CREATE INDEX "watches_hash_idx" ON "watches" USING btree ("chain_id","tx_hash") WHERE not "watches"."signalled";--> statement-breakpoint
CREATE INDEX "intents_unstarted_idx" ON "intents" USING btree ("created_at") WHERE "intents"."started_at" is null;--> statement-breakpoint
CREATE INDEX "intents_open_idx" ON "intents" USING btree ("state","updated_at") WHERE "intents"."state" not in ('SETTLED', 'FAILED');--> statement-breakpoint
CREATE INDEX "intents_wallet_idx" ON "intents" USING btree ("program_id","wallet","created_at");--> statement-breakpoint
CREATE INDEX "ledger_transactions_intent_idx" ON "ledger_transactions" USING btree ("intent_id");--> statement-breakpoint
CREATE INDEX "ledger_transactions_unsealed_idx" ON "ledger_transactions" USING btree ("created_at") WHERE "ledger_transactions"."seal_leaf" is null;--> statement-breakpoint
CREATE INDEX "postings_account_idx" ON "postings" USING btree ("account_id","asset");
CREATE TABLE "affiliates" (
	"id" uuid PRIMARY KEY NOT NULL,
	"program_id" uuid NOT NULL,
	"wallet" text NOT NULL,
	"parent_id" uuid,
	"depth" smallint DEFAULT 0 NOT NULL,
	"referral_code" text NOT NULL,
	"status" text DEFAULT 'ACTIVE' NOT NULL,
	"email" text,
	"display_name" text,
	"terms_version" text NOT NULL,
	"terms_hash" text NOT NULL,
	"terms_proof_id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "affiliates_program_wallet_key" UNIQUE("program_id","wallet"),
	CONSTRAINT "affiliates_program_code_key" UNIQUE("program_id","referral_code"),
	CONSTRAINT "affiliates_code_check" CHECK ("affiliates"."referral_code" ~ '^[A-Z0-9]{8}$'),
	CONSTRAINT "affiliates_depth_check" CHECK (("affiliates"."depth" = 0) = ("affiliates"."parent_id" is null))
);
--> statement-breakpoint
CREATE TABLE "api_keys" (
	"id" uuid PRIMARY KEY NOT NULL,
	"operator_id" uuid NOT NULL,
	"name" text NOT NULL,
	"prefix" text NOT NULL,
	"key_hash" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"revoked_at" timestamp with time zone,
	"last_used_at" timestamp with time zone,
	CONSTRAINT "api_keys_hash_key" UNIQUE("key_hash")
);
--> statement-breakpoint
CREATE TABLE "attributions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"program_id" uuid NOT NULL,
	"wallet" text NOT NULL,
	"affiliate_id" uuid,
	"code" text,
	"source" text NOT NULL,
	"state" text DEFAULT 'PROVISIONAL' NOT NULL,
	"proof_id" uuid,
	"address_hash" text,
	"user_agent_hash" text,
	"claimed_at" timestamp with time zone DEFAULT now() NOT NULL,
	"locked_at" timestamp with time zone,
	CONSTRAINT "attributions_program_wallet_key" UNIQUE("program_id","wallet"),
	CONSTRAINT "attributions_locked_check" CHECK (("attributions"."state" = 'LOCKED') = ("attributions"."proof_id" is not null) and ("attributions"."state" = 'LOCKED') = ("attributions"."locked_at" is not null))
);
--> statement-breakpoint
CREATE TABLE "auth_nonces" (
	"nonce" text PRIMARY KEY NOT NULL,
	"program_id" uuid NOT NULL,
	"issued_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "operator_roles" (
	"operator_id" uuid NOT NULL,
	"program_id" uuid,
	"role" text NOT NULL,
	"granted_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "operator_roles_key" UNIQUE NULLS NOT DISTINCT("operator_id","program_id","role"),
	CONSTRAINT "operator_roles_role_check" CHECK ("operator_roles"."role" in ('viewer', 'operator', 'approver', 'owner', 'ledger'))
);
--> statement-breakpoint
CREATE TABLE "operators" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"disabled_at" timestamp with time zone,
	CONSTRAINT "operators_name_key" UNIQUE("name")
);
--> statement-breakpoint
CREATE TABLE "program_terms" (
	"id" uuid PRIMARY KEY NOT NULL,
	"program_id" uuid NOT NULL,
	"version" text NOT NULL,
	"hash" text NOT NULL,
	"body" text NOT NULL,
	"published_at" timestamp with time zone DEFAULT now() NOT NULL,
	"metadata" jsonb,
	CONSTRAINT "program_terms_version_key" UNIQUE("program_id","version")
);
--> statement-breakpoint
CREATE TABLE "wallet_proofs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"program_id" uuid NOT NULL,
	"wallet" text NOT NULL,
	"purpose" text NOT NULL,
	"message" text NOT NULL,
	"signature" text NOT NULL,
	"method" text NOT NULL,
	"nonce" text NOT NULL,
	"proven_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "wallet_proofs_nonce_key" UNIQUE("nonce")
);
--> statement-breakpoint
CREATE TABLE "wallet_sessions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"program_id" uuid NOT NULL,
	"wallet" text NOT NULL,
	"token_hash" text NOT NULL,
	"proof_id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "wallet_sessions_token_key" UNIQUE("token_hash")
);
--> statement-breakpoint
ALTER TABLE "programs" ADD COLUMN "delivery" text DEFAULT 'TREASURY' NOT NULL;--> statement-breakpoint
ALTER TABLE "programs" ADD COLUMN "vault_address" text;--> statement-breakpoint
ALTER TABLE "programs" ADD COLUMN "direct_commission_bps" integer DEFAULT 1000 NOT NULL;--> statement-breakpoint
ALTER TABLE "programs" ADD COLUMN "override_commission_bps" integer DEFAULT 500 NOT NULL;--> statement-breakpoint
ALTER TABLE "programs" ADD COLUMN "max_affiliate_depth" integer DEFAULT 2 NOT NULL;--> statement-breakpoint
ALTER TABLE "programs" ADD COLUMN "min_payout" numeric(78, 0) DEFAULT 10000000 NOT NULL;--> statement-breakpoint
ALTER TABLE "programs" ADD COLUMN "hold_period_days" integer DEFAULT 30 NOT NULL;--> statement-breakpoint
ALTER TABLE "programs" ADD COLUMN "accepted_tokens" text[] DEFAULT '{USDC,USDT}' NOT NULL;--> statement-breakpoint
ALTER TABLE "programs" ADD COLUMN "kyc_required" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "programs" ADD COLUMN "commerce_required" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "programs" ADD COLUMN "wallet_proof_required" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "programs" ADD COLUMN "version" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "kyc_passed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "commerce_paid_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "affiliates" ADD CONSTRAINT "affiliates_program_id_programs_id_fk" FOREIGN KEY ("program_id") REFERENCES "public"."programs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "affiliates" ADD CONSTRAINT "affiliates_terms_proof_id_wallet_proofs_id_fk" FOREIGN KEY ("terms_proof_id") REFERENCES "public"."wallet_proofs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "affiliates" ADD CONSTRAINT "affiliates_parent_id_affiliates_id_fk" FOREIGN KEY ("parent_id") REFERENCES "public"."affiliates"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_operator_id_operators_id_fk" FOREIGN KEY ("operator_id") REFERENCES "public"."operators"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attributions" ADD CONSTRAINT "attributions_program_id_programs_id_fk" FOREIGN KEY ("program_id") REFERENCES "public"."programs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attributions" ADD CONSTRAINT "attributions_affiliate_id_affiliates_id_fk" FOREIGN KEY ("affiliate_id") REFERENCES "public"."affiliates"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attributions" ADD CONSTRAINT "attributions_proof_id_wallet_proofs_id_fk" FOREIGN KEY ("proof_id") REFERENCES "public"."wallet_proofs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "auth_nonces" ADD CONSTRAINT "auth_nonces_program_id_programs_id_fk" FOREIGN KEY ("program_id") REFERENCES "public"."programs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "operator_roles" ADD CONSTRAINT "operator_roles_operator_id_operators_id_fk" FOREIGN KEY ("operator_id") REFERENCES "public"."operators"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "operator_roles" ADD CONSTRAINT "operator_roles_program_id_programs_id_fk" FOREIGN KEY ("program_id") REFERENCES "public"."programs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "program_terms" ADD CONSTRAINT "program_terms_program_id_programs_id_fk" FOREIGN KEY ("program_id") REFERENCES "public"."programs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "wallet_proofs" ADD CONSTRAINT "wallet_proofs_program_id_programs_id_fk" FOREIGN KEY ("program_id") REFERENCES "public"."programs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "wallet_sessions" ADD CONSTRAINT "wallet_sessions_program_id_programs_id_fk" FOREIGN KEY ("program_id") REFERENCES "public"."programs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "wallet_sessions" ADD CONSTRAINT "wallet_sessions_proof_id_wallet_proofs_id_fk" FOREIGN KEY ("proof_id") REFERENCES "public"."wallet_proofs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "affiliates_parent_idx" ON "affiliates" USING btree ("parent_id");--> statement-breakpoint
CREATE INDEX "api_keys_operator_idx" ON "api_keys" USING btree ("operator_id");--> statement-breakpoint
CREATE INDEX "attributions_affiliate_idx" ON "attributions" USING btree ("affiliate_id");--> statement-breakpoint
CREATE INDEX "wallet_proofs_wallet_idx" ON "wallet_proofs" USING btree ("program_id","wallet");--> statement-breakpoint
ALTER TABLE "programs" ADD CONSTRAINT "programs_status_check" CHECK ("programs"."status" in ('ACTIVE', 'PAUSED', 'ARCHIVED'));--> statement-breakpoint
ALTER TABLE "programs" ADD CONSTRAINT "programs_delivery_check" CHECK ("programs"."delivery" in ('TREASURY', 'VAULT') and ("programs"."delivery" = 'VAULT') = ("programs"."vault_address" is not null));--> statement-breakpoint
ALTER TABLE "programs" ADD CONSTRAINT "programs_commission_check" CHECK ("programs"."direct_commission_bps" >= 0 and "programs"."override_commission_bps" >= 0 and "programs"."max_affiliate_depth" between 0 and 10
        and "programs"."direct_commission_bps" + "programs"."override_commission_bps" * greatest("programs"."max_affiliate_depth" - 1, 0) <= 10000);--> statement-breakpoint
ALTER TABLE "programs" ADD CONSTRAINT "programs_min_payout_check" CHECK ("programs"."min_payout" >= 0);--> statement-breakpoint
ALTER TABLE "programs" ADD CONSTRAINT "programs_hold_period_check" CHECK ("programs"."hold_period_days" between 0 and 365);--> statement-breakpoint
ALTER TABLE "programs" ADD CONSTRAINT "programs_accepted_tokens_check" CHECK ("programs"."accepted_tokens" <@ '{USDC,USDT}'::text[] and cardinality("programs"."accepted_tokens") > 0);
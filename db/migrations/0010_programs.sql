CREATE TABLE "contracts" (
	"chain_id" bigint NOT NULL,
	"name" text NOT NULL,
	"address" text NOT NULL,
	CONSTRAINT "contracts_chain_id_name_pk" PRIMARY KEY("chain_id","name")
);
--> statement-breakpoint
CREATE TABLE "wallet_gates" (
	"program_id" uuid NOT NULL,
	"wallet" text NOT NULL,
	"kyc_passed_at" timestamp with time zone,
	"commerce_paid_at" timestamp with time zone,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "wallet_gates_program_id_wallet_pk" PRIMARY KEY("program_id","wallet"),
	CONSTRAINT "wallet_gates_wallet_check" CHECK ("wallet_gates"."wallet" ~ '^0x[0-9a-f]{40}$')
);
--> statement-breakpoint
ALTER TABLE "quotes" ADD COLUMN "recipient" text;--> statement-breakpoint
ALTER TABLE "wallet_gates" ADD CONSTRAINT "wallet_gates_program_id_programs_id_fk" FOREIGN KEY ("program_id") REFERENCES "public"."programs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "quotes_wallet_idx" ON "quotes" USING btree ("program_id","wallet","expires_at");--> statement-breakpoint
-- contract: 0.1.0, no release has read or written it
ALTER TABLE "users" DROP COLUMN "kyc_passed_at";--> statement-breakpoint
-- contract: 0.1.0, no release has read or written it
ALTER TABLE "users" DROP COLUMN "commerce_paid_at";--> statement-breakpoint
ALTER TABLE "programs" ADD CONSTRAINT "programs_vault_key" UNIQUE("chain_id","vault_address");
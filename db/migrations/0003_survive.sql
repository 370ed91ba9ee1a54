CREATE TABLE "blocks" (
	"chain_id" bigint NOT NULL,
	"number" bigint NOT NULL,
	"hash" text NOT NULL,
	CONSTRAINT "blocks_chain_id_number_pk" PRIMARY KEY("chain_id","number")
);
--> statement-breakpoint
CREATE TABLE "findings" (
	"id" uuid PRIMARY KEY NOT NULL,
	"program_id" uuid,
	"code" text NOT NULL,
	"subject" text NOT NULL,
	"detail" text NOT NULL,
	"seen" integer DEFAULT 1 NOT NULL,
	"opened_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_seen_at" timestamp with time zone DEFAULT now() NOT NULL,
	"closed_at" timestamp with time zone,
	"close_reason" text
);
--> statement-breakpoint
CREATE TABLE "decisions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"program_id" uuid NOT NULL,
	"intent_id" uuid NOT NULL,
	"type" text NOT NULL,
	"operator" text NOT NULL,
	"reason" text NOT NULL,
	"intent_version" integer NOT NULL,
	"request_id" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"delivered_at" timestamp with time zone,
	"outcome" text,
	"outcome_detail" text,
	"ended_at" timestamp with time zone,
	CONSTRAINT "decisions_outcome_check" CHECK (("decisions"."outcome" is null) = ("decisions"."ended_at" is null))
);
--> statement-breakpoint
ALTER TABLE "slots" DROP CONSTRAINT "slots_intent_key";--> statement-breakpoint
ALTER TABLE "attempts" ALTER COLUMN "program_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "slots" ALTER COLUMN "program_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "slots" ALTER COLUMN "intent_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "attempts" ADD COLUMN "purpose" text DEFAULT 'CALL' NOT NULL;--> statement-breakpoint
ALTER TABLE "attempts" ADD COLUMN "gas_limit" numeric(78, 0);--> statement-breakpoint
ALTER TABLE "attempts" ADD COLUMN "broadcast_block" bigint;--> statement-breakpoint
ALTER TABLE "chains" ADD COLUMN "advanced_at" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "signers" ADD COLUMN "keeper" text;--> statement-breakpoint
ALTER TABLE "signers" ADD COLUMN "kept_until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "slots" ADD COLUMN "end_reason" text;--> statement-breakpoint
ALTER TABLE "intents" ADD COLUMN "reverses_intent_id" uuid;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "orphaned_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "decisions" ADD CONSTRAINT "decisions_intent_id_intents_id_fk" FOREIGN KEY ("intent_id") REFERENCES "public"."intents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "findings_open_key" ON "findings" USING btree ("code","subject") WHERE "findings"."closed_at" is null;--> statement-breakpoint
CREATE INDEX "findings_subject_idx" ON "findings" USING btree ("subject");--> statement-breakpoint
CREATE UNIQUE INDEX "decisions_live_key" ON "decisions" USING btree ("intent_id","intent_version") WHERE "decisions"."outcome" is null or "decisions"."outcome" in ('resumed', 'abandoned');--> statement-breakpoint
CREATE INDEX "decisions_undelivered_idx" ON "decisions" USING btree ("created_at") WHERE "decisions"."outcome" is null;--> statement-breakpoint
ALTER TABLE "intents" ADD CONSTRAINT "intents_reverses_intent_id_intents_id_fk" FOREIGN KEY ("reverses_intent_id") REFERENCES "public"."intents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "slots_live_intent_key" ON "slots" USING btree ("intent_id") WHERE "slots"."state" <> 'WITHOUT_EFFECT';--> statement-breakpoint
CREATE INDEX "slots_intent_idx" ON "slots" USING btree ("intent_id");--> statement-breakpoint
CREATE UNIQUE INDEX "intents_live_reversal_key" ON "intents" USING btree ("reverses_intent_id") WHERE "intents"."state" <> 'FAILED';--> statement-breakpoint
ALTER TABLE "slots" ADD CONSTRAINT "slots_intent_check" CHECK (("slots"."intent_id" is null) = ("slots"."program_id" is null));
ALTER TABLE "slots" ADD COLUMN "ended_by_tx" text;--> statement-breakpoint
ALTER TABLE "slots" ADD COLUMN "ended_block" bigint;--> statement-breakpoint
ALTER TABLE "slots" ADD COLUMN "ended_block_hash" text;
ALTER TABLE "audit_log" ADD COLUMN "key_id" uuid;--> statement-breakpoint
CREATE INDEX "auth_nonces_expiry_idx" ON "auth_nonces" USING btree ("expires_at");
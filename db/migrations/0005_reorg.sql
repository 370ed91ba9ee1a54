CREATE INDEX "attempts_mined_idx" ON "attempts" USING btree ("mined_block") WHERE "attempts"."mined_block" is not null;--> statement-breakpoint
CREATE INDEX "payments_block_idx" ON "payments" USING btree ("chain_id","block_number");--> statement-breakpoint

-- As in 0004, and: a payment goes back to suspense where a reversal takes back what it had been applied to; and one
-- that came to nothing with a failed claim pays for another claim of the same wallet, unless an operator gave it up.
create or replace function payments_guard() returns trigger language plpgsql as $$
begin
  if (new.id, new.program_id, new.chain_id, new.tx_hash, new.asset, new.amount, new.payer, new.recipient)
      is distinct from (old.id, old.program_id, old.chain_id, old.tx_hash, old.asset, old.amount, old.payer, old.recipient)
    or ((new.log_index, new.block_number, new.block_hash) is distinct from (old.log_index, old.block_number, old.block_hash)
      and old.orphaned_at is null)
    or (new.intent_id <> old.intent_id and not (
         (old.status = 'VANISHED' and new.status = 'SUSPENSE')
      or (old.status = 'SUSPENSE' and new.status = 'SUSPENSE' and old.orphaned_at is null and exists (
        select from intents f join intents n on n.program_id = f.program_id and n.wallet = f.wallet
          where f.id = old.intent_id and n.id = new.intent_id and f.state = 'FAILED' and f.failure_code <> 'ABANDONED'))))
    or (new.status <> old.status and not (
         (old.status = 'SUSPENSE' and new.status in ('APPLIED', 'VANISHED'))
      or (old.status = 'APPLIED' and new.status = 'VANISHED')
      or (old.status = 'VANISHED' and new.status = 'SUSPENSE')
      or (old.status = 'APPLIED' and new.status = 'SUSPENSE' and exists (
        select from intents r where r.reverses_intent_id = old.intent_id and r.state <> 'FAILED')))) then
    raise exception using errcode = 'QT005',
      message = format('payment %s is %s and can not be changed so', old.id, old.status);
  end if;
  return new;
end $$;

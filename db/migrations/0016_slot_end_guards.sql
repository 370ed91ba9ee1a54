-- A nonce counts as used up without the effect only on the ground that an effect needs, too: the transaction that used
-- it stands in a block that the watcher knows as part of the chain, as deep as the program asks. One that the
-- platform signed itself is never somebody else's, whatever list of attempts the verdict was made from.
grant update (ended_by_tx, ended_block, ended_block_hash) on slots to quittance_app;
--> statement-breakpoint
create or replace function slots_guard() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  confirmations bigint;
  changeable constant text[] := array['state', 'final_at', 'end_reason', 'ended_by_tx', 'ended_block', 'ended_block_hash'];
begin
  if tg_op = 'INSERT' then
    if new.state <> 'OPEN' then
      raise exception using errcode = 'QT005', message = format('slot %s (nonce %s) must start as OPEN, not %s', new.id, new.nonce, new.state);
    end if;
    new.end_reason := null;
    new.ended_by_tx := null;
    new.ended_block := null;
    new.ended_block_hash := null;
    return new;
  end if;
  if (to_jsonb(new) - changeable) is distinct from (to_jsonb(old) - changeable)
    or not (old.state = 'OPEN' or (old.state = 'EFFECTIVE' and new.state = 'OPEN')) then
    raise exception using errcode = 'QT005', message = format('slot %s (nonce %s) is %s and can not be changed', old.id, old.nonce, old.state);
  end if;
  new.final_at := case when new.state = 'OPEN' then null else now() end;
  if new.state = 'OPEN' then new.end_reason := null; end if;
  if new.state <> 'WITHOUT_EFFECT' then
    new.ended_by_tx := null;
    new.ended_block := null;
    new.ended_block_hash := null;
    return new;
  end if;
  if new.end_reason is null or new.end_reason not in ('REVERTED', 'NO_LOG', 'CANCELLED', 'TAKEN') then
    raise exception using errcode = 'QT005', message = format(
      'slot %s (nonce %s) can not end without effect by %s', old.id, old.nonce, coalesce(new.end_reason, 'nothing'));
  end if;
  if new.ended_by_tx is null or new.ended_block is null or new.ended_block_hash is null then
    raise exception using errcode = 'QT005', message = format(
      'slot %s (nonce %s) can not end without saying which transaction used its nonce, and in which block', old.id, old.nonce);
  end if;
  if new.end_reason = 'TAKEN' then
    if exists (select from attempts a where a.tx_hash = new.ended_by_tx) then
      raise exception using errcode = 'QT005', message = format(
        'slot %s (nonce %s) was not taken: %s was signed by the platform', old.id, old.nonce, new.ended_by_tx);
    end if;
  elsif not exists (
    select from attempts a where a.slot_id = new.id and a.tx_hash = new.ended_by_tx
      and a.purpose = case new.end_reason when 'CANCELLED' then 'CANCEL' else 'CALL' end) then
    raise exception using errcode = 'QT005', message = format(
      'slot %s (nonce %s) can not end by %s: %s is no such attempt of it', old.id, old.nonce, new.end_reason, new.ended_by_tx);
  end if;
  -- What fills a gap is of no program: it asks for what the most careful of the chain asks for. Nothing found refuses.
  select max(p.confirmations) into confirmations from programs p
    where case when new.program_id is null then p.chain_id = new.chain_id else p.id = new.program_id end;
  if not exists (
    select from chains c where c.chain_id = new.chain_id and c.watched_block >= new.ended_block + confirmations - 1
      and (exists (select from blocks b
          where b.chain_id = c.chain_id and b.number = new.ended_block and b.hash = new.ended_block_hash)
        or new.ended_block < (select min(b.number) from blocks b where b.chain_id = c.chain_id))) then
    raise exception using errcode = 'QT005', message = format(
      'slot %s (nonce %s) can not end yet: block %s is not known as part of the chain with %s confirmations',
      old.id, old.nonce, new.ended_block, confirmations);
  end if;
  return new;
end $$;

import { sql } from 'drizzle-orm';

/** Payout `p` has not been tried again: another try that was called off does not count. */
export const untried = sql`not exists (
  select from payouts again where again.retries_id = p.id and again.status <> 'CANCELLED')`;

/** Nothing of payout `p` may have been paid already, by another one of which a bank has said two things. */
export const undisputed = sql`not exists (
  select from payout_items m where m.payout_id = p.id and commission_is_disputed(m.commission_id))`;

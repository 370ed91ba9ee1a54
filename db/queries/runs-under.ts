import { type SQL, sql } from 'drizzle-orm';

/** The workflow that carries out an intent `i`: its own, or that of the intent it belongs to, such as a payout's batch. */
export const runsUnder: SQL = sql`coalesce((select b.workflow_id from intents b where b.id = i.parent_intent_id), i.workflow_id)`;

/** Whether that workflow waits for an operator; null where there is no intent. */
export const isParked: SQL = sql`coalesce((select b.parked from intents b where b.id = i.parent_intent_id), i.parked)`;

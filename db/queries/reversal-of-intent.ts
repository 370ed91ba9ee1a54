import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { intentStates } from '../../domain/intent-state.ts';
import { type Database, queryRows } from '../database.ts';

const reversalRow = z.object({
  requests: z.array(z.object({ operatorId: z.string(), reason: z.string(), at: z.coerce.date() })),
  reversal: z
    .object({ intentId: z.string(), state: z.enum(intentStates), workflowId: z.string() })
    .nullable(),
});

/** Who wants an intent's settlement reversed, and the newest intent that does it. */
export type ReversalStanding = z.infer<typeof reversalRow>;

/** How far the reversal of an intent is; null when there is no such intent in the scope. */
export async function reversalOfIntent(
  db: Database,
  intentId: string,
): Promise<ReversalStanding | null> {
  const [row] = await queryRows(
    db,
    sql`select (select coalesce(jsonb_agg(jsonb_build_object('operatorId', q.operator_id, 'reason', q.reason, 'at', q.created_at)
          order by q.created_at, q.id), '[]') from reversal_requests q join settlements s on s.id = q.settlement_id
          where s.intent_id = i.id and q.round = reversal_round(i.id)) as requests,
        (select jsonb_build_object('intentId', r.id, 'state', r.state, 'workflowId', r.workflow_id) from intents r
          where r.reverses_intent_id = i.id order by r.id desc limit 1) as reversal
      from intents i where i.id = ${intentId}::uuid`,
    reversalRow,
  );
  return row ?? null;
}

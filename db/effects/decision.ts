import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { type AbandonRefusal, abandonRefusal } from '../../domain/abandon-rule.ts';
import { ApiError, invariant } from '../../domain/errors.ts';
import { intentStates } from '../../domain/intent-state.ts';
import type { DecisionEffect, EffectResult } from '../accept-types.ts';
import { recordAudit } from '../audit.ts';
import { type Database, queryRows } from '../database.ts';
import { idsIn } from '../ids-in.ts';
import { abandonFacts, abandonFactsRow } from '../queries/abandon-facts.ts';
import type { EffectItem } from './apply-effects.ts';

type Item = EffectItem<DecisionEffect>;

/**
 * Writes operators' decisions on parked intents, each with its line in the audit log. Refused with NOT_PARKED,
 * ALREADY_DECIDED (one decision per parking; the index decides races) or ABANDON_REFUSED. Nothing is locked: what
 * holds when the decision is carried out is looked at again there, under the intent's lock.
 */
export async function applyDecisions(
  tx: Database,
  items: readonly Item[],
): Promise<(EffectResult | ApiError)[]> {
  const parked = await readParked(tx, items);
  const admitted = items.filter((item) => refusalOf(item, parked) === null);
  const written = await insertDecisions(tx, admitted);
  await writeAudit(
    tx,
    admitted.filter((item) => written.has(item.effect.decisionId)),
  );
  const live = await liveDecisions(tx, items);
  return items.map((item) => {
    const { decisionId, intentId } = item.effect;
    if (written.has(decisionId)) return { type: 'decision', decisionId, intentId };
    return refusalOf(item, parked) ?? lostTo(live.get(intentId));
  });
}

const parkedRow = z.object({
  id: z.string(),
  kind: z.string(),
  state: z.enum(intentStates),
  parked: z.boolean(),
  live_decision: z.string().nullable(),
  ...abandonFactsRow.shape,
});
type Parked = z.infer<typeof parkedRow>;

async function readParked(tx: Database, items: readonly Item[]): Promise<Map<string, Parked>> {
  const ids = items.map(({ effect }) => effect.intentId);
  const rows = await queryRows(
    tx,
    sql`select i.id, i.kind, i.state, i.parked, d.id as live_decision, s.signed_call_live, s.slots_live
      from intents i
      left join decisions d on d.intent_id = i.id and d.intent_version = i.version
        and (d.outcome is null or d.outcome in ('resumed', 'abandoned'))
      cross join lateral ${abandonFacts(sql`i.id`)} s
      where i.id in (${idsIn(ids)})`,
    parkedRow,
  );
  return new Map(rows.map((row) => [row.id, row]));
}

function refusalOf({ effect }: Item, parked: ReadonlyMap<string, Parked>): ApiError | null {
  const intent = parked.get(effect.intentId);
  if (intent === undefined) return new ApiError('NOT_FOUND', 'There is no such intent.');
  if (!intent.parked)
    return new ApiError('NOT_PARKED', `The intent is ${intent.state}, not parked.`);
  if (intent.live_decision !== null) return alreadyDecided(intent.live_decision);
  if (effect.decision !== 'abandon') return null;
  const { kind, state, signed_call_live: signedCallLive, slots_live: slotsLive } = intent;
  const refusal = abandonRefusal({ kind, state, signedCallLive, slotsLive });
  return refusal === null ? null : abandonRefused(refusal);
}

function abandonRefused({ why, remedy }: AbandonRefusal): ApiError {
  return new ApiError('ABANDON_REFUSED', `${why} ${remedy}`, { extra: { why, remedy } });
}

function alreadyDecided(decisionId: string): ApiError {
  return new ApiError('ALREADY_DECIDED', undefined, { extra: { decisionId } });
}

/** What a decision lost to that was admitted and not written. */
function lostTo(live: string | undefined): ApiError {
  return live === undefined ? new ApiError('NOT_PARKED') : alreadyDecided(live);
}

/** Ids of those that were written. Sorted by intent, so that batches lock in one order. */
async function insertDecisions(tx: Database, items: readonly Item[]): Promise<Set<string>> {
  if (items.length === 0) return new Set();
  const rows = items.map(({ effect }) => effect).sort((a, b) => (a.intentId < b.intentId ? -1 : 1));
  const inserted = await queryRows(
    tx,
    sql`insert into decisions (id, program_id, intent_id, type, operator, reason, intent_version, request_id)
      select d."decisionId", i.program_id, i.id, d.decision, d.operator, d.reason, i.version, d."requestId"
        from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as d("decisionId" uuid, "intentId" uuid,
          decision text, operator text, reason text, "requestId" text)
        join intents i on i.id = d."intentId" and i.parked
        order by i.id
      on conflict (intent_id, intent_version) where outcome is null or outcome in ('resumed', 'abandoned')
        do nothing
      returning id`,
    z.object({ id: z.string() }),
  );
  invariant(
    inserted.length <= items.length,
    `Expected at most ${items.length} decisions, got ${inserted.length}`,
  );
  return new Set(inserted.map((row) => row.id));
}

async function writeAudit(tx: Database, items: readonly Item[]): Promise<void> {
  await recordAudit(
    tx,
    items.map(({ programId, effect }) => ({
      programId,
      actor: effect.operator,
      keyId: effect.keyId,
      action: `intent.${effect.decision}`,
      subject: `intent:${effect.intentId}`,
      before: null,
      after: { decisionId: effect.decisionId, reason: effect.reason },
      requestId: effect.requestId,
    })),
  );
}

/** The decisions that count for the present parking, by intent. */
async function liveDecisions(tx: Database, items: readonly Item[]): Promise<Map<string, string>> {
  const parked = await readParked(tx, items);
  return new Map(
    [...parked.values()].flatMap(({ id, live_decision: live }) =>
      live === null ? [] : [[id, live]],
    ),
  );
}

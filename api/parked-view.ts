import type { z } from '@hono/zod-openapi';
import type { ParkedIntent } from '../db/queries/parked-intents.ts';
import { abandonRefusal } from '../domain/abandon-rule.ts';
import { parkingRemedy } from '../domain/parking-remedies.ts';
import type { AppSettings } from './app-parts.ts';
import type { parkedIntentSchema } from './schemas/dlq.ts';
import { checksummed } from './schemas/wallet.ts';

/** An intent as operators decide about it. */
export function parkedView(
  settings: AppSettings,
  intent: ParkedIntent,
): z.infer<typeof parkedIntentSchema> {
  const { kind, state, parked_reason: parkedReason } = intent;
  const parked = parkedReason !== null;
  const refusal = abandonRefusal({
    kind,
    state,
    signedCallLive: intent.signed_call_live,
    slotsLive: intent.slots_live,
  });
  return {
    intentId: intent.id,
    kind: intent.kind,
    state,
    program: intent.program_slug,
    wallet: checksummed(intent.wallet),
    parked,
    parkedReason,
    parkedAt: intent.parked_at,
    workflowId: intent.workflow_id,
    temporalUrl: temporalUrl(settings, intent.workflow_id),
    canAbandon: parked && refusal === null,
    abandonRefusedBecause: parked ? (refusal?.why ?? null) : 'It is not parked.',
    remedy: parkedReason === null ? null : remedyOf(parkedReason, refusal?.remedy),
    decisions: intent.decisions.map((decision) => ({
      id: decision.id,
      type: decision.type,
      operator: decision.operator,
      reason: decision.reason,
      createdAt: decision.created_at,
      deliveredAt: decision.delivered_at,
      outcome: decision.outcome,
      outcomeDetail: decision.outcome_detail,
      endedAt: decision.ended_at,
    })),
  };
}

function remedyOf(parkedReason: string, insteadOfAbandoning: string | undefined): string {
  const cause = parkingRemedy(parkedReason);
  return insteadOfAbandoning === undefined ? cause : `${cause} ${insteadOfAbandoning}`;
}

function temporalUrl(
  { temporalUiUrl, temporalNamespace = 'default' }: AppSettings,
  workflowId: string,
): string | null {
  if (temporalUiUrl === null) return null;
  const path = [temporalNamespace, 'workflows', workflowId].map(encodeURIComponent).join('/');
  return `${temporalUiUrl.replace(/\/$/, '')}/namespaces/${path}`;
}

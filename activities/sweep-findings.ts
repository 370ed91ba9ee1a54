import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { queryRows } from '../db/database.ts';
import { closeFindings, type NewFinding, reportFindings } from '../db/findings.ts';
import { stuckAfterMs, waitsFor, waitsForChain } from '../domain/stuck-rules.ts';
import type { FoundIntent, SweepDeps } from './sweep.ts';

/** Whether the chain goes on. */
export interface ChainWatch {
  readonly stalled: boolean;
}

/** Reports a chain that stands still, once however much waits for it, and closes the report when it goes on. */
export async function watchChain({
  db,
  chainId,
  chainStalledMs,
}: Pick<SweepDeps, 'db' | 'chainId' | 'chainStalledMs'>): Promise<ChainWatch> {
  const [chain] = await queryRows(
    db,
    sql`select watched_block::text as block, (extract(epoch from now() - advanced_at) * 1000)::float8 as still_ms
      from chains where chain_id = ${chainId}`,
    z.object({ block: z.string(), still_ms: z.number() }),
  );
  const subject = `chain:${chainId}`;
  if (chain === undefined || chain.still_ms <= chainStalledMs) {
    await closeFindings(db, { code: 'CHAIN_STALLED', subject, reason: 'there are new blocks' });
    return { stalled: false };
  }
  const detail = `Block ${chain.block} has been the newest for ${lasting(chain.still_ms)}.`;
  await reportFindings(db, [{ code: 'CHAIN_STALLED', subject, programId: null, detail }]);
  return { stalled: true };
}

/**
 * Reports intents that are over their limit, each with what is known of the cause. Those that wait for a chain that
 * stands still are left out: that is one finding, not one for each of them. Gives how many were reported.
 */
export async function reportStuck(
  { db, paymentWaitMs }: Pick<SweepDeps, 'db' | 'paymentWaitMs'>,
  { stuck, chain }: { readonly stuck: readonly FoundIntent[]; readonly chain: ChainWatch },
): Promise<number> {
  const told = stuck.filter(({ intent }) => !(chain.stalled && waitsForChain(intent.state)));
  const findings = told.map(({ intent, run }): NewFinding => {
    const { start, state, confirmations, unchangedMs, programId } = intent;
    const limitMs = stuckAfterMs({ state, confirmations, kind: start.kind }, paymentWaitMs);
    const cause =
      run.status === 'running'
        ? (run.trouble ?? `it waits for ${waitsFor(state)}`)
        : 'its run ends again and again without having done anything';
    return {
      code: 'INTENT_STUCK',
      subject: `intent:${start.intentId}`,
      programId,
      detail: `${start.workflowId} is ${state} for ${lasting(unchangedMs)} (limit ${lasting(limitMs)}): ${cause}.`,
    };
  });
  await reportFindings(db, findings);
  return findings.length;
}

function lasting(durationMs: number): string {
  const minutes = Math.round(durationMs / 60_000);
  return minutes === 0 ? `${Math.round(durationMs / 1000)} s` : `${minutes} min`;
}

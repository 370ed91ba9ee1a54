import { inArray } from 'drizzle-orm';
import { ApiError } from '../../domain/errors.ts';
import type { EffectResult, QuoteEffect } from '../accept-types.ts';
import type { Database } from '../database.ts';
import { programs, quotes } from '../schema/programs.ts';
import type { EffectItem } from './apply-effects.ts';

/** Stores quotes; refused with PROGRAM_PAUSED where the program takes no claims. */
export async function applyQuotes(
  tx: Database,
  items: readonly EffectItem<QuoteEffect>[],
): Promise<(EffectResult | ApiError)[]> {
  const active = await activePrograms(
    tx,
    items.map((item) => item.programId),
  );
  const admitted = items.filter((item) => active.has(item.programId));
  if (admitted.length > 0) {
    await tx.insert(quotes).values(
      admitted.map(({ programId, effect }) => ({
        id: effect.quoteId,
        programId,
        wallet: effect.wallet,
        token: effect.tokenType,
        feeAmount: effect.feeAmount,
        quotedBlock: effect.quotedBlock,
        expiresAt: effect.expiresAt,
      })),
    );
  }
  return items.map(({ programId, effect }) =>
    active.has(programId)
      ? { type: 'quote', quoteId: effect.quoteId }
      : new ApiError('PROGRAM_PAUSED'),
  );
}

/** Which of the programs take new work. */
export async function activePrograms(
  tx: Database,
  programIds: readonly string[],
): Promise<Set<string>> {
  const rows = await tx
    .select({ id: programs.id, status: programs.status })
    .from(programs)
    .where(inArray(programs.id, [...new Set(programIds)]));
  return new Set(rows.filter((row) => row.status === 'ACTIVE').map((row) => row.id));
}

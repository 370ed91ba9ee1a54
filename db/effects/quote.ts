import type { ApiError } from '../../domain/errors.ts';
import type { EffectResult, QuoteEffect } from '../accept-types.ts';
import type { Database } from '../database.ts';
import { quotes } from '../schema/programs.ts';
import type { EffectItem } from './apply-effects.ts';
import { gateRefusals } from './program-gates.ts';

/** Stores quotes; refused where the program takes no claims from the wallet, or not in that token. */
export async function applyQuotes(
  tx: Database,
  items: readonly EffectItem<QuoteEffect>[],
): Promise<(EffectResult | ApiError)[]> {
  const refusals = await gateRefusals(
    tx,
    items.map(({ programId, effect }) => ({
      programId,
      wallet: effect.wallet,
      token: effect.tokenType,
    })),
  );
  const admitted = items.filter((_, index) => refusals[index] === null);
  if (admitted.length > 0) {
    await tx.insert(quotes).values(
      admitted.map(({ programId, effect }) => ({
        id: effect.quoteId,
        programId,
        wallet: effect.wallet,
        token: effect.tokenType,
        feeAmount: effect.feeAmount,
        recipient: effect.recipient,
        quotedBlock: effect.quotedBlock,
        expiresAt: effect.expiresAt,
      })),
    );
  }
  return items.map(
    ({ effect }, index) => refusals[index] ?? { type: 'quote', quoteId: effect.quoteId },
  );
}

import { ApiError } from '../../domain/errors.ts';
import type { EffectResult, TransactionEffect } from '../accept-types.ts';
import type { Database } from '../database.ts';
import type { EffectItem } from './apply-effects.ts';

/**
 * Runs operations that write by themselves, one after the other, each behind a savepoint of its own: one that
 * refuses has written nothing, and its refusal is its own.
 */
export async function applyTransactions(
  tx: Database,
  items: readonly EffectItem<TransactionEffect>[],
): Promise<(EffectResult | ApiError)[]> {
  const results: (EffectResult | ApiError)[] = [];
  for (const { effect } of items) results.push(await runOne(tx, effect));
  return results;
}

/** Carries a refusal out of the savepoint, which only an error rolls back. */
class Refused extends Error {
  override readonly name = 'Refused';
  readonly refusal: ApiError;
  constructor(refusal: ApiError) {
    super('refused', { cause: refusal });
    this.refusal = refusal;
  }
}

async function runOne(tx: Database, effect: TransactionEffect): Promise<EffectResult | ApiError> {
  try {
    const done = await tx.transaction(async (savepoint) => {
      const result = await effect.run(savepoint);
      if (result instanceof ApiError) throw new Refused(result);
      return result;
    });
    return 'answer' in done
      ? { type: 'transaction', ...done }
      : { type: 'transaction', answer: done };
  } catch (error) {
    if (error instanceof Refused) return error.refusal;
    throw error;
  }
}

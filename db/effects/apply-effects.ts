import type { ApiError } from '../../domain/errors.ts';
import { invariant } from '../../domain/errors.ts';
import type {
  AcceptItem,
  AffiliateEffect,
  ClaimEffect,
  DecisionEffect,
  EffectResult,
  QuoteEffect,
  RegisterEffect,
  TransactionEffect,
} from '../accept-types.ts';
import type { Database } from '../database.ts';
import { applyAffiliates } from './affiliate.ts';
import { applyClaims } from './claim.ts';
import { applyDecisions } from './decision.ts';
import { applyQuotes } from './quote.ts';
import { lockReferrals } from './referral-locks.ts';
import { applyRegistrations } from './register.ts';
import { applyTransactions } from './transaction.ts';

/** An accepted item of one effect type, for the set-based statement of that type. */
export interface EffectItem<E> {
  readonly programId: string;
  readonly key: string;
  readonly effect: E;
}

/**
 * Runs the effects of a batch: one set of statements per type, however many items. A rule that
 * refuses an item gives that item's error and leaves the others alone.
 */
export async function applyEffects(
  tx: Database,
  items: readonly AcceptItem[],
): Promise<Map<AcceptItem, EffectResult | ApiError>> {
  const registrations: [AcceptItem, EffectItem<RegisterEffect>][] = [];
  const affiliates: [AcceptItem, EffectItem<AffiliateEffect>][] = [];
  const claims: [AcceptItem, EffectItem<ClaimEffect>][] = [];
  const quotes: [AcceptItem, EffectItem<QuoteEffect>][] = [];
  const decisions: [AcceptItem, EffectItem<DecisionEffect>][] = [];
  const transactions: [AcceptItem, EffectItem<TransactionEffect>][] = [];
  for (const item of items) {
    const { programId, key, effect } = item;
    switch (effect.type) {
      case 'register':
        registrations.push([item, { programId, key, effect }]);
        break;
      case 'affiliate':
        affiliates.push([item, { programId, key, effect }]);
        break;
      case 'claim':
        claims.push([item, { programId, key, effect }]);
        break;
      case 'quote':
        quotes.push([item, { programId, key, effect }]);
        break;
      case 'decision':
        decisions.push([item, { programId, key, effect }]);
        break;
      case 'transaction':
        transactions.push([item, { programId, key, effect }]);
        break;
    }
  }
  const results = new Map<AcceptItem, EffectResult | ApiError>();
  const byAffiliates = await lockReferrals(tx, items);
  await applyTo(affiliates, results, (group) => applyAffiliates(tx, group));
  await applyTo(registrations, results, (group) => applyRegistrations(tx, group, byAffiliates));
  await applyTo(claims, results, (group) => applyClaims(tx, group));
  await applyTo(quotes, results, (group) => applyQuotes(tx, group));
  await applyTo(decisions, results, (group) => applyDecisions(tx, group));
  await applyTo(transactions, results, (group) => applyTransactions(tx, group));
  return results;
}

async function applyTo<E>(
  group: readonly [AcceptItem, EffectItem<E>][],
  results: Map<AcceptItem, EffectResult | ApiError>,
  apply: (items: readonly EffectItem<E>[]) => Promise<(EffectResult | ApiError)[]>,
): Promise<void> {
  if (group.length === 0) return;
  const outcomes = await apply(group.map(([, item]) => item));
  group.forEach(([item], index) => {
    const outcome = outcomes[index];
    invariant(outcome !== undefined, `Expected an outcome for item ${index} of ${group.length}`);
    results.set(item, outcome);
  });
}

import { type AffiliateFacts, affiliateRefusal } from '../../domain/affiliate-rules.ts';
import { ApiError, invariant } from '../../domain/errors.ts';
import { newReferralCode } from '../../domain/referral-code.ts';
import type { AffiliateEffect, EffectResult } from '../accept-types.ts';
import type { Database } from '../database.ts';
import { affiliates } from '../schema/people.ts';
import { consumeProofs } from '../wallet-proofs.ts';
import { affiliateFacts, readAffiliates, takenCodes } from './affiliate-facts.ts';
import type { EffectItem } from './apply-effects.ts';
import { userKey } from './write-users.ts';

type Item = EffectItem<AffiliateEffect>;

/**
 * Makes wallets affiliates: one per wallet and program, with a referral code of its own, under the parent whose code
 * was given. A wallet that is one already is given what it is. The tree is locked (`lockReferrals`), so what is free
 * when it is looked up is free when it is written.
 */
export async function applyAffiliates(
  tx: Database,
  items: readonly Item[],
): Promise<(EffectResult | ApiError)[]> {
  const facts = await affiliateFacts(tx, items);
  const refusals = new Map<Item, ApiError>();
  const candidates = items.filter((item, index) => {
    const fact = facts.get(index);
    invariant(fact !== undefined, `Expected program ${item.programId} to exist`);
    const refusal = fact.isAffiliate ? null : affiliateRefusal(item.effect, fact);
    if (refusal !== null) refusals.set(item, refusal);
    return refusal === null;
  });
  const counted = await consumeProofs(
    tx,
    candidates.map(({ effect }) => effect.proof),
  );
  const joining: Joining[] = [];
  const proven = candidates.filter((item, index) => {
    const proofId = counted[index];
    invariant(proofId !== undefined, `Expected the proof of ${item.effect.wallet} to be judged`);
    if (proofId instanceof ApiError) {
      refusals.set(item, proofId);
      return false;
    }
    const fact = facts.get(items.indexOf(item));
    if (fact?.isAffiliate === false) joining.push({ item, parent: fact.parent, proofId });
    return true;
  });
  await insertAffiliates(tx, joining);
  const known = await readAffiliates(tx, proven);
  return items.map((item) => {
    const { programId, effect } = item;
    const refusal = refusals.get(item);
    if (refusal !== undefined) return refusal;
    const found = known.get(userKey(programId, effect.wallet));
    invariant(found !== undefined, `Expected ${effect.wallet} to be an affiliate`);
    const created = found.affiliate.id === effect.affiliateId;
    return { type: 'affiliate', outcome: created ? 'created' : 'existing', ...found };
  });
}

interface Joining {
  readonly item: Item;
  readonly parent: AffiliateFacts['parent'];
  readonly proofId: string;
}

/** The first of a wallet wins, also within the batch. Sorted by wallet, so that batches lock in one order. */
async function insertAffiliates(tx: Database, joining: readonly Joining[]): Promise<void> {
  const first = new Map<string, Joining>();
  for (const one of joining) {
    const key = userKey(one.item.programId, one.item.effect.wallet);
    if (!first.has(key)) first.set(key, one);
  }
  if (first.size === 0) return;
  const codes = await freeCodes(tx, first.size);
  const sorted = [...first].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
  await tx.insert(affiliates).values(
    sorted.map(({ item: { programId, effect }, parent, proofId }, index) => {
      const referralCode = codes[index];
      invariant(referralCode !== undefined, `Expected a code for each of ${sorted.length}`);
      return {
        id: effect.affiliateId,
        programId,
        wallet: effect.wallet,
        parentId: parent?.id ?? null,
        // The guard counts it from the parent's.
        depth: parent === null ? 0 : parent.depth + 1,
        referralCode,
        email: effect.email,
        displayName: effect.displayName,
        termsVersion: effect.terms.version,
        termsHash: effect.terms.hash,
        termsProofId: proofId,
      };
    }),
  );
}

/** How often codes are drawn again; all but impossible to need even once. */
const drawsMax = 5;

/** Referral codes that nobody has, all different. */
async function freeCodes(tx: Database, count: number): Promise<string[]> {
  const free = new Set<string>();
  for (let draw = 1; free.size < count && draw <= drawsMax; draw++) {
    const drawn = new Set<string>();
    while (free.size + drawn.size < count) drawn.add(newReferralCode());
    const taken = await takenCodes(tx, [...drawn]);
    for (const code of drawn) {
      if (!taken.has(code)) free.add(code);
    }
  }
  invariant(free.size >= count, `Expected ${count} free referral codes, found ${free.size}`);
  return [...free];
}

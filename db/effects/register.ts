import { ApiError, invariant } from '../../domain/errors.ts';
import { mayBring, type ReferringAffiliate, referrerOf } from '../../domain/referral-rules.ts';
import type { Effect, EffectResult, RegisterEffect } from '../accept-types.ts';
import type { Database } from '../database.ts';
import { consumeProofs } from '../wallet-proofs.ts';
import type { EffectItem } from './apply-effects.ts';
import { insertIntents } from './insert-intents.ts';
import { gateRefusals } from './program-gates.ts';
import { readRegistrations } from './read-registrations.ts';
import { closesLoop, type RegistrationFacts, registrationFacts } from './registration-facts.ts';
import { writeAttributions } from './write-attributions.ts';
import { insertUsers, replaceFailed, userKey } from './write-users.ts';

type Item = EffectItem<RegisterEffect>;
type Outcome = EffectResult | ApiError;

/**
 * Registers wallets: one user per wallet and program, whoever comes first, also within the batch. A wallet that has a
 * registration under way or settled is given that one; one that came to nothing is replaced. A proof locks who
 * brought the wallet, also of one that is registered already.
 * @param byAffiliates registrations of wallets that are affiliates, as {@link lockReferrals} found them
 */
export async function applyRegistrations(
  tx: Database,
  items: readonly Item[],
  byAffiliates: ReadonlySet<Effect>,
): Promise<Outcome[]> {
  const outcomes = new Map<Item, Outcome>();
  const plain = items.filter(({ effect }) => !byAffiliates.has(effect));
  await registerGroup(tx, { items: plain, ofAffiliates: false }, outcomes);
  // What one of these writes decides about the next: one at a time.
  for (const item of items.filter(({ effect }) => byAffiliates.has(effect))) {
    await registerGroup(tx, { items: [item], ofAffiliates: true }, outcomes);
  }
  return items.map((item) => {
    const outcome = outcomes.get(item);
    invariant(outcome !== undefined, `Expected an outcome for the wallet of ${item.key}`);
    return outcome;
  });
}

interface Group {
  readonly items: readonly Item[];
  /** The tree is locked for them alone. */
  readonly ofAffiliates: boolean;
}

/** A registration that no rule refuses, and whom it names. */
interface Admitted {
  readonly item: Item;
  readonly affiliate: ReferringAffiliate | null;
  readonly registered: boolean;
}

/** The same, with its proof counted; null: it carries none. */
interface Proven extends Admitted {
  readonly proofId: string | null;
}

async function registerGroup(
  tx: Database,
  { items, ofAffiliates }: Group,
  outcomes: Map<Item, Outcome>,
): Promise<void> {
  if (items.length === 0) return;
  const facts = await registrationFacts(tx, items);
  const gates = await gateRefusals(
    tx,
    items.map(({ programId, effect: { intent } }) => ({
      programId,
      wallet: intent.wallet,
      token: null,
    })),
  );
  const judged: Admitted[] = [];
  for (const [index, item] of items.entries()) {
    const fact = facts.get(index);
    invariant(fact !== undefined, `Expected program ${item.programId} to exist`);
    const verdict = await judge(tx, item, { ...fact, ofAffiliates, gate: gates[index] ?? null });
    if (verdict instanceof ApiError) outcomes.set(item, verdict);
    else judged.push(verdict);
  }
  const admitted = await withProofs(tx, judged, outcomes);
  const made = await register(tx, admitted);
  await writeAttributions(
    tx,
    admitted.map(({ item, affiliate, proofId }) => ({
      item,
      affiliateId: affiliate?.id ?? null,
      proofId,
      registers: made.has(item.effect.intent.id),
    })),
  );
  const registrations = await readRegistrations(
    tx,
    admitted.map(({ item }) => item),
  );
  for (const { item } of admitted) {
    const registration = registrations.get(userKey(item.programId, item.effect.intent.wallet));
    invariant(registration !== undefined, `Expected a registration of the wallet of ${item.key}`);
    const created = registration.intentId === item.effect.intent.id;
    outcomes.set(item, {
      type: 'register',
      outcome: created ? 'created' : 'existing',
      ...registration,
    });
  }
}

interface Judged extends RegistrationFacts {
  readonly ofAffiliates: boolean;
  /** Why the program takes no new registration of the wallet; null: it does. */
  readonly gate: ApiError | null;
}

/** What is wrong with what is named is refused always; what program or affiliate do not let in, where it would be written. */
async function judge(tx: Database, item: Item, fact: Judged): Promise<Admitted | ApiError> {
  const { programId, effect } = item;
  const { wallet } = effect.intent;
  const { registered } = fact;
  if (!registered && fact.gate !== null) return fact.gate;
  if (!registered && fact.proofRequired && effect.proof === null)
    return new ApiError('WALLET_PROOF_REQUIRED');
  const writes = !registered || (effect.proof !== null && fact.attribution !== 'LOCKED');
  if (writes && !fact.active) return new ApiError('PROGRAM_PAUSED');
  const affiliate = referrerOf(wallet, effect.named, fact);
  if (affiliate instanceof ApiError) return affiliate;
  if (!writes || affiliate === null) return { item, affiliate, registered };
  // It became an affiliate after the locks were chosen.
  if (fact.isAffiliate && !fact.ofAffiliates)
    return new ApiError('UNAVAILABLE', undefined, { headers: { 'retry-after': '1' } });
  const edge = { wallet, affiliateId: affiliate.id, proven: effect.proof !== null };
  const loop = fact.isAffiliate && (await closesLoop(tx, programId, edge));
  return mayBring(affiliate, loop) ?? { item, affiliate, registered };
}

/** Counts the proofs; refuses the registrations whose proof does not count any more. */
async function withProofs(
  tx: Database,
  judged: readonly Admitted[],
  outcomes: Map<Item, Outcome>,
): Promise<Proven[]> {
  const given = judged.flatMap((admitted) => {
    const { proof } = admitted.item.effect;
    return proof === null ? [] : [{ admitted, proof }];
  });
  const counted = await consumeProofs(
    tx,
    given.map(({ proof }) => proof),
  );
  const results = new Map(given.map(({ admitted }, index) => [admitted, counted[index] ?? null]));
  return judged.flatMap((admitted) => {
    const proofId = results.get(admitted) ?? null;
    if (!(proofId instanceof ApiError)) return [{ ...admitted, proofId }];
    outcomes.set(admitted.item, proofId);
    return [];
  });
}

/** Writes users and intents of those that make a registration; the ids of those intents. */
async function register(tx: Database, admitted: readonly Admitted[]): Promise<Set<string>> {
  const open = admitted.filter(({ registered }) => !registered).map(({ item }) => item);
  const made = await insertUsers(tx, open);
  const others = open.filter(({ effect }) => !made.has(effect.intent.id));
  for (const intentId of await replaceFailed(tx, others)) made.add(intentId);
  await insertIntents(
    tx,
    open
      .filter(({ effect }) => made.has(effect.intent.id))
      .map(({ programId, key, effect }) => ({
        ...effect.intent,
        programId,
        key,
        input: { ...effect.named },
      })),
  );
  return made;
}

/** Moves intents by hand, through the real guards, where a test runs no saga. */
import { and, eq, sql } from 'drizzle-orm';
import type { Database } from '../../../db/database.ts';
import { intents, settlements } from '../../../db/schema/intents.ts';
import { programs, users } from '../../../db/schema/programs.ts';
import { identityMintedPostings } from '../../../domain/chart-of-accounts.ts';
import type { FailureCode } from '../../../domain/error-codes.ts';
import { newId } from '../../../domain/ids.ts';
import type { IntentState } from '../../../domain/intent-state.ts';
import { post } from '../../../ledger/post.ts';
import { recordSettlement } from '../samples/ledger-fixtures.ts';
import { endOpenSlot, storeTransaction } from '../samples/stored-transactions.ts';

/**
 * Takes an intent to `state`, a legal successor of the one it is in, with what the guards want to see
 * behind it: a stored transaction, and then its effect.
 */
export async function moveIntent(
  db: Database,
  intentId: string,
  state: IntentState,
): Promise<void> {
  if (state === 'SUBMITTED') {
    const { programId } = await readIntent(db, intentId);
    await storeTransaction(db, { programId, intentId });
  }
  if (state === 'CONFIRMED') await endOpenSlot(db, intentId, 'EFFECT');
  await db
    .update(intents)
    .set({ state, changedBy: 'test', changeReason: `to ${state}` })
    .where(eq(intents.id, intentId));
}

/** Fails an intent that has sent nothing. */
export async function failIntent(db: Database, intentId: string, code: FailureCode): Promise<void> {
  await db
    .update(intents)
    .set({ state: 'FAILED', failureCode: code, changedBy: 'test', changeReason: code })
    .where(eq(intents.id, intentId));
}

const untilConfirmed = ['PENDING', 'LOCKED', 'SUBMITTED', 'CONFIRMED'] as const;

/** Takes a registration from `from` to its end: ledger transaction, settlement, token 7 on the wallet. */
export async function settleRegistration(
  db: Database,
  intentId: string,
  { from }: { readonly from: (typeof untilConfirmed)[number] } = { from: 'PENDING' },
): Promise<void> {
  for (const state of untilConfirmed.slice(untilConfirmed.indexOf(from) + 1)) {
    await moveIntent(db, intentId, state);
  }
  await db.transaction(async (tx) => {
    const { programId } = await readIntent(tx, intentId);
    const reference = `settlement:${intentId}`;
    const [posted] = await post(tx, [
      { programId, reference, intentId, postings: [...identityMintedPostings(programId, 'SGEID')] },
    ]);
    if (posted === undefined) throw new Error('Expected the settlement to be posted');
    await tx
      .insert(settlements)
      .values({ id: newId(), intentId, programId, ledgerTransactionId: posted.id });
    await tx
      .update(users)
      .set({ tokenId: 7n, registeredAt: sql`now()`, registeredBlock: 100n })
      .where(eq(users.registerIntentId, intentId));
    await moveIntent(tx, intentId, 'SETTLED');
  });
}

/** Takes the one claim of a wallet from PENDING to SETTLED, over one unit of a fee. */
export async function settleClaim(db: Database, wallet: string): Promise<void> {
  const [claim] = await db
    .select()
    .from(intents)
    .where(and(eq(intents.wallet, wallet), eq(intents.kind, 'claim')));
  if (claim === undefined) throw new Error(`Expected a claim of ${wallet}`);
  for (const state of untilConfirmed.slice(1)) await moveIntent(db, claim.id, state);
  await recordSettlement(db, claim.programId, claim.id);
  await moveIntent(db, claim.id, 'SETTLED');
}

async function readIntent(db: Database, intentId: string): Promise<typeof intents.$inferSelect> {
  const [intent] = await db.select().from(intents).where(eq(intents.id, intentId));
  if (intent === undefined) throw new Error(`Expected the intent ${intentId} to exist`);
  return intent;
}

/** Pauses or reopens a program; needs the owning role. */
export async function setProgramStatus(
  db: Database,
  slug: string,
  status: 'ACTIVE' | 'PAUSED',
): Promise<void> {
  await db.update(programs).set({ status }).where(eq(programs.slug, slug));
}

/** Takes an intent whose settlement is written already from PENDING to SETTLED. */
export async function endAsSettled(db: Database, intentId: string): Promise<void> {
  for (const state of untilConfirmed.slice(1)) await moveIntent(db, intentId, state);
  await moveIntent(db, intentId, 'SETTLED');
}

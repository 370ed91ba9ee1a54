import { and, eq } from 'drizzle-orm';
import { holdGround } from '../db/chain-ground.ts';
import type { Database } from '../db/database.ts';
import { watches } from '../db/schema/chain.ts';
import { payments, settlements } from '../db/schema/intents.ts';
import { users } from '../db/schema/programs.ts';
import { invariant } from '../domain/errors.ts';
import { newId } from '../domain/ids.ts';
import type { SettleIntentRequest, SettleOutcome } from '../domain/sagas/saga-activities.ts';
import { convertHolds } from '../ledger/holds.ts';
import { post } from '../ledger/post.ts';
import { commissionPostings, recordCommissions, splitEarnedFee } from './accrue-commissions.ts';
import type { ActivityDeps } from './activity-deps.ts';
import { readMinedAttempt } from './intent-slots.ts';
import { type IntentRow, lockIntent, transition } from './run-intent.ts';
import { shakenGround } from './shaken-ground.ts';

/**
 * CONFIRMED to SETTLED: payment applied, hold converted, ledger transaction, settlement and status in
 * one database transaction, locked in the order of design rule 21. A repetition finds it done. Refused
 * where a reorganisation has taken away what it stands on; then the answer says from which state to go on.
 * @throws BlockNotWatched, which passes, when the watcher has not seen the blocks it stands on.
 */
export async function settleIntent(
  deps: ActivityDeps,
  request: SettleIntentRequest,
): Promise<SettleOutcome> {
  const { db, chain, crash } = deps;
  const outcome = await db.transaction(async (tx): Promise<SettleOutcome> => {
    await holdGround(tx, chain.chainId);
    const intent = await lockIntent(tx, request.run);
    if (intent.state === 'SETTLED') return { status: 'settled' };
    if (intent.state === 'SUBMITTED') {
      return { status: 'reorganised', state: 'SUBMITTED', why: 'Its transaction was taken back.' };
    }
    invariant(
      intent.state === 'CONFIRMED',
      `Expected intent ${intent.id} to be CONFIRMED, got ${intent.state}`,
    );
    const shaken = await shakenGround(tx, chain.chainId, intent);
    if (shaken !== null) return shaken;
    await settle(deps, tx, { intent, request });
    return { status: 'settled' };
  });
  if (outcome.status === 'settled') await crash('settleIntent:settled');
  return outcome;
}

interface Settlement {
  readonly intent: IntentRow;
  readonly request: SettleIntentRequest;
}

async function settle(
  { now }: ActivityDeps,
  tx: Database,
  { intent, request }: Settlement,
): Promise<void> {
  if (request.identityTokenId !== null) {
    const tokenId = BigInt(request.identityTokenId);
    await recordIdentity(tx, intent, { tokenId, at: new Date(now()) });
  }
  await tx.update(payments).set({ status: 'APPLIED' }).where(eq(payments.intentId, intent.id));
  for (const { holdId, state } of await convertHolds(tx, [intent.id])) {
    invariant(
      state === 'CONVERTED',
      `Expected hold ${holdId} to be converted, it was ${state} before`,
    );
  }
  const reference = `settlement:${intent.id}`;
  const legs = request.postings.map((leg) => ({ ...leg, amount: BigInt(leg.amount) }));
  const { programId, id: intentId } = intent;
  const fee = await splitEarnedFee(tx, intent, legs);
  const owed = fee === null ? [] : await commissionPostings(tx, programId, fee);
  const [posted] = await post(tx, [
    { programId, reference, intentId, postings: [...legs, ...owed] },
  ]);
  invariant(
    posted?.status === 'posted',
    `Expected ${reference} to be posted now, got ${posted?.status}`,
  );
  const settlementId = newId();
  await tx
    .insert(settlements)
    .values({ id: settlementId, intentId, programId, ledgerTransactionId: posted.id });
  if (fee !== null) await recordCommissions(tx, { intent, settlementId, at: new Date(now()) }, fee);
  await transition(tx, intent, { to: 'SETTLED', reason: 'posted to the ledger' });
  await tx.delete(watches).where(eq(watches.intentId, intent.id));
}

/** The user now has an identity token: from this block on payments of the wallet count. */
async function recordIdentity(
  tx: Database,
  intent: IntentRow,
  { tokenId, at }: { readonly tokenId: bigint; readonly at: Date },
): Promise<void> {
  const mined = await readMinedAttempt(tx, intent.id);
  const registered = await tx
    .update(users)
    .set({ tokenId, registeredAt: at, registeredBlock: mined?.minedBlock })
    .where(
      and(
        eq(users.programId, intent.programId),
        eq(users.wallet, intent.wallet),
        eq(users.registerIntentId, intent.id),
      ),
    )
    .returning({ id: users.id });
  invariant(
    registered.length === 1,
    `Expected intent ${intent.id} to be the registration of ${intent.wallet}`,
  );
}

import { and, eq } from 'drizzle-orm';
import type { Database } from '../db/database.ts';
import { watches } from '../db/schema/chain.ts';
import { payments, settlements } from '../db/schema/intents.ts';
import { users } from '../db/schema/programs.ts';
import { invariant } from '../domain/errors.ts';
import { newId } from '../domain/ids.ts';
import type { SettleIntentRequest } from '../domain/sagas/saga-activities.ts';
import { convertHolds } from '../ledger/holds.ts';
import { post } from '../ledger/post.ts';
import type { ActivityDeps } from './activity-deps.ts';
import { type IntentRow, lockIntent, transition } from './run-intent.ts';
import { readSlot } from './submit-transaction.ts';

/**
 * CONFIRMED to SETTLED: payment applied, hold converted, ledger transaction, settlement and status in
 * one database transaction, locked in the order of design rule 21. A repetition finds it done.
 */
export async function settleIntent(
  { db, crash, now }: ActivityDeps,
  request: SettleIntentRequest,
): Promise<void> {
  await db.transaction(async (tx) => {
    const intent = await lockIntent(tx, request.run);
    if (intent.state === 'SETTLED') return;
    invariant(
      intent.state === 'CONFIRMED',
      `Expected intent ${intent.id} to be CONFIRMED, got ${intent.state}`,
    );
    if (request.identityTokenId !== null) {
      await recordIdentity(tx, intent, {
        tokenId: BigInt(request.identityTokenId),
        at: new Date(now()),
      });
    }
    await tx.update(payments).set({ status: 'APPLIED' }).where(eq(payments.intentId, intent.id));
    for (const { holdId, state } of await convertHolds(tx, [intent.id])) {
      invariant(
        state === 'CONVERTED',
        `Expected hold ${holdId} to be converted, it was ${state} before`,
      );
    }
    const [posted] = await post(tx, [
      {
        programId: intent.programId,
        reference: `settlement:${intent.id}`,
        intentId: intent.id,
        postings: request.postings.map((posting) => ({
          ...posting,
          amount: BigInt(posting.amount),
        })),
      },
    ]);
    invariant(
      posted?.status === 'posted',
      `Expected settlement:${intent.id} to be posted now, got ${posted?.status}`,
    );
    await tx.insert(settlements).values({
      id: newId(),
      intentId: intent.id,
      programId: intent.programId,
      ledgerTransactionId: posted.id,
    });
    await transition(tx, intent, { to: 'SETTLED', reason: 'posted to the ledger' });
    await tx.delete(watches).where(eq(watches.intentId, intent.id));
    await crash('settleIntent:uncommitted');
  });
  await crash('settleIntent:settled');
}

/** The user now has an identity token: from this block on payments of the wallet count. */
async function recordIdentity(
  tx: Database,
  intent: IntentRow,
  { tokenId, at }: { readonly tokenId: bigint; readonly at: Date },
): Promise<void> {
  const { newest } = await readSlot(tx, intent.id);
  const registered = await tx
    .update(users)
    .set({ tokenId, registeredAt: at, registeredBlock: newest.minedBlock })
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

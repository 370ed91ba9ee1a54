import { eq } from 'drizzle-orm';
import type { Database } from '../db/database.ts';
import { intents } from '../db/schema/intents.ts';
import type { ChainCall } from '../domain/chain-port.ts';
import { storedAddress } from '../domain/chain-values.ts';
import { invariant } from '../domain/errors.ts';
import { claimDelivery } from '../domain/sagas/claim.ts';
import { registrationMint } from '../domain/sagas/register.ts';
import type { IntentView } from '../domain/sagas/saga-activities.ts';
import { readProgram } from './open-run.ts';
import { payoutCallOf } from './payouts/payout-call.ts';
import type { IntentRow } from './run-intent.ts';

/** The intent that a reversal reverses. */
export async function readOriginal(db: Database, reversal: IntentRow): Promise<IntentRow> {
  const { reversesIntentId } = reversal;
  invariant(reversesIntentId !== null, `Expected intent ${reversal.id} to reverse another`);
  const [original] = await db.select().from(intents).where(eq(intents.id, reversesIntentId));
  invariant(original !== undefined, `Expected intent ${reversesIntentId} to exist`);
  return original;
}

/** What an intent sent, by its kind. */
export async function callOf(db: Database, intent: IntentRow): Promise<ChainCall> {
  const { id, kind, state, input } = intent;
  const wallet = storedAddress.parse(intent.wallet);
  const program = await readProgram(db, intent.programId);
  const view: IntentView = { id, kind, state, wallet, input, program };
  if (kind === 'claim') return claimDelivery(view);
  if (kind === 'payout') return await payoutCallOf(db, program, id);
  invariant(kind === 'register', `Expected an intent that sends something, got a ${kind}`);
  return registrationMint(view);
}

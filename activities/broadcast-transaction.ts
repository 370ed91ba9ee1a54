import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { attempts } from '../db/schema/chain.ts';
import { NonceConsumed } from '../domain/chain-port.ts';
import type { RunRef } from '../domain/sagas/saga-activities.ts';
import type { ActivityDeps } from './activity-deps.ts';
import { readIntent } from './run-intent.ts';
import { readSlot } from './submit-transaction.ts';

const rawBytes = z.templateLiteral(['0x', z.string().regex(/^[0-9a-f]+$/)]);

/**
 * Sends the stored bytes of the newest attempt. Sending the same bytes again is harmless, so this may
 * be repeated at any time. `known`: the node had them, or their nonce is used up; the confirmation
 * step finds out by what.
 */
export async function broadcastTransaction(
  { db, chain, crash, now }: ActivityDeps,
  run: RunRef,
): Promise<{ status: 'sent' | 'known' }> {
  const intent = await readIntent(db, run);
  if (intent.state !== 'SUBMITTED') return { status: 'known' };
  const { newest } = await readSlot(db, intent.id);
  try {
    const status = await chain.broadcast(rawBytes.parse(newest.rawTransaction));
    await crash('broadcastTransaction:sent');
    if (newest.broadcastAt === null) {
      await db
        .update(attempts)
        .set({ broadcastAt: sql`coalesce(${attempts.broadcastAt}, ${new Date(now())})` })
        .where(eq(attempts.id, newest.id));
    }
    return { status };
  } catch (error) {
    if (error instanceof NonceConsumed) return { status: 'known' };
    throw error;
  }
}

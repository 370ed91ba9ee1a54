import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { type Database, queryRows } from '../../db/database.ts';
import type { Address, FeeMarket } from '../../domain/chain-port.ts';
import { type AttemptRow, cancellation, readAttempts, sendStored } from './attempts.ts';
import { bumpedFees } from './bumped-fees.ts';
import type { KeeperParts } from './slot-keeper.ts';

/** More can not be mined in a block or two, and the next block looks again. */
const freedPerTickMax = 50;

const freedSlot = z.object({ id: z.uuid(), nonce: z.coerce.number() });
type FreedSlot = z.infer<typeof freedSlot>;

/**
 * Uses up again the nonces that were given up for good and that a reorganisation has freed: everything behind them would
 * wait for ever, and an old call of theirs could still be mined beside its successor. The stored cancellation is sent
 * again, or one that offers more than the call did; it moves nothing, so that it need not be stored. Gives how many.
 */
export async function spendFreed(
  parts: KeeperParts,
  { latest, market }: { readonly latest: number; readonly market: FeeMarket },
): Promise<number> {
  const { db, chain, signer, logger } = parts;
  const freed = await readFreed(db, { chainId: chain.chainId, wallet: signer.address, latest });
  let sent = 0;
  for (const slot of freed) {
    const outcome = await sendStored(chain, {
      rawTransaction: await cancelBytes(parts, slot, market),
    });
    if (outcome !== 'sent') continue;
    sent += 1;
    logger.warn({ slotId: slot.id, nonce: slot.nonce }, 'a freed nonce is used up again');
  }
  return sent;
}

interface Wallet {
  readonly chainId: number;
  readonly wallet: Address;
  /** The wallet's next nonce on the chain. */
  readonly latest: number;
}

function readFreed(db: Database, { chainId, wallet, latest }: Wallet): Promise<FreedSlot[]> {
  return queryRows(
    db,
    sql`select id, nonce from slots
      where chain_id = ${chainId} and wallet = ${wallet} and state = 'WITHOUT_EFFECT' and nonce >= ${latest}
      order by nonce limit ${freedPerTickMax}`,
    freedSlot,
  );
}

async function cancelBytes(
  { db, chain, signer }: KeeperParts,
  { id, nonce }: FreedSlot,
  market: FeeMarket,
): Promise<string> {
  const attempts = await readAttempts(db, id);
  const stored = attempts.find(({ purpose }) => purpose === 'CANCEL');
  if (stored !== undefined) return stored.rawTransaction;
  const slot = { chainId: chain.chainId, wallet: signer.address, nonce };
  const { raw } = await signer.sign(cancellation(slot, feesOver(attempts[0], market)));
  return raw;
}

/** More than the attempt offered where the platform may offer that much, else what the market asks for. */
function feesOver(newest: AttemptRow | undefined, market: FeeMarket) {
  return (newest === undefined ? null : bumpedFees(newest, market)) ?? market;
}

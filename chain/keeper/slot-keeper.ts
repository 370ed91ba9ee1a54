import type { Database } from '../../db/database.ts';
import type { BlockView, Chain, Signer } from '../../domain/chain-port.ts';
import { newId } from '../../domain/ids.ts';
import type { Logger } from '../../platform/logger.ts';
import { createRepeating } from '../../platform/repeating.ts';
import type { LostSlot } from './judge-slot.ts';
import { hasSlotsToKeep } from './open-slots.ts';
import { repairUnmined } from './repair-unmined.ts';
import { createSpentSlots } from './spent-slots.ts';
import { releaseLease, takeLease } from './wallet-lease.ts';

/** What the keeper acts on. */
export interface KeeperParts {
  readonly db: Database;
  readonly chain: Chain;
  readonly signer: Signer;
  readonly logger: Logger;
  /** Tells a workflow that the chain has news for it. */
  readonly signal: (workflowId: string) => Promise<unknown>;
  /** Ends a slot that no workflow will end, by what became of it; false where that does not stand under its lock. */
  readonly endSlot: (slotId: string, lost: LostSlot) => Promise<boolean>;
  readonly settings: KeeperSettings;
  /** Unix milliseconds. */
  readonly now: () => number;
}

export interface KeeperSettings {
  /** How many blocks a transaction may wait before it is offered for more. */
  readonly bumpAfterBlocks: number;
  /** How long a nonce may be reserved with nothing signed before it counts as a gap. */
  readonly gapAfterMs: number;
  /** How long the wallet is this process's own after each block that it has worked on. */
  readonly leaseMs: number;
  /** How often the head is asked for. */
  readonly pollMs: number;
}

/** What a tick did, in numbers of slots. */
export interface KeeperReport {
  readonly resent: number;
  readonly bumped: number;
  readonly filled: number;
  readonly ended: number;
  readonly signalled: number;
}

/** Keeps the platform's wallet moving. */
export interface SlotKeeper {
  /** Works on the newest block, once; for the timer and for tests. Null when there is nothing new or another keeps the wallet. */
  tick(): Promise<KeeperReport | null>;
  close(): Promise<void>;
}

/**
 * Keeps one wallet moving (design rule 14; docs/decisions/0010): once per new block it sends again what the pool
 * has lost, offers more for what waits too long, fills gaps between nonces, and ends or announces slots whose
 * nonce is used up. It works on slots and attempts alone, so that an intent that is parked or whose workflow is
 * gone does not hold up the others. Of all processes only the one with the lease works.
 */
export function createSlotKeeper(parts: KeeperParts): SlotKeeper {
  const { db, chain, signer, logger, settings } = parts;
  const { leaseMs } = settings;
  const lease = { chainId: chain.chainId, wallet: signer.address, keeper: newId(), leaseMs };
  const spent = createSpentSlots(parts);
  let seen: BlockView | null = null;

  async function tick(): Promise<KeeperReport | null> {
    const head = await chain.head();
    if (head.hash === seen?.hash || !(await takeLease(db, lease))) return null;
    const report = (await hasSlotsToKeep(db, lease))
      ? { ...(await repairUnmined(parts, head.number)), ...(await spent.look(head.number)) }
      : { resent: 0, bumped: 0, filled: 0, ended: 0, signalled: 0 };
    seen = head;
    if (Object.values(report).some((slots) => slots > 0)) {
      logger.info({ ...report, block: head.number.toString() }, 'slots repaired');
    }
    return report;
  }

  const repeating = createRepeating({
    everyMs: settings.pollMs,
    work: tick,
    onError: (error) =>
      logger.warn({ err: error }, 'the wallet could not be looked after, will try again'),
  });
  return {
    tick,
    async close() {
      await repeating.close();
      await releaseLease(db, lease).catch((error: unknown) =>
        logger.warn({ err: error }, 'the wallet was not given back; its lease runs out by itself'),
      );
    },
  };
}

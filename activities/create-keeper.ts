import {
  createSlotKeeper,
  type KeeperParts,
  type SlotKeeper,
} from '../chain/keeper/slot-keeper.ts';
import type { ActivityDeps } from './activity-deps.ts';
import { endUnattendedSlot } from './end-slot.ts';

/** What the keeper of slots needs besides what the activities act on. */
export type KeeperOptions = Pick<KeeperParts, 'logger' | 'signal' | 'settings'>;

/** The keeper of the platform's wallet, which ends slots as the activities do: gas of cancellations is posted. */
export function createKeeper(deps: ActivityDeps, options: KeeperOptions): SlotKeeper {
  const { db, chain, signer, now } = deps;
  return createSlotKeeper({
    ...options,
    db,
    chain,
    signer,
    now,
    endSlot: (slotId, lost) => endUnattendedSlot(deps, slotId, lost),
  });
}

import type { Address } from '../../domain/chain-port.ts';
import { smaller } from '../evm/smaller.ts';
import { readAttempts } from './attempts.ts';
import { judgeSlot } from './judge-slot.ts';
import { confirmationsOf, type OpenSlot, readOpenSlots } from './open-slots.ts';
import { isOver } from './plan-repairs.ts';
import type { KeeperParts, KeeperReport } from './slot-keeper.ts';

/** The watcher tells workflows within a block; what is still open this many blocks later was not told, or has none. */
const graceBlocks = 3n;
const slotsPerPage = 50;
/** A workflow that does not react is told again after 8 blocks, then 16, and so on up to this. */
const signalPauseFirstBlocks = 8n;
const signalPauseMaxBlocks = 1024n;
const remembered = 10_000;

type Done = Pick<KeeperReport, 'ended' | 'signalled'>;

interface Told {
  readonly again: bigint;
  readonly pause: bigint;
}

/**
 * Looks after slots whose nonce is used up for good although they are still open: ends those that no workflow
 * will end, and tells the workflows of the others.
 */
export function createSpentSlots(parts: KeeperParts) {
  const { db, chain, signer } = parts;
  const told = new Map<string, Told>();

  function isDue({ id }: OpenSlot, head: bigint): boolean {
    const last = told.get(id);
    if (last !== undefined && head < last.again) return false;
    const pause = last === undefined ? signalPauseFirstBlocks : last.pause * 2n;
    const next = smaller(pause, signalPauseMaxBlocks);
    if (told.size >= remembered) told.clear();
    told.set(id, { again: head + next, pause: next });
    return true;
  }

  /** Tells the workflow of a slot, unless it was told lately or waits for an operator. */
  async function tell(slot: OpenSlot, head: bigint): Promise<boolean> {
    const { workflow_id: workflowId } = slot;
    if (workflowId === null || isOver(slot.intent_state) || slot.parked === true) return false;
    if (!isDue(slot, head)) return false;
    await parts.signal(workflowId);
    return true;
  }

  return {
    async look(head: bigint): Promise<Done> {
      const confirmations = await confirmationsOf(db, chain.chainId);
      const deep = head - BigInt(confirmations) - graceBlocks;
      const done = { ended: 0, signalled: 0 };
      if (deep < 0n) return done;
      for await (const slot of spentSlots(parts, signer.address, deep)) {
        // A call that was signed may have had its effect, which is for the intent's own steps to judge.
        const own = isOver(slot.intent_state) || !slot.has_call;
        if (own && (await end(parts, slot, confirmations))) done.ended += 1;
        if (await tell(slot, head)) done.signalled += 1;
      }
      return done;
    },
  };
}

/** All of them, page by page: those that are parked stay where they are, and must not hide those behind them. */
async function* spentSlots(
  { db, chain, settings }: KeeperParts,
  wallet: Address,
  deep: bigint,
): AsyncGenerator<OpenSlot> {
  const { gapAfterMs } = settings;
  const below = await chain.nonceAt(wallet, deep);
  let from = 0;
  for (;;) {
    const range = { chainId: chain.chainId, wallet, gapAfterMs, from, below };
    const page = await readOpenSlots(db, { ...range, limit: slotsPerPage });
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < slotsPerPage) return;
    from = last.nonce + 1;
  }
}

/** Ends a slot by what became of it; false when that is not certain yet. */
async function end(
  { db, chain, signer, logger, endSlot }: KeeperParts,
  { id, nonce, intent_state: state }: OpenSlot,
  confirmations: number,
): Promise<boolean> {
  const attempts = await readAttempts(db, id);
  const slot = { wallet: signer.address, nonce };
  const judgement = await judgeSlot(chain, { slot, attempts }, confirmations);
  if (judgement.status === 'waiting') return false;
  if (judgement.status === 'mined') {
    if (judgement.depth < BigInt(confirmations)) return false;
    if (judgement.attempt.purpose === 'CALL') {
      // After a reorganisation the delivery of a settled intent comes back so. A failed one must not have any.
      if (state === 'FAILED')
        logger.error({ slotId: id, nonce }, 'a call was mined whose intent has failed');
      return false;
    }
  }
  const nextNonce = await chain.nonce(signer.address, 'latest');
  return await endSlot(id, { judgement, nextNonce, confirmations });
}

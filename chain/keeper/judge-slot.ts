import type { Chain, ReceiptView } from '../../domain/chain-port.ts';
import { storedAddress, storedTxHash } from '../../domain/chain-values.ts';
import type { AttemptRow, SlotRow } from './attempts.ts';

/** An attempt that stands in a block. */
export interface MinedAttempt {
  readonly attempt: AttemptRow;
  readonly receipt: ReceiptView;
}

/**
 * What the chain says about a slot. `mined`: one of its attempts is, this many blocks deep (1 is the newest
 * block). `taken`: the nonce went to the transaction with the receipt `by`, which is none of these attempts.
 */
export type SlotJudgement =
  | { readonly status: 'waiting'; readonly waitingFor: string }
  | ({ readonly status: 'mined'; readonly depth: bigint } & MinedAttempt)
  | { readonly status: 'taken'; readonly by: ReceiptView };

/** What became of a slot that went to something else, and the nonce the chain expects next of the wallet. */
export interface LostSlot {
  readonly judgement: Exclude<SlotJudgement, { status: 'waiting' }>;
  readonly nextNonce: number;
  /** How deep the block has to be, as the watcher counts. */
  readonly confirmations: number;
}

/** A slot and what was tried in it. */
export interface TriedSlot {
  readonly slot: Pick<SlotRow, 'wallet' | 'nonce'>;
  readonly attempts: readonly AttemptRow[];
}

/**
 * Asks the chain what became of a slot. Nothing is ended by the answer alone: other attempts may have been added since,
 * and the block may be on a branch that was left; both is looked at under the slot's lock. A nonce counts as taken only when the very transaction that used it is
 * found: a receipt that is missing proves nothing, since nodes behind one address are not equally far.
 * @throws ChainUnavailable
 */
export async function judgeSlot(
  chain: Chain,
  { slot, attempts }: TriedSlot,
  confirmations: number,
): Promise<SlotJudgement> {
  const mined = await findMined(chain, attempts);
  const { number: head } = await chain.head();
  if (mined !== null)
    return { status: 'mined', depth: head - mined.receipt.blockNumber + 1n, ...mined };
  const wallet = storedAddress.parse(slot.wallet);
  const deepest = head - BigInt(confirmations) + 1n;
  if (deepest < 0n || (await chain.nonceAt(wallet, deepest)) <= slot.nonce) {
    return { status: 'waiting', waitingFor: `Nonce ${slot.nonce} is sent, not mined yet.` };
  }
  const hash = await chain.transactionOf(wallet, slot.nonce, deepest);
  const isOwn = attempts.some((attempt) => attempt.txHash === hash);
  const by = hash === null || isOwn ? null : await chain.receipt(hash);
  if (by === null) {
    return {
      status: 'waiting',
      waitingFor: `Nonce ${slot.nonce} is used; the node has yet to answer by what.`,
    };
  }
  return { status: 'taken', by };
}

async function findMined(
  chain: Chain,
  attempts: readonly AttemptRow[],
): Promise<MinedAttempt | null> {
  for (const attempt of attempts) {
    const receipt = await chain.receipt(storedTxHash.parse(attempt.txHash));
    if (receipt !== null) return { attempt, receipt };
  }
  return null;
}

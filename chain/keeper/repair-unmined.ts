import { closeFindings, reportFindings } from '../../db/findings.ts';
import { ChainUnavailable, type FeeMarket } from '../../domain/chain-port.ts';
import {
  type AttemptRow,
  addAttempt,
  cancellation,
  noteInPool,
  noteSent,
  readAttempts,
  replacement,
  type SendOutcome,
  sendStored,
} from './attempts.ts';
import { bumpedFees } from './bumped-fees.ts';
import { spendFreed } from './freed-nonces.ts';
import { enterFillers, readOpenSlots } from './open-slots.ts';
import {
  gaps,
  isTried,
  repairOf,
  suspiciousSlots,
  type TriedOpenSlot,
  type WalletView,
} from './plan-repairs.ts';
import type { KeeperParts, KeeperReport } from './slot-keeper.ts';

/** Read per block; what is behind can not be mined before these are. */
const slotsPerTickMax = 500;
/** Asked about per block, and at most this many of each repair. */
const repairsPerTickMax = 100;
const fillersPerTickMax = 16;
const failuresMax = 5;

type Repairs = Pick<KeeperReport, 'resent' | 'bumped' | 'filled'>;

/**
 * Looks after the slots whose nonce is not mined: fills gaps, sends again what the node does not have, and
 * offers more for what waits too long. Gives how many of each.
 */
export async function repairUnmined(parts: KeeperParts, head: bigint): Promise<Repairs> {
  const { db, chain, signer, settings } = parts;
  const [latest, pending] = await Promise.all([
    chain.nonce(signer.address, 'latest'),
    chain.nonce(signer.address, 'pending'),
  ]);
  const view: WalletView = { head, latest, pending };
  const wallet = { chainId: chain.chainId, wallet: signer.address };
  const range = { ...wallet, gapAfterMs: settings.gapAfterMs };
  await enterFillers(db, { ...range, from: pending, limit: fillersPerTickMax });
  const open = await readOpenSlots(db, {
    ...range,
    from: latest,
    below: null,
    limit: slotsPerTickMax,
  });
  const market = await chain.feeMarket();
  const round = createRound(parts, { head, market });
  const usedUp = await spendFreed(parts, { latest, market });
  for (const gap of gaps(open).slice(0, repairsPerTickMax)) await round.fill(gap);
  const tried = open.filter(isTried);
  const planned = await plan(parts, tried, { ...view, market });
  const repaired = new Set(planned.map(({ slot }) => slot.id));
  const unnoted = tried.filter(({ id, newest }) => newest.sent_block === null && !repaired.has(id));
  await noteInPool(
    db,
    unnoted.map(({ newest }) => newest.id),
    head,
  );
  for (const { slot, repair } of planned) {
    if (repair === 'send') await round.send(slot);
    else await round.bump(slot);
  }
  const done = await round.close();
  return { ...done, resent: done.resent + usedUp };
}

interface PlannedRepair {
  readonly slot: TriedOpenSlot;
  readonly repair: 'send' | 'bump';
}

/** What is to be done, lowest nonce first. The node is asked about suspicious slots only. */
async function plan(
  { chain, settings }: KeeperParts,
  tried: readonly TriedOpenSlot[],
  { market, ...view }: WalletView & { readonly market: FeeMarket },
): Promise<PlannedRepair[]> {
  const suspicious = suspiciousSlots(tried, view, repairsPerTickMax);
  const statuses = new Map(
    await Promise.all(
      suspicious.map(
        async ({ id, newest }) => [id, await chain.transactionStatus(newest.tx_hash)] as const,
      ),
    ),
  );
  return tried
    .flatMap((slot) => {
      const status = statuses.get(slot.id) ?? 'pending';
      const { gasPrice } = market;
      const { bumpAfterBlocks } = settings;
      const known = status !== 'unknown';
      const repair = repairOf(slot, { ...view, gasPrice, known, bumpAfterBlocks });
      return status === 'mined' || repair === 'leave' ? [] : [{ slot, repair }];
    })
    .slice(0, repairsPerTickMax);
}

/** One block's repairs, and what they met. */
function createRound(
  parts: KeeperParts,
  { head, market }: { readonly head: bigint; readonly market: FeeMarket },
) {
  const { db, chain, signer, settings } = parts;
  const done = { resent: 0, bumped: 0, filled: 0 };
  const capped: number[] = [];
  const short: number[] = [];
  let failures = 0;

  /** Sends stored bytes; what the node refuses stays stored, and the next block tries again. */
  async function transmit(nonce: number, attempt: AttemptRow): Promise<SendOutcome | 'failed'> {
    let outcome: SendOutcome;
    try {
      outcome = await sendStored(chain, attempt);
    } catch (error) {
      // One transaction that a node can not stomach must not hold up the rest; a node that is away ends the round.
      failures += 1;
      if (!(error instanceof ChainUnavailable) || failures >= failuresMax) throw error;
      parts.logger.warn({ err: error, nonce }, 'a transaction could not be sent');
      return 'failed';
    }
    if (outcome === 'wallet-short') {
      short.push(nonce);
    } else {
      const sending = { attemptId: attempt.id, at: new Date(parts.now()), block: head };
      await noteSent(db, chain.chainId, sending);
    }
    return outcome;
  }

  async function bump({ id, nonce, newest }: TriedOpenSlot): Promise<void> {
    const [stored] = await readAttempts(db, id);
    if (stored === undefined || stored.ordinal !== newest.ordinal) return;
    const fees = bumpedFees(stored, market);
    if (fees === null) {
      capped.push(nonce);
      await transmit(nonce, stored);
      return;
    }
    const place = { chainId: chain.chainId, nonce };
    const transaction = replacement(place, stored, fees);
    const { purpose, ordinal: after } = stored;
    const added = await addAttempt({ db, signer }, { slotId: id, purpose, transaction, after });
    if (added === null) return;
    done.bumped += 1;
    await transmit(nonce, added);
  }

  return {
    bump,
    /** Sends again; when the node wants more for it than it offers, and it has waited, it is bumped at once. */
    async send(slot: TriedOpenSlot): Promise<void> {
      const [stored] = await readAttempts(db, slot.id);
      if (stored === undefined) return;
      const outcome = await transmit(slot.nonce, stored);
      if (outcome === 'sent') done.resent += 1;
      const waited = head - (stored.broadcastBlock ?? head);
      if (outcome === 'fee-too-low' && waited >= BigInt(settings.bumpAfterBlocks)) await bump(slot);
    },
    /** Uses up a nonce that nothing was signed for. */
    async fill(gap: NonceGap): Promise<void> {
      const added = await fillGap(parts, gap, market);
      if (added === null) return;
      done.filled += 1;
      await transmit(gap.nonce, added);
    },
    /** Reports what could not be mended, closes what is over, and gives the numbers. */
    async close(): Promise<Repairs> {
      await reportWallet(parts, { code: 'FEE_CAP_REACHED', nonces: capped });
      await reportWallet(parts, { code: 'WALLET_SHORT', nonces: short });
      return done;
    },
  };
}

interface NonceGap {
  /** Of the slot. */
  readonly id: string;
  readonly nonce: number;
}

/** Signs a cancellation in the slot and reports the gap with it; null when the slot is in use after all. */
function fillGap(
  { db, chain, signer }: KeeperParts,
  { id, nonce }: NonceGap,
  market: FeeMarket,
): Promise<AttemptRow | null> {
  const slot = { chainId: chain.chainId, wallet: signer.address, nonce };
  const transaction = cancellation(slot, market);
  const attempt = { slotId: id, purpose: 'CANCEL', transaction, after: 0 } as const;
  return addAttempt({ db, signer }, attempt, async (tx, { programId }) => {
    const detail = `Nonce ${nonce} of ${signer.address} was reserved and nothing was signed for it.`;
    await reportFindings(tx, [{ code: 'NONCE_GAP', subject: `slot:${id}`, programId, detail }]);
  });
}

interface WalletTrouble {
  readonly code: 'FEE_CAP_REACHED' | 'WALLET_SHORT';
  readonly nonces: readonly number[];
}

/** Opens, counts or closes the one finding of a code about this wallet. */
async function reportWallet(
  { db, signer }: KeeperParts,
  { code, nonces }: WalletTrouble,
): Promise<void> {
  const subject = `wallet:${signer.address}`;
  const [first] = nonces;
  if (first === undefined) {
    await closeFindings(db, {
      code,
      subject,
      reason: 'No transaction of the wallet meets it now.',
    });
    return;
  }
  const detail = `${nonces.length} transactions of ${signer.address} wait, the first with nonce ${first}.`;
  await reportFindings(db, [{ code, subject, programId: null, detail }]);
}

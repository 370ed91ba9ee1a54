import type { SeenBlock } from '../db/chain-ground.ts';
import type { Database } from '../db/database.ts';
import { reportFindings } from '../db/findings.ts';
import type { BlockView, Chain } from '../domain/chain-port.ts';
import type { Logger } from '../platform/logger.ts';
import type { SignalOutcome } from '../platform/orchestrator.ts';
import { createRepeating } from '../platform/repeating.ts';
import { smaller } from './evm/smaller.ts';
import { findAncestor } from './watch/find-ancestor.ts';
import { keptHash, readStanding, rememberBlocks } from './watch/kept-blocks.ts';
import { reorganise } from './watch/reorganise.ts';
import { signalDue } from './watch/signal-due.ts';
import { storeBlocks } from './watch/store-blocks.ts';
import { walk } from './watch/walk.ts';

/** Options of {@link createWatcher}. */
export interface WatcherOptions {
  readonly db: Database;
  readonly chain: Chain;
  readonly logger: Logger;
  /** Tells a workflow that the chain has news for it; `no-run` is told again, until there is one. */
  readonly signal: (workflowId: string) => Promise<SignalOutcome>;
  /** How often the head is asked for. */
  readonly pollMs: number;
}

/** Follows the chain block by block. */
export interface Watcher {
  /** Works through the blocks since the last call; for the timer and for tests. */
  tick(): Promise<void>;
  close(): Promise<void>;
}

/** Blocks worked through in one go; a longer absence is caught up over several. */
const blocksPerTickMax = 200n;

/**
 * Follows the chain: keeps the hashes of its newest blocks, signals intents whose transactions are deep enough, so
 * that waiting for confirmations holds no activity slot (design rule 11), and works in reorganisations. One
 * transaction per tick with news, however many wait. Several processes may watch: each change is made on
 * condition of what was read. A signal that gets lost is made up for by the saga's own timer.
 */
export function createWatcher(options: WatcherOptions): Watcher {
  const { logger, pollMs } = options;
  const tick = () => follow(options);
  const repeating = createRepeating({
    everyMs: pollMs,
    firstAfterMs: 0,
    work: tick,
    onError: (error) => logger.warn({ err: error }, 'watcher could not follow the chain'),
  });
  return { tick, close: repeating.close };
}

/** Works through the blocks since the last time and signals what has become due. */
async function follow(options: WatcherOptions): Promise<void> {
  const { db, chain } = options;
  const { watchedBlock: number, watchedHash: hash, halted } = await readStanding(db, chain.chainId);
  // Nothing is confirmed on a chain that can not be followed: correct before available.
  if (halted) return;
  if (hash === null) {
    await rememberBlocks(db, chain, number);
    return;
  }
  const head = await chain.head();
  const known = { number, hash };
  if (await isReplaced(options, known, head)) {
    await workIn(options, known, smaller(head.number, number));
  } else if (head.number > number) {
    await advance(options, known, smaller(head.number, number + blocksPerTickMax));
  }
  await signalDue({ ...options, chainId: chain.chainId });
}

/**
 * Whether the head shows that the known block, or one before it, is not part of the chain any more. A head that
 * is lower and known is a node that is behind. A higher one does not tell; the walk up to it does.
 */
async function isReplaced(
  { db, chain }: WatcherOptions,
  known: SeenBlock,
  head: BlockView,
): Promise<boolean> {
  if (head.number > known.number) return false;
  if (head.number === known.number) return head.hash !== known.hash;
  const kept = await keptHash(db, chain.chainId, head.number);
  return kept !== null && kept !== head.hash;
}

async function advance(options: WatcherOptions, known: SeenBlock, last: bigint): Promise<void> {
  const { db, chain } = options;
  const { blocks, reorganised } = await walk(chain, known, last);
  // Blocks that do not hang together any more while they are read: the next tick sees which ones count.
  if (blocks.length > 0) await storeBlocks(db, { chainId: chain.chainId, known, blocks });
  else if (reorganised) await workIn(options, known, known.number);
}

/** Finds where chain and database part, and takes the database back to there. */
async function workIn(options: WatcherOptions, known: SeenBlock, from: bigint): Promise<void> {
  const { db, chain, logger, signal } = options;
  const { chainId } = chain;
  const ancestor = await findAncestor(db, chain, from);
  if (ancestor.status === 'unknown') return;
  if (ancestor.status === 'too-deep') {
    const detail = `Block ${known.number} is ${known.hash} in the database; none of the kept blocks before it is part of the chain any more. Nothing is confirmed until an operator has accepted the chain.`;
    const subject = `chain:${chainId}`;
    await reportFindings(db, [
      { code: 'REORGANISATION_TOO_DEEP', subject, programId: null, detail },
    ]);
    logger.error({ chainId, block: known.number.toString() }, 'a reorganisation is too deep');
    return;
  }
  if (ancestor.block.number === known.number) return;
  const told = await reorganise(db, { chainId, ancestor: ancestor.block, watched: known });
  if (told === null) return;
  const facts = { chainId, ancestor: ancestor.block.number.toString(), intents: told.length };
  logger.warn(facts, 'the chain was reorganised');
  await Promise.allSettled(told.map((workflowId) => signal(workflowId)));
}

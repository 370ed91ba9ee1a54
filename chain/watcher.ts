import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { type Database, queryRows } from '../db/database.ts';
import { chains } from '../db/schema/chain.ts';
import type { Chain } from '../domain/chain-port.ts';
import { invariant } from '../domain/errors.ts';
import type { Logger } from '../platform/logger.ts';

/** Options of {@link createWatcher}. */
export interface WatcherOptions {
  readonly db: Database;
  readonly chain: Chain;
  readonly logger: Logger;
  /** Tells a workflow that the chain has news for it. */
  readonly signal: (workflowId: string) => Promise<void>;
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
const signalsPerTickMax = 500;

const dueRow = z.object({ intent_id: z.string(), tx_hash: z.string(), workflow_id: z.string() });

/**
 * Signals intents whose transactions are deep enough, so that waiting for confirmations holds no
 * activity slot (design rule 11). One node request and one statement per block, however many wait. A
 * signal that gets lost is made up for by the saga's own timer; a second one does no harm.
 */
export function createWatcher(options: WatcherOptions): Watcher {
  const { logger, pollMs } = options;
  const tick = () => follow(options);
  let closed = false;
  let current: Promise<void> = Promise.resolve();

  async function loop(): Promise<void> {
    try {
      await tick();
    } catch (error) {
      logger.warn({ err: error }, 'watcher could not follow the chain');
    }
    if (!closed) timer = setTimeout(run, pollMs);
  }

  function run(): void {
    current = loop();
  }

  let timer = setTimeout(run, 0);
  return {
    tick,
    async close() {
      closed = true;
      clearTimeout(timer);
      await current;
    },
  };
}

/** Works through the blocks since the last time and signals what has become due. */
async function follow(options: WatcherOptions): Promise<void> {
  const { db, chain } = options;
  const [known] = await db.select().from(chains).where(eq(chains.chainId, chain.chainId));
  invariant(
    known !== undefined,
    `Expected chain ${chain.chainId} to be registered before it is watched`,
  );
  const head = await chain.head();
  const furthest = known.watchedBlock + blocksPerTickMax;
  const last = head.number < furthest ? head.number : furthest;
  for (let number = known.watchedBlock + 1n; number <= last; number++) await look(options, number);
  if (last > known.watchedBlock) {
    await db
      .update(chains)
      .set({ watchedBlock: sql`greatest(${chains.watchedBlock}, ${last})` })
      .where(eq(chains.chainId, chain.chainId));
  }
  await signalDue(options, head.number);
}

/** Notes which watched transactions a block holds. */
async function look({ db, chain }: WatcherOptions, number: bigint): Promise<void> {
  const block = await chain.block(number);
  if (block === null || block.transactions.length === 0) return;
  await db.execute(sql`
    update watches set seen_block = ${number}
      where chain_id = ${chain.chainId} and not signalled
        and tx_hash = any(array(select jsonb_array_elements_text(${JSON.stringify(block.transactions)}::jsonb)))`);
}

async function signalDue(options: WatcherOptions, head: bigint): Promise<void> {
  const { db, chain, logger, signal } = options;
  const due = await queryRows(
    db,
    sql`select w.intent_id, w.tx_hash, i.workflow_id from watches w join intents i on i.id = w.intent_id
      where w.chain_id = ${chain.chainId} and not w.signalled and w.seen_block + w.confirmations - 1 <= ${head}
      limit ${signalsPerTickMax}`,
    dueRow,
  );
  const told = await Promise.all(
    due.map(async ({ intent_id, tx_hash, workflow_id }) => {
      try {
        await signal(workflow_id);
        return [{ intent_id, tx_hash }];
      } catch (error) {
        logger.warn({ err: error, workflowId: workflow_id }, 'chain signal failed, will try again');
        return [];
      }
    }),
  );
  const done = told.flat();
  if (done.length === 0) return;
  await db.execute(sql`
    update watches w set signalled = true
      from jsonb_to_recordset(${JSON.stringify(done)}::jsonb) as d(intent_id uuid, tx_hash text)
      where w.intent_id = d.intent_id and w.tx_hash = d.tx_hash`);
}

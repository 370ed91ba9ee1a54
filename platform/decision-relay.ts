import type { Database } from '../db/database.ts';
import {
  endMootDecisions,
  markDelivered,
  type OpenDecision,
  openDecisions,
} from '../db/decisions.ts';
import type { Logger } from './logger.ts';
import type { Orchestrator } from './orchestrator.ts';
import { createRepeating } from './repeating.ts';

/** Options of {@link createDecisionRelay}. */
export interface DecisionRelayOptions {
  readonly db: Database;
  readonly orchestrator: Pick<Orchestrator, 'decide'>;
  readonly logger: Logger;
  /** How often it looks for decisions. */
  readonly relayIntervalMs: number;
  /** How long a run that took a decision in has to carry it out. @default 30000 */
  readonly redeliverAfterMs?: number;
}

/** Brings operators' decisions to the runs of their intents. */
export interface DecisionRelay {
  /** Stops and waits for the deliveries under way. What is left over stays for the next process. */
  close(): Promise<void>;
}

/** Decisions looked at in one round; the next round goes on behind them, so that none holds up the others. */
const roundMax = 100;
/** Deliveries under way at once: each may wait some seconds for a worker. */
const deliveriesMax = 8;

/**
 * Delivers decisions until they have an outcome (design rule 10). A decision is a row, so it is neither lost nor
 * carried out twice, whoever dies in between: its id is the delivery's, the activity that carries it out writes
 * the outcome with the effect, and several processes may relay.
 */
export function createDecisionRelay(options: DecisionRelayOptions): DecisionRelay {
  const { db, logger, relayIntervalMs, redeliverAfterMs = 30_000 } = options;
  let closed = false;
  let afterId: string | null = null;

  async function round(): Promise<void> {
    await endMootDecisions(db);
    const page = await openDecisions(db, { redeliverAfterMs, afterId, rowsMax: roundMax });
    afterId = page.length < roundMax ? null : (page.at(-1)?.decision.id ?? null);
    const waiting = [...page];
    const deliverer = async () => {
      for (let next = waiting.shift(); next !== undefined && !closed; next = waiting.shift()) {
        await deliver(options, next);
      }
    };
    await Promise.all(Array.from({ length: deliveriesMax }, deliverer));
  }

  const repeating = createRepeating({
    everyMs: relayIntervalMs,
    work: round,
    onError: (error) => logger.warn({ err: error }, 'decisions could not be relayed'),
  });
  return {
    close() {
      closed = true;
      return repeating.close();
    },
  };
}

/**
 * Delivers one decision. Only a run that took it in is noted: whatever else comes back is tried again in the next
 * round, and ends there when the intent has moved on (the run may just be starting, or the sweeper starts it).
 */
async function deliver(
  { db, orchestrator, logger }: DecisionRelayOptions,
  { workflowId, decision }: OpenDecision,
): Promise<void> {
  const fields = { workflowId, decisionId: decision.id };
  try {
    const delivery = await orchestrator.decide(workflowId, decision.id, decision);
    if (delivery === 'taken') {
      await markDelivered(db, decision.id);
      logger.info(fields, 'decision delivered');
    } else logger.debug({ ...fields, delivery }, 'decision not delivered yet');
  } catch (error) {
    logger.warn({ ...fields, err: error }, 'decision could not be delivered');
  }
}

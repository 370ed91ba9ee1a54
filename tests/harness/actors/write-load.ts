/** Clients that write without a pause until the server is gone, each write once, and remember every outcome. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type ClaimWrite, sendClaim } from './persistent-client.ts';

/** What became of one write. */
export interface WriteOutcome {
  readonly key: string;
  /** The HTTP status; 0 when there was no complete answer. */
  readonly status: number;
  /** The body, or the code of what broke. */
  readonly text: string;
}

/** Clients at work. */
export interface WriteLoad {
  /** So far; grows. */
  readonly outcomes: WriteOutcome[];
  /** Resolves when every client was refused. */
  readonly ended: Promise<void>;
}

export interface LoadOptions {
  readonly url: string;
  readonly claims: readonly ClaimWrite[];
  readonly clients: number;
}

/**
 * Starts the clients. Each takes the next claim and records it once; when there are none left it repeats its
 * last one, so that there are requests under way until the end. It stops at the first refused connection.
 */
export function startWriteLoad({ url, claims, clients }: LoadOptions): WriteLoad {
  const queue = [...claims];
  const outcomes: WriteOutcome[] = [];
  async function run(): Promise<void> {
    let claim = queue.shift();
    while (claim !== undefined) {
      const outcome = { key: claim.key, ...(await sendClaim(url, claim)) };
      outcomes.push(outcome);
      if (outcome.text === 'ECONNREFUSED') return;
      claim = queue.shift() ?? claim;
      await sleep(20);
    }
  }
  const ended = Promise.all(Array.from({ length: clients }, run)).then(() => undefined);
  return { outcomes, ended };
}

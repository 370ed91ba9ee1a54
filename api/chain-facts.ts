import type { Address, Chain } from '../domain/chain-port.ts';

/** What was last known of the chain. */
export interface ChainFacts {
  /** Whether the last look succeeded. */
  readonly healthy: boolean;
  readonly latencyMs: number | null;
  readonly blockNumber: number | null;
  /** Wei the platform's wallet has. */
  readonly relayerBalance: bigint | null;
}

/** Options of {@link chainFactsReader}. */
export interface ChainFactsOptions {
  readonly chain: Chain;
  readonly relayerAddress: Address | null;
  /** Facts younger than this are not looked up again. @default 2000 */
  readonly maxAgeMs?: number;
  /** Longest an asker waits for a look. @default 1000 */
  readonly waitMs?: number;
}

/**
 * Gives what is known of the chain, cheaply: one look for all who ask within two seconds, and the last
 * known facts when the chain is slow or away. Never throws.
 */
export function chainFactsReader(options: ChainFactsOptions): () => Promise<ChainFacts> {
  const { maxAgeMs = 2000, waitMs = 1000 } = options;
  let facts: ChainFacts = {
    healthy: false,
    latencyMs: null,
    blockNumber: null,
    relayerBalance: null,
  };
  let lookedAt = Number.NEGATIVE_INFINITY;
  let looking: Promise<void> | null = null;

  async function look(): Promise<void> {
    try {
      facts = await readFacts(options);
    } catch {
      // Health must answer whatever the chain does; `healthy: false` is the message.
      facts = { ...facts, healthy: false, latencyMs: null };
    } finally {
      lookedAt = performance.now();
      looking = null;
    }
  }

  return async function chainFacts() {
    if (performance.now() - lookedAt < maxAgeMs) return facts;
    looking ??= look();
    const inTime = await Promise.race([looking.then(() => true), sleep(waitMs)]);
    return inTime ? facts : { ...facts, healthy: false };
  };
}

async function readFacts({ chain, relayerAddress }: ChainFactsOptions): Promise<ChainFacts> {
  const startedMs = performance.now();
  const head = await chain.head();
  const latencyMs = Math.round(performance.now() - startedMs);
  const relayerBalance = relayerAddress === null ? null : await chain.balance(relayerAddress);
  return { healthy: true, latencyMs, blockNumber: Number(head.number), relayerBalance };
}

function sleep(ms: number): Promise<false> {
  return new Promise((resolve) => setTimeout(() => resolve(false), ms));
}

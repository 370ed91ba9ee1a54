import type { Database } from '../db/database.ts';
import type { Chain, Signer } from '../domain/chain-port.ts';
import type { CrashHook } from '../platform/crash-points.ts';

/** What the activities act on. */
export interface ActivityDeps {
  readonly db: Database;
  readonly chain: Chain;
  readonly signer: Signer;
  /** How long a payment that no node knows is waited for before its claim fails. */
  readonly paymentWaitMs: number;
  readonly crash: CrashHook;
  /** Unix milliseconds. */
  readonly now: () => number;
}

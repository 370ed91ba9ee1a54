import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { AcceptItem, AcceptOutcome } from '../db/accept-types.ts';
import type { Database } from '../db/database.ts';
import type { WalletSession } from '../db/wallet-sessions.ts';
import type { Address, Chain } from '../domain/chain-port.ts';
import type { Limiter } from '../platform/limiter.ts';
import type { Logger } from '../platform/logger.ts';
import type { Metrics } from '../platform/metrics.ts';
import type { DefaultProgram } from './default-program.ts';
import type { IntentWatcher } from './intent-watcher.ts';
import type { WriteLimiter } from './limit-write.ts';
import type { Operator } from './operators.ts';
import type { SharedRead } from './shared-read.ts';

/** Settings of the HTTP surface, as plain values: the app reads no environment. */
export interface AppSettings {
  readonly mode: 'mock' | 'real';
  readonly version: string;
  /** Slug of the program that routes without a program act on. */
  readonly defaultProgram: string;
  /** Origins that browsers may call from besides the app's own; `*` allows any. */
  readonly corsOrigins: readonly string[];
  /** Domains (host, with its port) that sign-in messages may be for; none: any name of this machine. */
  readonly authDomains: readonly string[];
  /** How long a wallet stays signed in. */
  readonly sessionTtlMs: number;
  /** Keys the HMACs that addresses and user agents of registrations are kept as. */
  readonly originHashKey: string;
  readonly trustedProxies: number;
  readonly idempotencyRequired: boolean;
  /** Opens the reads that the old front end makes without a key to anyone (contract: those marked †). */
  readonly compatPublicReads: boolean;
  readonly registerWaitMs: number;
  readonly quoteTtlMs: number;
  readonly limits: {
    readonly registerPerHour: number;
    readonly registerPerDayWallet: number;
    readonly claimPerHour: number;
    readonly badSignaturePerMin: number;
    readonly healthPerMin: number;
    readonly defaultPerMin: number;
  };
  /** A public JSON-RPC address; null shows this server's own `/rpc`. Never one that carries a provider's key. */
  readonly publicRpcUrl: string | null;
  readonly explorerUrl: string | null;
  readonly temporalUiUrl: string | null;
  /** For links into Temporal's UI. @default 'default' */
  readonly temporalNamespace?: string;
  /** How often waiting requests look at the database. @default 100 */
  readonly intentPollMs?: number;
  /** Open event streams at once. @default 1000 */
  readonly eventStreamsMax?: number;
  /** Silence after which an event stream sends a comment. @default 15000 */
  readonly heartbeatMs?: number;
  /** How long a repeated request waits for the first one before 409. @default 2000 */
  readonly inProgressWaitMs?: number;
}

/** A part that readiness depends on. */
export interface ReadinessCheck {
  readonly name: string;
  /**
   * Its outage is shown, but does not take the process out of service: what was accepted waits for it.
   * @default false
   */
  readonly optional?: boolean;
  /** Resolves when the part answers. */
  check(): Promise<void>;
}

/** Everything the app is made of. Interfaces only: in a browser tab each has another implementation. */
export interface AppParts {
  readonly settings: AppSettings;
  readonly db: Database;
  /** Takes a write in, and sees to it that its intent is started. */
  readonly accept: (item: AcceptItem) => Promise<AcceptOutcome>;
  readonly chain: Chain;
  /** The wallet the platform sends from, for health; null where this process does not know it. */
  readonly relayerAddress: Address | null;
  readonly limiter: Limiter;
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly readiness: readonly ReadinessCheck[];
  /** Aborted when the process starts to drain: readiness turns 503, waits and event streams end. */
  readonly draining?: AbortSignal;
  /** Answers the text of a JSON-RPC request at `POST /rpc`, undefined for nothing; the route exists in MOCK only. */
  readonly rpc?: (body: string) => Promise<unknown>;
  /** The present. @default the system's clock */
  readonly now?: () => Date;
}

/** What a request carries through the middleware. */
export interface AppEnv {
  readonly Bindings: { readonly remoteAddress?: string };
  readonly Variables: {
    requestId: string;
    logger: Logger;
    operator?: Operator;
    /** What was found out about the wallet that is signed in to a program. */
    walletSession?: { readonly programId: string; readonly session: WalletSession | null };
  };
}

/** The application, as routes see it while they are mounted. */
export type App = OpenAPIHono<AppEnv>;

/** A request. */
export type AppContext = Context<AppEnv>;

/** What routes work with: the parts, and what is made of them once per app. */
export interface RouteServices extends AppParts {
  readonly program: SharedRead<DefaultProgram>;
  readonly watcher: IntentWatcher;
  readonly limitWrite: WriteLimiter;
  readonly now: () => Date;
}

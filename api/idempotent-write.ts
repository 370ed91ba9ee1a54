import type { NewIntent } from '../db/accept-types.ts';
import type { Address } from '../domain/chain-port.ts';
import type { IntentKind } from '../domain/sagas/registry.ts';
import type { AppContext, RouteServices } from './app-parts.ts';
import type { OpenWrite } from './conclude-write.ts';
import type { DefaultProgram } from './default-program.ts';
import { keyedWrite, type WritePlan } from './keyed-write.ts';
import { newIntent } from './new-intent.ts';
import type { LimitUse } from './rate-limit.ts';
import { isProvenBy, walletSessionOf } from './wallet-session.ts';

/** A wallet's write under an idempotency key. */
export interface IdempotentWrite extends OpenWrite {
  /** @default the default program */
  readonly program?: DefaultProgram;
  /** Lower case: whose write it is. */
  readonly wallet: Address;
  /** A route that took no key in the old system: without IDEMPOTENCY_REQUIRED it needs none. @default false */
  readonly oldRoute?: boolean;
  /** The request carries a proof of the wallet, which the plan verifies. @default false */
  readonly proven?: boolean;
  /** The body as its schema understood it. */
  readonly body: Readonly<Record<string, unknown>>;
  /** Taken only when the key is new: replays are free. */
  readonly limits: readonly LimitUse[];
  /** May read the chain; must not write. */
  readonly plan: (write: PlannedWrite) => WritePlan | Promise<WritePlan>;
}

/** What a plan is made from. */
export interface PlannedWrite {
  readonly program: DefaultProgram;
  /** A new intent of a kind, under the write's key. */
  readonly newIntent: (kind: IntentKind) => NewIntent;
}

/**
 * Answers a wallet's write, as {@link keyedWrite} does. The keys of requests with a proof or a session of the wallet
 * count apart from those of requests that only name it, so nobody takes a key from the wallet itself. Without a key (IDEMPOTENCY_REQUIRED=false) the same
 * request is the same write, as in the old system.
 * @throws ApiError for every refusal that is not stored.
 */
export async function idempotentWrite(
  c: AppContext,
  services: RouteServices,
  write: IdempotentWrite,
): Promise<Response> {
  const program = write.program ?? (await services.program());
  const { wallet, plan } = write;
  const proven = write.proven === true || (await isSignedIn(c, services, { program, wallet }));
  return await keyedWrite(c, services, {
    ...write,
    caller: proven ? `wallet:${wallet}:proven` : `wallet:${wallet}`,
    signedBy: wallet,
    program,
    keyRequired: services.settings.idempotencyRequired || write.oldRoute !== true,
    plan: (key) => plan({ program, newIntent: (kind) => newIntent(c, { ...key, kind, wallet }) }),
  });
}

async function isSignedIn(
  c: AppContext,
  services: RouteServices,
  { program, wallet }: Required<Pick<IdempotentWrite, 'program' | 'wallet'>>,
): Promise<boolean> {
  return isProvenBy(await walletSessionOf(c, services, program.id), wallet);
}

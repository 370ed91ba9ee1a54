import { context, propagation } from '@opentelemetry/api';
import type { NewIntent } from '../db/accept-types.ts';
import type { Address } from '../domain/chain-port.ts';
import { newId, workflowIdOf } from '../domain/ids.ts';
import type { IntentKind } from '../domain/sagas/registry.ts';
import type { AppContext } from './app-parts.ts';
import type { WriteKey } from './keyed-write.ts';

/** What a new intent is made from. */
export interface IntentSeed extends WriteKey {
  readonly kind: IntentKind;
  readonly wallet: Address;
}

/** A new intent under the key of a request, which it continues the trace of. */
export function newIntent(c: AppContext, { scope, key, kind, wallet }: IntentSeed): NewIntent {
  return {
    id: newId(),
    kind,
    wallet,
    workflowId: workflowIdOf(kind, scope, key),
    requestId: c.get('requestId'),
    traceparent: currentTraceparent(),
  };
}

/** The W3C trace context of the request's span; null when nothing traces. */
function currentTraceparent(): string | null {
  const carrier: Record<string, string> = {};
  propagation.inject(context.active(), carrier);
  return carrier['traceparent'] ?? null;
}

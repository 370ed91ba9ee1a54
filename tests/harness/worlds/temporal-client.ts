/** A client of a Temporal server's namespace, as a test uses it: without tracing. */
import { connectTemporal, type TemporalClient } from '../../../platform/temporal-connection.ts';
import type { TemporalPlace } from './shared-servers.ts';

/** Connects to a namespace; whoever connects closes the client. */
export function connectTo({ address, namespace }: TemporalPlace): Promise<TemporalClient> {
  return connectTemporal({ TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace }, null);
}

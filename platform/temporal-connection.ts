import { Client, Connection } from '@temporalio/client';
import type { SearchAttributePair } from '@temporalio/common';
import {
  defineSearchAttributeKey,
  SearchAttributeType,
  TypedSearchAttributes,
} from '@temporalio/common';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { OpenTelemetryPlugin } from '@temporalio/interceptors-opentelemetry-v2';

/** Where Temporal is. */
export interface TemporalSettings {
  readonly TEMPORAL_ADDRESS: string;
  readonly TEMPORAL_NAMESPACE: string;
}

/** A connected client. */
export interface TemporalClient {
  readonly client: Client;
  readonly connection: Connection;
  close(): Promise<void>;
}

const connectTimeoutMs = 10_000;

/**
 * Connects to Temporal. TLS and API key come from Temporal's own TEMPORAL_* variables, address and
 * namespace from our settings, which are checked.
 * @throws when Temporal does not answer in ten seconds.
 */
export async function connectTemporal(
  settings: TemporalSettings,
  tracing: OpenTelemetryPlugin | null,
): Promise<TemporalClient> {
  const { connectionOptions } = loadClientConnectConfig();
  const connection = await Connection.connect({
    ...connectionOptions,
    address: settings.TEMPORAL_ADDRESS,
    connectTimeout: connectTimeoutMs,
  });
  const client = new Client({
    connection,
    namespace: settings.TEMPORAL_NAMESPACE,
    ...(tracing === null ? {} : { plugins: [tracing] }),
  });
  return { client, connection, close: () => connection.close() };
}

const programKey = defineSearchAttributeKey('QuittanceProgram', SearchAttributeType.KEYWORD);
const kindKey = defineSearchAttributeKey('QuittanceKind', SearchAttributeType.KEYWORD);
const stateKey = defineSearchAttributeKey('QuittanceState', SearchAttributeType.KEYWORD);
const parkedKey = defineSearchAttributeKey('QuittanceParked', SearchAttributeType.BOOL);

/** The search attributes a workflow starts with. */
export function startAttributes(program: string, kind: string): TypedSearchAttributes {
  const pairs: SearchAttributePair[] = [
    { key: programKey, value: program },
    { key: kindKey, value: kind },
    { key: stateKey, value: 'PENDING' },
    { key: parkedKey, value: false },
  ];
  return new TypedSearchAttributes(pairs);
}

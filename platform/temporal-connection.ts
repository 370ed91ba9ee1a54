import { Client, Connection } from '@temporalio/client';
import type { SearchAttributePair } from '@temporalio/common';
import { defineSearchAttributeKey, TypedSearchAttributes } from '@temporalio/common';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { OpenTelemetryPlugin } from '@temporalio/interceptors-opentelemetry-v2';
import { searchAttributeTypes } from '../domain/search-attributes.ts';

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
 * How client and worker connect: TLS and API key from Temporal's own TEMPORAL_* variables, the address
 * from our settings. The configuration file of Temporal's command line is left out: its key is for
 * another server as often as not.
 */
export function temporalConnectionOptions({ TEMPORAL_ADDRESS: address }: TemporalSettings) {
  const { connectionOptions } = loadClientConnectConfig({ disableFile: true });
  return { ...connectionOptions, address };
}

/**
 * Connects a client to Temporal.
 * @throws when Temporal does not answer in ten seconds.
 */
export async function connectTemporal(
  settings: TemporalSettings,
  tracing: OpenTelemetryPlugin | null,
): Promise<TemporalClient> {
  const options = { ...temporalConnectionOptions(settings), connectTimeout: connectTimeoutMs };
  return clientOn(await Connection.connect(options), settings, tracing);
}

/**
 * A client that connects when it is first used, and again after an outage: for the API, which takes
 * writes in also while Temporal is away.
 */
export function openTemporal(
  settings: TemporalSettings,
  tracing: OpenTelemetryPlugin | null,
): TemporalClient {
  const options = { ...temporalConnectionOptions(settings), connectTimeout: connectTimeoutMs };
  return clientOn(Connection.lazy(options), settings, tracing);
}

function clientOn(
  connection: Connection,
  { TEMPORAL_NAMESPACE: namespace }: TemporalSettings,
  tracing: OpenTelemetryPlugin | null,
): TemporalClient {
  const plugins = tracing === null ? {} : { plugins: [tracing] };
  const client = new Client({ connection, namespace, ...plugins });
  return { client, connection, close: () => connection.close() };
}

const { QuittanceProgram, QuittanceKind, QuittanceState, QuittanceParked } = searchAttributeTypes;
const programKey = defineSearchAttributeKey('QuittanceProgram', QuittanceProgram);
const kindKey = defineSearchAttributeKey('QuittanceKind', QuittanceKind);
const stateKey = defineSearchAttributeKey('QuittanceState', QuittanceState);
const parkedKey = defineSearchAttributeKey('QuittanceParked', QuittanceParked);

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

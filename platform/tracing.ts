import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  NodeTracerProvider,
  NoopSpanProcessor,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace-node';
import { OpenTelemetryPlugin } from '@temporalio/interceptors-opentelemetry-v2';

/** Options of {@link startTracing}. */
export interface TracingOptions {
  /** `quittance-api` or `quittance-worker`. */
  readonly serviceName: string;
  readonly version: string;
  /** OTLP/HTTP collector; without one spans exist (logs carry their ids) and are not exported. */
  readonly collectorUrl: string | undefined;
  /** Where spans go instead; for tests. */
  readonly spanProcessor?: SpanProcessor;
}

/** Started telemetry. */
export interface Tracing {
  /** Carries the trace through Temporal; for the client and the worker. */
  readonly temporalPlugin: OpenTelemetryPlugin;
  /** Sends what is still held back. */
  close(): Promise<void>;
}

/**
 * Starts OpenTelemetry in this process: from the HTTP request through the workflow to the activity. Traces only: metrics
 * are scraped and logs are printed.
 */
export async function startTracing(options: TracingOptions): Promise<Tracing> {
  const { serviceName, version, collectorUrl } = options;
  const resource = resourceFromAttributes({
    'service.name': serviceName,
    'service.version': version,
  });
  const exported = options.spanProcessor !== undefined || collectorUrl !== undefined;
  // Most of OpenTelemetry is about exporting spans: a process that exports none does not load it.
  const spanExport = exported ? await import('./span-export.ts') : null;
  const spanProcessor =
    options.spanProcessor ??
    (collectorUrl === undefined ? undefined : spanExport?.exportTo(collectorUrl)) ??
    new NoopSpanProcessor();
  const provider = new NodeTracerProvider({
    resource: spanExport?.detectedResource().merge(resource) ?? resource,
    spanProcessors: [spanProcessor],
  });
  provider.register();
  spanExport?.instrumentClients(provider);
  return {
    temporalPlugin: new OpenTelemetryPlugin({ resource, spanProcessor }),
    close: () => provider.shutdown(),
  };
}

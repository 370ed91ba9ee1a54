import { createRequire } from 'node:module';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { IORedisInstrumentation } from '@opentelemetry/instrumentation-ioredis';
import { PgInstrumentation } from '@opentelemetry/instrumentation-pg';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import { NodeSDK, resources, tracing } from '@opentelemetry/sdk-node';
import { OpenTelemetryPlugin } from '@temporalio/interceptors-opentelemetry-v2';

/** Options of {@link startTracing}. */
export interface TracingOptions {
  /** `quittance-api` or `quittance-worker`. */
  readonly serviceName: string;
  readonly version: string;
  /** OTLP/HTTP collector; without one spans exist (logs carry their ids) and are not exported. */
  readonly collectorUrl: string | undefined;
  /** Where spans go instead; for tests. */
  readonly spanProcessor?: tracing.SpanProcessor;
}

/** Started telemetry. */
export interface Tracing {
  /** Carries the trace through Temporal; for the client and the worker. */
  readonly temporalPlugin: OpenTelemetryPlugin;
  /** Sends what is still held back. */
  close(): Promise<void>;
}

/** Starts OpenTelemetry in this process: from the HTTP request through the workflow to the activity. */
export function startTracing(options: TracingOptions): Tracing {
  const resource = resources.resourceFromAttributes({
    'service.name': options.serviceName,
    'service.version': options.version,
  });
  const spanProcessor = options.spanProcessor ?? exporting(options.collectorUrl);
  const exported = options.spanProcessor !== undefined || options.collectorUrl !== undefined;
  const sdk = new NodeSDK({
    resource,
    spanProcessors: [spanProcessor],
    // Unless told otherwise the SDK sends metrics and logs to a collector it assumes on this machine, and
    // waits for it when the process stops. Metrics are scraped and logs are printed.
    metricReaders: [],
    logRecordProcessors: [],
    // A span per statement costs CPU; nobody sees it unless spans are exported. The trace of a request
    // through workflow and activity is there in any case, for the logs.
    instrumentations: exported ? clients() : [],
  });
  sdk.start();
  for (const module of ['pg', 'ioredis']) requireInstrumented(module);
  return {
    temporalPlugin: new OpenTelemetryPlugin({ resource, spanProcessor }),
    close: () => sdk.shutdown(),
  };
}

/** Spans of what the code calls; only where a parent exists, so that pollers make none. */
function clients() {
  return [
    new PgInstrumentation({ requireParentSpan: true }),
    new IORedisInstrumentation({ requireParentSpan: true }),
    new UndiciInstrumentation({ requireParentforSpans: true }),
  ];
}

/**
 * Instrumentations take hold of a CommonJS module when it is required. Ours are imported, which they do not
 * notice without a loader; requiring one once more lets them patch the very objects the imports see.
 */
const requireInstrumented = createRequire(import.meta.url);

function exporting(collectorUrl: string | undefined): tracing.SpanProcessor {
  if (collectorUrl === undefined) return new tracing.NoopSpanProcessor();
  return new tracing.BatchSpanProcessor(
    new OTLPTraceExporter({ url: `${collectorUrl.replace(/\/$/, '')}/v1/traces` }),
  );
}

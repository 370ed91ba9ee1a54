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
  const sdk = new NodeSDK({
    resource,
    spanProcessors: [spanProcessor],
    instrumentations: [
      // A span per statement of a batch of hundreds would bury the trace: only those with a parent.
      new PgInstrumentation({ requireParentSpan: true }),
      new IORedisInstrumentation({ requireParentSpan: true }),
      new UndiciInstrumentation({ requireParentforSpans: true }),
    ],
  });
  sdk.start();
  return {
    temporalPlugin: new OpenTelemetryPlugin({ resource, spanProcessor }),
    close: () => sdk.shutdown(),
  };
}

function exporting(collectorUrl: string | undefined): tracing.SpanProcessor {
  if (collectorUrl === undefined) return new tracing.NoopSpanProcessor();
  return new tracing.BatchSpanProcessor(
    new OTLPTraceExporter({ url: `${collectorUrl.replace(/\/$/, '')}/v1/traces` }),
  );
}

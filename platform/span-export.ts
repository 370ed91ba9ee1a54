import { createRequire } from 'node:module';
import type { TracerProvider } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { IORedisInstrumentation } from '@opentelemetry/instrumentation-ioredis';
import { PgInstrumentation } from '@opentelemetry/instrumentation-pg';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import {
  defaultResource,
  detectResources,
  envDetector,
  hostDetector,
  processDetector,
  type Resource,
} from '@opentelemetry/resources';
import { BatchSpanProcessor, type SpanProcessor } from '@opentelemetry/sdk-trace-node';

/** Sends spans to an OTLP/HTTP collector, some at a time. */
export function exportTo(collectorUrl: string): SpanProcessor {
  return new BatchSpanProcessor(
    new OTLPTraceExporter({ url: `${collectorUrl.replace(/\/$/, '')}/v1/traces` }),
  );
}

/** What exported spans say of this process and its machine, and what `OTEL_RESOURCE_ATTRIBUTES` adds. */
export function detectedResource(): Resource {
  const detectors = [envDetector, processDetector, hostDetector];
  return defaultResource().merge(detectResources({ detectors }));
}

/**
 * Has database, Redis and HTTP clients make spans; only where a parent exists, so that pollers make none. A span per
 * statement costs CPU, so this is for spans that somebody sees.
 */
export function instrumentClients(tracerProvider: TracerProvider): void {
  registerInstrumentations({
    tracerProvider,
    instrumentations: [
      new PgInstrumentation({ requireParentSpan: true }),
      new IORedisInstrumentation({ requireParentSpan: true }),
      new UndiciInstrumentation({ requireParentforSpans: true }),
    ],
  });
  // Instrumentations take hold of a CommonJS module when it is required. Ours are imported, which they do not
  // notice without a loader; requiring one once more lets them patch the very objects the imports see.
  const requireInstrumented = createRequire(import.meta.url);
  for (const module of ['pg', 'ioredis']) requireInstrumented(module);
}

/**
 * What the recorded release uses of `@opentelemetry/sdk-node`, made of the packages that the product itself uses: the
 * whole SDK is thousands of files that every installation would hold for the recorded release alone.
 */
import { type Instrumentation, registerInstrumentations } from '@opentelemetry/instrumentation';
import { type Resource, resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  NodeTracerProvider,
  NoopSpanProcessor,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace-node';

export const resources = { resourceFromAttributes };
export const tracing = { BatchSpanProcessor, NoopSpanProcessor };

interface Options {
  readonly resource: Resource;
  readonly spanProcessors: SpanProcessor[];
  readonly instrumentations: Instrumentation[];
}

/** Starts tracing for the process, as the SDK does. */
export class NodeSDK {
  readonly #provider: NodeTracerProvider;
  readonly #instrumentations: Instrumentation[];

  constructor({ resource, spanProcessors, instrumentations }: Options) {
    this.#provider = new NodeTracerProvider({ resource, spanProcessors });
    this.#instrumentations = instrumentations;
  }

  start(): void {
    this.#provider.register();
    registerInstrumentations({ instrumentations: this.#instrumentations });
  }

  shutdown(): Promise<void> {
    return this.#provider.shutdown();
  }
}

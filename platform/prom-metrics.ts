import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { GaugeSource, Metrics } from './metrics.ts';

/** Options of {@link createPromMetrics}. */
export interface PromMetricsOptions {
  /** Gauges read at every scrape. */
  readonly gauges?: readonly GaugeSource[];
  /** Longest a gauge may take; after that it is left out of the scrape. @default 2000 */
  readonly gaugeTimeoutMs?: number;
  /** Also exposes event loop, memory and garbage collection of the process. @default true */
  readonly processMetrics?: boolean;
}

/** Seconds; from a replayed answer to a registration that waits for its token. */
const requestBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Metrics in Prometheus' format. Gauges that fail are left out and counted, they do not fail the scrape. */
export function createPromMetrics(options: PromMetricsOptions = {}): Metrics {
  const { gauges = [], gaugeTimeoutMs = 2000, processMetrics = true } = options;
  const registry = new Registry();
  if (processMetrics) collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const requests = new Counter({
    name: 'quittance_http_requests_total',
    help: 'HTTP requests by route and status.',
    labelNames: ['method', 'route', 'status'],
    registers,
  });
  const seconds = new Histogram({
    name: 'quittance_http_request_duration_seconds',
    help: 'Time from request to answer, by route.',
    labelNames: ['method', 'route', 'status'],
    buckets: requestBuckets,
    registers,
  });
  const accepts = new Counter({
    name: 'quittance_accepts_total',
    help: 'Writes on their way in, by operation and outcome.',
    labelNames: ['operation', 'outcome'],
    registers,
  });
  const transitions = new Counter({
    name: 'quittance_intent_transitions_total',
    help: 'State transitions this process made, by kind and state reached.',
    labelNames: ['kind', 'state'],
    registers,
  });
  const restarts = new Counter({
    name: 'quittance_sweeper_restarted_total',
    help: 'Intents the sweeper started again, by what their run was found as.',
    labelNames: ['found'],
    registers,
  });
  const gaugeErrors = new Counter({
    name: 'quittance_gauge_errors_total',
    help: 'Gauges that could not be read at a scrape.',
    labelNames: ['gauge'],
    registers,
  });
  for (const source of gauges) {
    registerGauge({
      registry,
      source,
      timeoutMs: gaugeTimeoutMs,
      onError: (gauge) => gaugeErrors.inc({ gauge }),
    });
  }
  return {
    request({ method, route, status, seconds: duration }) {
      const labels = { method, route, status: String(status) };
      requests.inc(labels);
      seconds.observe(labels, duration);
    },
    accept: (operation, outcome) => accepts.inc({ operation, outcome }),
    transition: (kind, state) => transitions.inc({ kind, state }),
    restarted: (found) => restarts.inc({ found }),
    render: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  };
}

interface GaugeRegistration {
  readonly registry: Registry;
  readonly source: GaugeSource;
  readonly timeoutMs: number;
  readonly onError: (gauge: string) => void;
}

function registerGauge({ registry, source, timeoutMs, onError }: GaugeRegistration): void {
  const { name, help, labelNames } = source;
  const gauge: Gauge = new Gauge({
    name,
    help,
    labelNames: [...labelNames],
    registers: [registry],
    async collect() {
      gauge.reset();
      try {
        for (const { labels, value } of await within(timeoutMs, source.read()))
          gauge.set(labels, value);
      } catch {
        // A gauge without a value is a visible gap, a wrong value is not.
        gauge.remove();
        onError(name);
      }
    },
  });
}

async function within<T>(timeoutMs: number, work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not read within ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

/** A finished HTTP request. */
export interface RequestSample {
  readonly method: string;
  /** The route's pattern, never the path itself: paths are unbounded. */
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
}

/** One value of a gauge. */
export interface GaugeSample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A gauge that is read when it is scraped; its reading must be bounded. */
export interface GaugeSource {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly string[];
  read(): Promise<readonly GaugeSample[]>;
}

/** What the platform counts. `platform/prom-metrics.ts` exposes it; the browser counts nothing. */
export interface Metrics {
  request(sample: RequestSample): void;
  /** What became of a write on its way in: `accepted`, `replayed`, `refused` and so on. */
  accept(operation: string, outcome: string): void;
  /** An intent reached `state`. */
  transition(kind: string, state: string): void;
  /** The sweeper started an intent again whose run was `found` gone, terminated and so on. */
  restarted(found: string): void;
  /** The exposition text and its content type. */
  render(): Promise<{ readonly contentType: string; readonly text: string }>;
}

/** Counts nothing. */
export const noMetrics: Metrics = {
  request: () => undefined,
  accept: () => undefined,
  transition: () => undefined,
  restarted: () => undefined,
  render: async () => ({ contentType: 'text/plain; version=0.0.4; charset=utf-8', text: '' }),
};

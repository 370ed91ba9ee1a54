import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import type { Metrics } from '../platform/metrics.ts';

/** Options of {@link serveMetrics}. */
export interface MetricsServerOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly metrics: Metrics;
  readonly isReady: () => boolean;
}

/** The worker's own small HTTP surface: `/metrics`, `/healthz` (the process) and `/readyz` (it polls). */
export function serveMetrics(
  options: MetricsServerOptions,
): Promise<{ url: string; close(): Promise<void> }> {
  const { host, port, metrics, isReady } = options;
  const app = new Hono();
  app.get('/metrics', async (c) => {
    const { contentType, text } = await metrics.render();
    return c.body(text, 200, { 'content-type': contentType });
  });
  app.get('/healthz', (c) => c.json({ ok: true }));
  app.get('/readyz', (c) => c.json({ ready: isReady() }, isReady() ? 200 : 503));
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, hostname: host, port }, (info) => {
      resolve({
        url: `http://${host}:${info.port}`,
        close: () =>
          new Promise((done) => {
            server.close(() => done());
            // A scraper keeps its connection open between scrapes and would be waited for.
            if ('closeAllConnections' in server) server.closeAllConnections();
          }),
      });
    });
    server.once('error', reject);
  });
}

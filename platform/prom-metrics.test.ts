// Goal: what is counted is exposed, and a gauge that fails does not fail the scrape.
import { expect, test } from 'vitest';
import { createPromMetrics } from './prom-metrics.ts';

test('requests, accepts and transitions are counted under their labels', async () => {
  const metrics = createPromMetrics({ processMetrics: false });
  metrics.request({ method: 'GET', route: '/api/v2/intents/:id', status: 200, seconds: 0.02 });
  metrics.request({ method: 'GET', route: '/api/v2/intents/:id', status: 200, seconds: 0.3 });
  metrics.accept('register', 'replayed');
  metrics.transition('claim', 'SETTLED');
  const { text, contentType } = await metrics.render();
  expect(contentType).toContain('text/plain');
  expect(text).toContain(
    'quittance_http_requests_total{method="GET",route="/api/v2/intents/:id",status="200"} 2',
  );
  expect(text).toContain('le="0.025",method="GET",route="/api/v2/intents/:id",status="200"} 1');
  expect(text).toContain('quittance_accepts_total{operation="register",outcome="replayed"} 1');
  expect(text).toContain('quittance_intent_transitions_total{kind="claim",state="SETTLED"} 1');
});

test('gauges are read at every scrape and forget what is gone', async () => {
  let parked = [{ labels: { kind: 'claim' }, value: 3 }];
  const source = { name: 'parked', help: 'h', labelNames: ['kind'], read: async () => parked };
  const metrics = createPromMetrics({ processMetrics: false, gauges: [source] });
  expect((await metrics.render()).text).toContain('parked{kind="claim"} 3');
  parked = [];
  expect((await metrics.render()).text).not.toContain('parked{kind');
});

test('a gauge that fails or hangs is left out and counted, and the others are there', async () => {
  const gauge = (name: string, read: () => Promise<[]>) => ({
    name,
    help: 'h',
    labelNames: [],
    read,
  });
  const metrics = createPromMetrics({
    processMetrics: false,
    gaugeTimeoutMs: 20,
    gauges: [
      gauge('failing', () => Promise.reject(new Error('no database'))),
      gauge('hanging', () => new Promise(() => undefined)),
      { name: 'fine', help: 'h', labelNames: [], read: async () => [{ labels: {}, value: 7 }] },
    ],
  });
  await metrics.render();
  const { text } = await metrics.render();
  expect(text).toContain('fine 7');
  expect(text).not.toMatch(/^(failing|hanging) /m);
  expect(text).toMatch(/quittance_gauge_errors_total\{gauge="failing"\} [12]/);
  expect(text).toMatch(/quittance_gauge_errors_total\{gauge="hanging"\} [12]/);
});

import { createRoute, z } from '@hono/zod-openapi';
import type { App, RouteServices } from '../app-parts.ts';
import { partlessProblemResponses } from '../schemas/problem.ts';

const route = createRoute({
  method: 'get',
  path: '/metrics',
  operationId: 'readMetrics',
  tags: ['Operations'],
  summary: 'Metrics for Prometheus',
  responses: {
    200: { description: 'The exposition text.', content: { 'text/plain': { schema: z.string() } } },
    ...partlessProblemResponses(),
  },
});

/** `GET /metrics`. */
export function mountMetrics(app: App, services: RouteServices): void {
  app.openapi(route, async function metrics(c) {
    const { contentType, text } = await services.metrics.render();
    return c.text(text, 200, { 'content-type': contentType });
  });
}

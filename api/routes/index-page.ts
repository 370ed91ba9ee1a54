import { createRoute, z } from '@hono/zod-openapi';
import type { App, RouteServices } from '../app-parts.ts';
import { jsonResponse, partlessProblemResponses } from '../schemas/problem.ts';

const indexAnswer = z.object({
  name: z.string(),
  version: z.string(),
  mode: z.enum(['mock', 'real']),
  links: z.record(z.string(), z.string()),
});

const route = createRoute({
  method: 'get',
  path: '/',
  operationId: 'readIndex',
  tags: ['Documentation'],
  summary: 'Where to go from here',
  responses: { 200: jsonResponse('Links.', indexAnswer), ...partlessProblemResponses() },
});

/** `GET /`. */
export function mountIndex(app: App, { settings }: RouteServices): void {
  app.openapi(route, function index(c) {
    const body: z.infer<typeof indexAnswer> = {
      name: 'quittance',
      version: settings.version,
      mode: settings.mode,
      links: {
        reference: '/docs',
        errors: '/docs/errors',
        openapi: '/openapi.json',
        config: '/api/config',
        health: '/healthz',
        ready: '/readyz',
        metrics: '/metrics',
        ...(settings.temporalUiUrl === null ? {} : { temporal: settings.temporalUiUrl }),
      },
    };
    return c.json(body, 200);
  });
}

import { createRoute, z } from '@hono/zod-openapi';
import { ApiError } from '../../domain/errors.ts';
import type { App, ReadinessCheck, RouteServices } from '../app-parts.ts';
import { jsonResponse, problemResponses } from '../schemas/problem.ts';

/** Longest a part may take to answer. */
const checkTimeoutMs = 2000;

const partSchema = z.object({
  ok: z.boolean(),
  latencyMs: z.int(),
  error: z.string().optional(),
});

const readyAnswer = z
  .object({
    ready: z.literal(true),
    degraded: z.array(z.string()).openapi({
      description: 'Parts that do not answer, and that writes can be accepted without.',
    }),
    parts: z.record(z.string(), partSchema),
  })
  .openapi('Readiness');

const route = createRoute({
  method: 'get',
  path: '/readyz',
  operationId: 'readReadiness',
  tags: ['Operations'],
  summary: 'Whether writes can be accepted, and which parts answer',
  description:
    'Each part with its latency. 503, with the same `parts`, when one does not answer without which no write can be accepted, and as soon as the process drains.',
  responses: { 200: jsonResponse('Writes are accepted.', readyAnswer), ...problemResponses() },
});

/** `GET /readyz`. */
export function mountReady(app: App, services: RouteServices): void {
  app.openapi(route, async function ready(c) {
    const checked = await Promise.all(
      services.readiness.map(async (part) => ({ part, result: await tried(part) })),
    );
    const parts = Object.fromEntries(checked.map(({ part, result }) => [part.name, result]));
    const extra = { ready: false, parts };
    if (services.draining?.aborted === true) {
      throw new ApiError('UNAVAILABLE', 'The process is shutting down.', { extra });
    }
    const failing = checked.filter(({ result }) => !result.ok).map(({ part }) => part);
    const missing = failing.filter((part) => part.optional !== true).map(({ name }) => name);
    if (missing.length > 0) {
      throw new ApiError('UNAVAILABLE', `Not answering: ${missing.join(', ')}.`, {
        extra,
        headers: { 'retry-after': '2' },
      });
    }
    const body: z.infer<typeof readyAnswer> = {
      ready: true,
      degraded: failing.map(({ name }) => name),
      parts,
    };
    return c.json(body, 200);
  });
}

async function tried({ check }: ReadinessCheck): Promise<z.infer<typeof partSchema>> {
  const startedMs = performance.now();
  const elapsed = () => Math.round(performance.now() - startedMs);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('timeout')), checkTimeoutMs);
  });
  try {
    await Promise.race([check(), timeout]);
    return { ok: true, latencyMs: elapsed() };
  } catch (error) {
    // Names only: a message may carry an address or a key of the part.
    return {
      ok: false,
      latencyMs: elapsed(),
      error: error instanceof Error && error.message === 'timeout' ? 'timeout' : 'failed',
    };
  } finally {
    clearTimeout(timer);
  }
}

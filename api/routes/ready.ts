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
  .object({ ready: z.literal(true), parts: z.record(z.string(), partSchema) })
  .openapi('Readiness');

const route = createRoute({
  method: 'get',
  path: '/readyz',
  operationId: 'readReadiness',
  tags: ['Operations'],
  summary: 'Whether every part answers',
  description: '503 with the same `parts` when one does not, and as soon as the process drains.',
  responses: { 200: jsonResponse('Every part answers.', readyAnswer), ...problemResponses() },
});

/** `GET /readyz`. */
export function mountReady(app: App, services: RouteServices): void {
  app.openapi(route, async function ready(c) {
    const checked = await Promise.all(
      services.readiness.map(async (part) => [part.name, await tried(part)] as const),
    );
    const parts = Object.fromEntries(checked);
    const extra = { ready: false, parts };
    if (services.draining?.aborted === true) {
      throw new ApiError('UNAVAILABLE', 'The process is shutting down.', { extra });
    }
    const failing = checked.filter(([, part]) => !part.ok).map(([name]) => name);
    if (failing.length > 0) {
      throw new ApiError('UNAVAILABLE', `Not answering: ${failing.join(', ')}.`, {
        extra,
        headers: { 'retry-after': '2' },
      });
    }
    const body: z.infer<typeof readyAnswer> = { ready: true, parts };
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

import { createRoute, z } from '@hono/zod-openapi';
import { type SSEStreamingApi, streamSSE } from 'hono/streaming';
import { withProgram } from '../../db/database.ts';
import { intentHeads } from '../../db/queries/intent-heads.ts';
import { programOfIntent } from '../../db/queries/program-of-intent.ts';
import { transitionsAfter } from '../../db/queries/transitions-after.ts';
import { ApiError } from '../../domain/errors.ts';
import type { App, RouteServices } from '../app-parts.ts';
import { createChangeSignal } from '../change-signal.ts';
import { problemResponses } from '../schemas/problem.ts';

const route = createRoute({
  method: 'get',
  path: '/api/v2/intents/{id}/events',
  operationId: 'followIntent',
  tags: ['Intents'],
  summary: 'The transitions of an intent as they happen',
  description:
    'Server-sent events. Each transition, from the first one on, is an event `transition` with the version as its id; `Last-Event-ID` resumes after it. Ends at a final state; asked again after that, 204 tells an EventSource not to come back.',
  request: {
    params: z.object({ id: z.string() }),
    headers: z.object({
      'Last-Event-ID': z
        .string()
        .regex(/^[0-9]{1,9}$/, 'the id of an event of this stream')
        .optional(),
    }),
  },
  responses: {
    200: {
      description: 'The events; the data of each is a Transition.',
      content: { 'text/event-stream': { schema: z.string() } },
    },
    204: { description: 'Nothing will come after `Last-Event-ID`.' },
    ...problemResponses('NOT_FOUND', 'VALIDATION_FAILED'),
  },
});

/** `GET /api/v2/intents/:id/events`. */
export function mountIntentEvents(app: App, services: RouteServices): void {
  const { eventStreamsMax = 1000 } = services.settings;
  let open = 0;

  app.openapi(route, async function followIntent(c) {
    const { id } = c.req.valid('param');
    const programId = await programOfIntent(services.db, id);
    if (programId === null) throw new ApiError('NOT_FOUND', 'There is no such intent.');
    c.set('logger', c.get('logger').child({ intentId: id }));
    const lastEventId = c.req.valid('header')['Last-Event-ID'];
    const afterVersion = lastEventId === undefined ? -1 : Number(lastEventId);
    const [head] = await intentHeads(services.db, [id]);
    if (head?.final === true && head.version <= afterVersion) return c.body(null, 204);
    // Nobody reads the body of a HEAD, so its stream would stay open.
    if (c.req.raw.method === 'HEAD')
      return c.body(null, 200, { 'content-type': 'text/event-stream' });
    if (open >= eventStreamsMax || services.draining?.aborted === true) {
      throw new ApiError('UNAVAILABLE', 'Too many event streams are open.', {
        headers: { 'retry-after': '5' },
      });
    }
    const logger = c.get('logger');
    open += 1;
    // A proxy that buffers would hold the events back.
    c.header('X-Accel-Buffering', 'no');
    return streamSSE(c, async (stream) => {
      try {
        await follow(stream, services, { intentId: id, programId, afterVersion });
      } catch (error) {
        logger.warn({ err: error, intentId: id }, 'event stream ended early');
      } finally {
        open -= 1;
      }
    });
  });
}

interface Followed {
  readonly intentId: string;
  readonly programId: string;
  readonly afterVersion: number;
}

async function follow(
  stream: SSEStreamingApi,
  services: RouteServices,
  followed: Followed,
): Promise<void> {
  const { intentId, programId } = followed;
  const { db, watcher, draining, settings } = services;
  const changed = createChangeSignal();
  let ended = false;
  let final = false;
  const end = (): void => {
    ended = true;
    changed.raise();
  };
  stream.onAbort(end);
  draining?.addEventListener('abort', end);
  const unsubscribe = watcher.subscribe(intentId, (head) => {
    final = head.final;
    changed.raise();
  });
  try {
    let sent = followed.afterVersion;
    while (!ended) {
      // Read before the rows, so that a change in between is looked at again rather than missed.
      const isLast = final;
      const news = await withProgram(db, programId, (tx) => transitionsAfter(tx, intentId, sent));
      for (const transition of news) {
        await stream.writeSSE({
          event: 'transition',
          id: String(transition.version),
          data: JSON.stringify(transition),
        });
        sent = transition.version;
      }
      if (isLast && news.length === 0) return;
      if (isLast) continue;
      if (!(await changed.wait(settings.heartbeatMs ?? 15_000)))
        await stream.write(': still here\n\n');
    }
  } finally {
    draining?.removeEventListener('abort', end);
    unsubscribe();
  }
}

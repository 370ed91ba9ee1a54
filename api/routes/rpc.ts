import { createRoute, z } from '@hono/zod-openapi';
import { ApiError } from '../../domain/errors.ts';
import type { App, RouteServices } from '../app-parts.ts';
import { isLoopback } from '../client-address.ts';
import { jsonResponse, partlessProblemResponses } from '../schemas/problem.ts';

const localHosts = new Set(['localhost', '127.0.0.1', '[::1]']);

const route = createRoute({
  method: 'post',
  path: '/rpc',
  operationId: 'callChain',
  tags: ['Chain (MOCK)'],
  summary: "JSON-RPC of MOCK's in-process chain",
  description:
    'In MOCK only, from this machine only, and only the methods a wallet needs. Failures are JSON-RPC errors.',
  request: { body: { required: true, content: { 'application/json': { schema: z.unknown() } } } },
  responses: {
    200: jsonResponse('The JSON-RPC answer, or an array of them.', z.unknown()),
    204: { description: 'There were only notifications.' },
    ...partlessProblemResponses(
      'NOT_FOUND',
      'BODY_TOO_LARGE',
      'MALFORMED_JSON',
      'UNSUPPORTED_MEDIA_TYPE',
    ),
  },
});

/** `POST /rpc`; mounted in MOCK only. For anybody but this machine the route does not exist. */
export function mountRpc(app: App, rpc: NonNullable<RouteServices['rpc']>): void {
  app.openapi(route, async function answerRpc(c) {
    // The host too: a page that had its own name resolve to this machine would be a local peer.
    if (!isLoopback(c.env?.remoteAddress) || !localHosts.has(new URL(c.req.url).hostname)) {
      throw new ApiError('NOT_FOUND');
    }
    const answer = await rpc(await c.req.text());
    return answer === undefined
      ? c.body(null, 204)
      : c.body(JSON.stringify(answer), 200, { 'content-type': 'application/json' });
  });
}

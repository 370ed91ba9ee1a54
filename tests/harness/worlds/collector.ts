/** A collector of traces (OTLP over HTTP, JSON) that remembers what it was sent. */
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { z } from 'zod';

const attribute = z.object({ key: z.string(), value: z.looseObject({}) });
const batch = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes: z.array(attribute) }),
      scopeSpans: z.array(
        z.object({ spans: z.array(z.object({ traceId: z.string(), name: z.string() })) }),
      ),
    }),
  ),
});

/** A span as far as tests look. */
export interface CollectedSpan {
  readonly service: string;
  readonly traceId: string;
  readonly name: string;
}

/** A running collector. */
export interface Collector extends AsyncDisposable {
  readonly url: string;
  /** All it has been sent so far. */
  readonly spans: CollectedSpan[];
}

/** Starts a collector on a free port of this machine. */
export async function startCollector(): Promise<Collector> {
  const spans: CollectedSpan[] = [];
  const take = (body: unknown) => {
    for (const { resource, scopeSpans } of batch.parse(body).resourceSpans) {
      const name = resource.attributes.find(({ key }) => key === 'service.name');
      const service = String(name?.value['stringValue']);
      for (const span of scopeSpans.flatMap((scope) => scope.spans))
        spans.push({ service, ...span });
    }
  };
  const server = createServer((request, response) => {
    void json(request).then((body) => {
      take(body);
      response.setHeader('content-type', 'application/json').end('{}');
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('Expected a port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    spans,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

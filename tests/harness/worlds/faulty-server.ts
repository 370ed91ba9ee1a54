/** A server on a real socket that answers for an app, and does each of its planned faults to one request first. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { App } from '../../../api/app-parts.ts';

/** What becomes of a request; `pass` gives what the app answers, once it has done what was asked. */
type Fault = (outgoing: ServerResponse, pass: () => Promise<Response>) => Promise<void>;

/** Every way in which an answer can fail to arrive. */
export const faults: ReadonlyMap<string, Fault> = new Map<string, Fault>(
  Object.entries({
    'hung up on before it arrives': async (outgoing) => {
      outgoing.socket?.destroy();
    },
    'hung up on after it was done': async (outgoing, pass) => {
      await pass();
      outgoing.socket?.destroy();
    },
    'answered in half': async (outgoing, pass) => {
      const response = await pass();
      const body = Buffer.from(await response.arrayBuffer());
      outgoing.writeHead(response.status, {
        ...headersOf(response),
        'content-length': body.length,
      });
      outgoing.write(body.subarray(0, body.length / 2), () => outgoing.socket?.destroy());
    },
    'never answered though done': async (_, pass) => {
      await pass();
    },
    'never answered nor done': async () => undefined,
    'answered 502 before it arrives': async (outgoing) => {
      outgoing.writeHead(502, { 'content-type': 'text/html' }).end('<html>');
    },
    'answered 500 after it was done': async (outgoing, pass) => {
      await pass();
      outgoing.writeHead(500).end();
    },
    'answered 503 after it was done': async (outgoing, pass) => {
      await pass();
      outgoing.writeHead(503, { 'retry-after': '0' }).end();
    },
    'answered 429 before it arrives': async (outgoing) => {
      outgoing.writeHead(429, { 'retry-after': '0' }).end();
    },
  } satisfies Readonly<Record<string, Fault>>),
);

/** A running server. */
export interface FaultyServer extends AsyncDisposable {
  readonly url: string;
  /** The faults to come, one a request, in this order; then all is well. */
  plan(...names: readonly string[]): void;
  /** How many requests came since the last plan. */
  readonly requests: number;
}

/** Starts a server for an app on loopback. */
export async function startFaultyServer(app: App): Promise<FaultyServer> {
  let planned: string[] = [];
  let requests = 0;
  const server = createServer((incoming, outgoing) => {
    requests++;
    const fault = faults.get(planned.shift() ?? '') ?? send;
    const pass = () => ask(app, incoming);
    fault(outgoing, pass).catch(() => outgoing.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${portOf(server.address())}`,
    plan(...names) {
      planned = [...names];
      requests = 0;
    },
    get requests() {
      return requests;
    },
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function send(outgoing: ServerResponse, pass: () => Promise<Response>): Promise<void> {
  const response = await pass();
  outgoing.writeHead(response.status, headersOf(response));
  outgoing.end(Buffer.from(await response.arrayBuffer()));
}

async function ask(app: App, incoming: IncomingMessage): Promise<Response> {
  const { method = 'GET', url = '/' } = incoming;
  const headers = Object.entries(incoming.headers).flatMap(([name, value]) =>
    typeof value === 'string' && name !== 'connection' ? [[name, value] as const] : [],
  );
  const body = method === 'GET' ? {} : { body: new Uint8Array(await buffer(incoming)) };
  const init = { method, headers: Object.fromEntries(headers), ...body };
  return await app.request(url, init, { remoteAddress: '127.0.0.1' });
}

function headersOf(response: Response): Record<string, string> {
  return Object.fromEntries(response.headers);
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('Expected a port');
  return address.port;
}

import { setMaxListeners } from 'node:events';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import closeWithGrace from 'close-with-grace';
import type { Logger } from '../platform/logger.ts';
import type { App } from './app-parts.ts';

/** Options of {@link serveApp}. */
export interface ServeOptions {
  readonly app: App;
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly logger: Logger;
  /** Aborted as soon as the server drains; of {@link createDrain}, and the app was made with its signal. */
  readonly draining: AbortController;
  /** Longest the requests under way may take once draining. */
  readonly shutdownTimeoutMs: number;
  /** How long a draining server still listens, so that whoever asks for readiness sees the 503. @default 500 */
  readonly noticeMs?: number;
  /** Closes what is behind the app, after the last request. */
  readonly onClose: () => Promise<void>;
}

/** What tells the app that its process drains. Every waiting request listens to it, however many they are. */
export function createDrain(): AbortController {
  const draining = new AbortController();
  setMaxListeners(0, draining.signal);
  return draining;
}

/** A listening server. */
export interface Served {
  readonly url: string;
  readonly port: number;
  /** Drains: readiness turns 503, no new connections, requests under way finish. Idempotent. */
  close(): Promise<void>;
}

/**
 * Listens on `host:port`. SIGTERM and SIGINT drain the server and end the process with 0; a second
 * signal changes nothing; a failure to drain in time ends it with 1.
 * @throws Error when the address is taken.
 */
export async function serveApp(options: ServeOptions): Promise<Served> {
  const { host, logger, draining, shutdownTimeoutMs, noticeMs = 500, onClose } = options;
  const { server, address } = await listen(options);
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`;
  let closing: Promise<void> | undefined;

  async function drain(): Promise<void> {
    draining.abort();
    logger.info({ url }, 'draining');
    await new Promise((resolve) => setTimeout(resolve, noticeMs));
    await new Promise<void>((resolve) => {
      // Ends idle connections, too; those with a request on them end with its answer.
      server.close(() => resolve());
      setTimeout(() => {
        if ('closeAllConnections' in server) server.closeAllConnections();
      }, shutdownTimeoutMs).unref();
    });
    await onClose();
  }

  function close(): Promise<void> {
    closing ??= drain();
    return closing;
  }

  endWithProcess({ close, logger, delayMs: noticeMs + shutdownTimeoutMs + closingMaxMs });
  return { url, port: address.port, close };
}

/** Longest that what is behind the app may take to close; each part of it has its own, shorter limit. */
const closingMaxMs = 12_000;

/** Longest time to wait for a request's headers and body: slow senders must not hold connections. */
const serverTimeouts = { headersTimeout: 15_000, requestTimeout: 60_000, keepAliveTimeout: 10_000 };

function listen({ app, host, port, draining }: ServeOptions) {
  return new Promise<{ server: ReturnType<typeof serve>; address: AddressInfo }>(
    (resolve, reject) => {
      const server = serve(
        {
          // The peer's address goes in as a plain value: the app knows nothing of Node's sockets.
          fetch: async (request, { incoming, outgoing }) => {
            const response = await app.fetch(request, peerOf(incoming.socket.remoteAddress));
            // "Connection: close" while draining: a next request would meet a closed connection.
            if (draining.signal.aborted && 'shouldKeepAlive' in outgoing)
              outgoing.shouldKeepAlive = false;
            return response;
          },
          hostname: host,
          port,
          serverOptions: serverTimeouts,
        },
        (address) => resolve({ server, address }),
      );
      server.once('error', reject);
    },
  );
}

function peerOf(remoteAddress: string | undefined): { readonly remoteAddress?: string } {
  return remoteAddress === undefined ? {} : { remoteAddress };
}

interface ProcessEnd {
  readonly close: () => Promise<void>;
  readonly logger: Logger;
  readonly delayMs: number;
}

function endWithProcess({ close, logger, delayMs }: ProcessEnd): void {
  closeWithGrace({ delay: delayMs }, async ({ err, signal }) => {
    // close-with-grace would end the process at a second signal. Supervisors send SIGTERM more than
    // once, and that must not cut requests short; a second Ctrl-C still does.
    process.removeAllListeners('SIGTERM');
    process.on('SIGTERM', () => logger.warn({}, 'already draining'));
    if (err === undefined) logger.info({ signal }, 'stopping');
    else logger.error({ err }, 'stopping after an unexpected error');
    await close();
  });
}

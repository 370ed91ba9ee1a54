import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { z } from 'zod';

/** A TCP address. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

const boundAddress = z.object({ port: z.number().int().positive() });

/** A free loopback port chosen by the kernel; another process may still take it before it is used. */
export async function freePort(): Promise<number> {
  const port = await bindOnce(0);
  if (port === undefined) throw new Error('the kernel had no free loopback port to give');
  return port;
}

/** The first port from `wanted` upwards that can be listened on; one of the kernel's choice if there is none near. */
export async function firstFreePort(wanted: number): Promise<number> {
  const triesMax = 50;
  for (let port = wanted; port < wanted + triesMax; port += 1) {
    if ((await bindOnce(port)) !== undefined) return port;
  }
  return freePort();
}

/** Listens for a moment: asking whether somebody answers would miss a port held by an outgoing connection. */
async function bindOnce(wanted: number): Promise<number | undefined> {
  const server = createServer();
  try {
    server.listen(wanted, '127.0.0.1');
    await once(server, 'listening'); // rejects on 'error'
  } catch {
    return undefined; // taken
  }
  const { port } = boundAddress.parse(server.address());
  server.close();
  await once(server, 'close');
  return port;
}

/** Whether something accepts TCP connections there. */
export async function isListening(endpoint: Endpoint): Promise<boolean> {
  const socket = await openSocket(endpoint);
  socket?.destroy();
  return socket !== undefined;
}

/**
 * Sends a few bytes and gives the first answer: undefined when nothing listens, empty when it listens
 * and stays silent for `timeoutMs`.
 */
export async function firstAnswer(
  endpoint: Endpoint,
  bytes: Buffer,
  timeoutMs = 1500,
): Promise<Buffer | undefined> {
  const socket = await openSocket(endpoint);
  if (socket === undefined) return undefined;
  try {
    return await new Promise<Buffer>((resolve) => {
      const timer = setTimeout(() => resolve(Buffer.alloc(0)), timeoutMs);
      const finish = (answer: Buffer) => {
        clearTimeout(timer);
        resolve(answer);
      };
      socket.once('data', finish);
      socket.once('close', () => finish(Buffer.alloc(0)));
      socket.once('error', () => finish(Buffer.alloc(0)));
      socket.write(bytes);
    });
  } finally {
    socket.destroy();
  }
}

/** An open socket, or undefined where nobody listens. */
function openSocket(endpoint: Endpoint): Promise<Socket | undefined> {
  const connectTimeoutMs = 1500;
  return new Promise((resolve) => {
    const socket = connect({ ...endpoint, timeout: connectTimeoutMs });
    const refuse = () => {
      socket.destroy();
      resolve(undefined);
    };
    socket.once('connect', () => {
      socket.removeListener('error', refuse);
      socket.removeListener('timeout', refuse);
      socket.setTimeout(0);
      socket.on('error', () => socket.destroy());
      resolve(socket);
    });
    socket.once('error', refuse);
    socket.once('timeout', refuse);
  });
}

/** Whether the address is this machine's loopback: only there may the stack start a part itself. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\./.test(host);
}

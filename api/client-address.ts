import type { AppContext } from './app-parts.ts';

/** Longest text that is counted under; an address is shorter. */
const addressLengthMax = 64;

/**
 * Whom to count a request under: the peer, or with `trustedProxies` proxies in front the address that
 * the outermost of them saw, counted from the right of X-Forwarded-For (what stands further left is
 * the client's own word). IPv6 addresses count by their /64, which one customer has for itself.
 */
export function clientAddress(c: AppContext, trustedProxies: number): string {
  const forwarded = c.req.header('x-forwarded-for') ?? '';
  const hops = forwarded
    .split(',')
    .map((hop) => hop.trim())
    .filter((hop) => hop !== '');
  const chain = [...hops, c.env?.remoteAddress ?? 'unknown'];
  const address = chain[Math.max(0, chain.length - 1 - trustedProxies)] ?? 'unknown';
  return subjectOf(address.slice(0, addressLengthMax).toLowerCase());
}

/** True for a peer on this machine. */
export function isLoopback(address: string | undefined): boolean {
  return address !== undefined && /^(::ffff:)?127\.|^::1$/.test(address);
}

function subjectOf(address: string): string {
  const mapped = /^::ffff:([0-9.]+)$/.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.split('::');
  const left = head.split(':').filter((group) => group !== '');
  const right = (tail ?? '').split(':').filter((group) => group !== '');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
  const groups = [...left, ...Array.from({ length: zeros }, () => '0'), ...right];
  return `${groups.slice(0, 4).join(':')}::/64`;
}

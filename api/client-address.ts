import type { AppContext } from './app-parts.ts';

/** Longest text that may be an address, with port and zone. */
const addressLengthMax = 80;

/**
 * Whom to count a request under: the peer, or with `trustedProxies` proxies in front the address that
 * the outermost of them saw, counted from the right of X-Forwarded-For (what stands further left is
 * the client's own word). What is no address there counts as the peer. IPv6 addresses count by their
 * /64, which one customer has for itself.
 */
export function clientAddress(c: AppContext, trustedProxies: number): string {
  const peer = c.env?.remoteAddress ?? '';
  return forwardedAddress(c.req.header('x-forwarded-for') ?? '', { peer, trustedProxies });
}

/** Where a request came in: the peer of its connection, and how many proxies add to the header. */
export interface ForwardedBy {
  readonly peer: string;
  readonly trustedProxies: number;
}

/** {@link clientAddress} from the header's text; `unknown` where there is no address at all. */
export function forwardedAddress(header: string, { peer, trustedProxies }: ForwardedBy): string {
  const hops = header
    .split(',')
    .map((hop) => hop.trim())
    .filter((hop) => hop !== '');
  const chain = [...hops, peer];
  const seen = chain[Math.max(0, chain.length - 1 - trustedProxies)] ?? '';
  return subjectOf(seen) ?? subjectOf(peer) ?? 'unknown';
}

/** True for a peer on this machine. */
export function isLoopback(address: string | undefined): boolean {
  return address !== undefined && /^(::ffff:)?127\.|^::1$/.test(address);
}

const octet = '(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])';
const ipv4 = new RegExp(`^(${octet}(?:\\.${octet}){3})(?::[0-9]{1,5})?$`);

/** One spelling for each address, without the port that some proxies add; undefined for anything else. */
function subjectOf(text: string): string | undefined {
  if (text.length > addressLengthMax) return undefined;
  const v4 = ipv4.exec(text)?.[1];
  if (v4 !== undefined) return v4;
  const bare = /^\[(.*)\](?::[0-9]{1,5})?$/.exec(text)?.[1] ?? text;
  return bare.includes(':') ? ipv6Subject(bare.replace(/%.*$/, '')) : undefined;
}

function ipv6Subject(address: string): string | undefined {
  const url = `http://[${address}]/`;
  if (/[^0-9a-fA-F:.]/.test(address) || !URL.canParse(url)) return undefined;
  // The URL standard has one spelling: lower case, no leading zeros, embedded IPv4 as two groups.
  const groups = groupsOf(new URL(url).hostname.slice(1, -1));
  const [, , , , , marker, high = '', low = ''] = groups;
  if (marker === 'ffff' && groups.slice(0, 5).every((group) => group === '0'))
    return [high, low].flatMap(octetsOf).join('.');
  return `${groups.slice(0, 4).join(':')}::/64`;
}

/** The eight groups of an address in the URL standard's spelling. */
function groupsOf(address: string): string[] {
  const [head = '', tail] = address.split('::');
  const left = head.split(':').filter((group) => group !== '');
  const right = (tail ?? '').split(':').filter((group) => group !== '');
  const zeros = tail === undefined ? 0 : 8 - left.length - right.length;
  return [...left, ...Array.from({ length: zeros }, () => '0'), ...right];
}

function octetsOf(group: string): number[] {
  const value = Number.parseInt(group, 16);
  return [value >> 8, value & 255];
}

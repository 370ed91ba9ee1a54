import {
  createPublicClient,
  custom,
  defineChain,
  fallback,
  http,
  type PublicClient,
  type Transport,
} from 'viem';
import type { Eip1193Provider } from './eip1193.ts';

/** Where a chain is reached. */
export interface ChainEndpoint {
  readonly chainId: number;
  /** JSON-RPC addresses, the preferred one first; or a provider in this process. */
  readonly connection:
    | { readonly rpcUrls: readonly string[] }
    | { readonly provider: Eip1193Provider };
  /** For one HTTP request. @default 10000 */
  readonly requestTimeoutMs?: number;
  /** Further tries of a failed HTTP request, before the caller is told. @default 2 */
  readonly requestRetriesMax?: number;
  /** The most a transaction may offer, in wei per gas. @default 500 gwei */
  readonly maxFeePerGasCap?: bigint;
}

const retryDelayMs = 150;
const batchRequestsMax = 100;

/** viem's transport for an endpoint, with explicit timeouts and retries, and calls of one turn sent as one batch. */
export function transportOf(endpoint: ChainEndpoint): Transport {
  const { connection, requestTimeoutMs = 10_000, requestRetriesMax = 2 } = endpoint;
  if ('provider' in connection) return custom(connection.provider, { retryCount: 0 });
  if (connection.rpcUrls.length === 0)
    throw new RangeError('Expected at least one RPC address, got none');
  const options = {
    batch: { batchSize: batchRequestsMax, wait: 0 },
    timeout: requestTimeoutMs,
    retryDelay: retryDelayMs,
  };
  // With several nodes the next node is the retry; a round over all of them is repeated instead.
  return fallback(
    connection.rpcUrls.map((url) => http(url, { ...options, retryCount: 0 })),
    { rank: false, retryCount: requestRetriesMax, retryDelay: retryDelayMs },
  );
}

/** viem's description of a chain of which only the id is known. */
export function viemChainOf(chainId: number) {
  return defineChain({
    id: chainId,
    name: `chain ${chainId}`,
    nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
    rpcUrls: { default: { http: [] } },
  });
}

/** A viem client for reading and for sending signed bytes. Nothing is cached. */
export function createChainClient(endpoint: ChainEndpoint): PublicClient {
  return createPublicClient({
    chain: viemChainOf(endpoint.chainId),
    transport: transportOf(endpoint),
    cacheTime: 0,
    pollingInterval: 100,
  });
}

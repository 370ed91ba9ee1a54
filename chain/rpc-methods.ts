import { z } from 'zod';
import type { Eip1193Provider } from './eip1193.ts';
import { rpcErrorCodes } from './evm/rpc-error.ts';

/**
 * What the public `/rpc` route of MOCK mode passes on (design rule 17): reading, and sending what was
 * signed elsewhere. Not the methods that steer a test node, nor those that sign with its keys.
 */
export const publicRpcMethods: readonly string[] = [
  'eth_blockNumber',
  'eth_call',
  'eth_chainId',
  'eth_estimateGas',
  'eth_feeHistory',
  'eth_gasPrice',
  'eth_getBalance',
  'eth_getBlockByHash',
  'eth_getBlockByNumber',
  'eth_getCode',
  'eth_getLogs',
  'eth_getStorageAt',
  'eth_getTransactionByHash',
  'eth_getTransactionCount',
  'eth_getTransactionReceipt',
  'eth_maxPriorityFeePerGas',
  'eth_sendRawTransaction',
  'eth_syncing',
  'net_version',
  'web3_clientVersion',
];

const batchRequestsMax = 100;

const rpcRequest = z.object({
  jsonrpc: z.literal('2.0'),
  id: z.union([z.string(), z.number(), z.null()]).optional(),
  method: z.string().max(100),
  params: z.union([z.array(z.unknown()), z.record(z.string(), z.unknown())]).optional(),
});
type RpcRequest = z.output<typeof rpcRequest>;

const rpcFailure = z.object({ code: z.int(), message: z.string(), data: z.string().optional() });

interface RpcAnswer {
  readonly jsonrpc: '2.0';
  readonly id: string | number | null;
  readonly result?: unknown;
  readonly error?: {
    readonly code: number;
    readonly message: string;
    readonly data?: string | undefined;
  };
}

/**
 * Answers the body of a JSON-RPC 2.0 request, single or a batch of up to 100. Never throws: failures are
 * JSON-RPC errors. Gives undefined when nothing is to be answered (notifications only).
 * @param body the text as it came.
 */
export async function handleRpc(
  provider: Eip1193Provider,
  body: string,
): Promise<RpcAnswer | readonly RpcAnswer[] | undefined> {
  const parsed = parseJson(body);
  if (parsed === undefined) return refusal(null, -32_700, 'parse error');
  if (!Array.isArray(parsed.value)) return answer(provider, parsed.value);
  if (parsed.value.length === 0) return refusal(null, rpcErrorCodes.invalidRequest, 'empty batch');
  if (parsed.value.length > batchRequestsMax) {
    return refusal(
      null,
      rpcErrorCodes.limitExceeded,
      `at most ${batchRequestsMax} requests in a batch`,
    );
  }
  const answers: RpcAnswer[] = [];
  for (const request of parsed.value) {
    const answered = await answer(provider, request);
    if (answered !== undefined) answers.push(answered);
  }
  return answers.length === 0 ? undefined : answers;
}

function parseJson(body: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(body) };
  } catch {
    return undefined; // The answer says that it was not JSON; there is nothing else to say.
  }
}

async function answer(provider: Eip1193Provider, input: unknown): Promise<RpcAnswer | undefined> {
  const request = rpcRequest.safeParse(input);
  if (!request.success) return refusal(null, rpcErrorCodes.invalidRequest, 'invalid request');
  const answered = await perform(provider, request.data);
  return request.data.id === undefined ? undefined : answered;
}

async function perform(provider: Eip1193Provider, request: RpcRequest): Promise<RpcAnswer> {
  const { id = null, method, params } = request;
  if (!publicRpcMethods.includes(method)) {
    return refusal(id, rpcErrorCodes.methodNotFound, `the method ${method} is not available`);
  }
  try {
    return { jsonrpc: '2.0', id, result: await provider.request({ method, params: params ?? [] }) };
  } catch (cause) {
    const failure = rpcFailure.safeParse(cause);
    if (!failure.success) return refusal(id, rpcErrorCodes.internal, 'internal error');
    return { jsonrpc: '2.0', id, error: failure.data };
  }
}

function refusal(id: string | number | null, code: number, message: string): RpcAnswer {
  return { jsonrpc: '2.0', id, error: { code, message } };
}

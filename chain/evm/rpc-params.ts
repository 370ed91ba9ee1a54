import { z } from 'zod';
import type { Hex } from '../../domain/chain-port.ts';
import { RpcError } from './rpc-error.ts';

function hexOf(pattern: RegExp, expected: string) {
  return z
    .string()
    .regex(pattern, `expected ${expected}`)
    .transform((text): Hex => `0x${text.slice(2).toLowerCase()}`);
}

export const address = hexOf(/^0x[0-9a-fA-F]{40}$/, 'an address');
export const hash = hexOf(/^0x[0-9a-fA-F]{64}$/, 'a 32-byte hash');
export const bytes = hexOf(/^0x(?:[0-9a-fA-F]{2})*$/, 'bytes in hex');
export const quantity = hexOf(/^0x[0-9a-fA-F]{1,64}$/, 'a quantity in hex').transform((text) =>
  BigInt(text),
);
export const blockTag = z.union([
  z.enum(['latest', 'pending', 'safe', 'finalized', 'earliest']),
  quantity,
]);
export type BlockTag = z.infer<typeof blockTag>;

/** The call object of `eth_call`, `eth_estimateGas` and `eth_sendTransaction`; unknown fields are ignored. */
export const callObject = z.object({
  from: address.optional(),
  to: address.nullish(),
  data: bytes.optional(),
  input: bytes.optional(),
  value: quantity.optional(),
  gas: quantity.optional(),
  nonce: quantity.optional(),
  gasPrice: quantity.optional(),
  maxFeePerGas: quantity.optional(),
  maxPriorityFeePerGas: quantity.optional(),
});
export type CallObject = z.infer<typeof callObject>;

const topic = z.union([z.null(), hash, z.array(hash)]);

export const logFilter = z.object({
  address: z.union([address, z.array(address)]).optional(),
  topics: z.array(topic).max(4).optional(),
  fromBlock: blockTag.optional(),
  toBlock: blockTag.optional(),
  blockHash: hash.optional(),
});
export type LogFilter = z.infer<typeof logFilter>;

/** A JSON-RPC method of the in-process node. */
export type RpcMethod = (params: unknown) => Promise<unknown>;

/** A method that reads its parameters with a schema and answers `invalid params` when they do not fit. */
export function rpcMethod<Schema extends z.ZodType>(
  schema: Schema,
  handler: (params: z.output<Schema>) => Promise<unknown> | unknown,
): RpcMethod {
  return async function parsedRpcMethod(params) {
    const parsed = schema.safeParse(params);
    if (!parsed.success)
      throw new RpcError('invalidParams', `invalid params: ${z.prettifyError(parsed.error)}`);
    return handler(parsed.data);
  };
}

/** For methods that take nothing, whatever is sent. */
export const noParams = z.unknown();

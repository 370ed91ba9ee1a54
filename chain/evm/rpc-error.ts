/** JSON-RPC error codes that the nodes in use answer with (JSON-RPC 2.0, EIP-1474; 3 is geth's for a revert). */
export const rpcErrorCodes = {
  reverted: 3,
  rejected: -32000,
  limitExceeded: -32005,
  invalidRequest: -32600,
  methodNotFound: -32601,
  invalidParams: -32602,
  internal: -32603,
} as const;

/** An error of a JSON-RPC method, in the shape EIP-1193 asks of providers. */
export class RpcError extends Error {
  override readonly name = 'RpcError';
  readonly code: number;
  /** Return data of a revert. */
  readonly data: string | undefined;

  constructor(code: keyof typeof rpcErrorCodes, message: string, data?: string) {
    super(message);
    this.code = rpcErrorCodes[code];
    this.data = data;
  }
}

/** An Ethereum provider (EIP-1193): the in-process EVM is one, and so is a browser's wallet. */
export interface Eip1193Provider {
  /** @throws an error with a JSON-RPC `code`, and `data` where a call reverted. */
  request(call: { readonly method: string; readonly params?: unknown }): Promise<unknown>;
}

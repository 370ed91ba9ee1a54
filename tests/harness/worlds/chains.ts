/** Both chains for suites that must hold on both: the in-process EVM, and the real Anvil of the local stack. */
import type { ChainEndpoint } from '../../../chain/chain-client.ts';
import { createInProcessEvm, type InProcessEvm } from '../../../chain/in-process-evm.ts';
import { callRpc } from '../../../ops/stack/anvil.ts';
import { startTestStack } from '../../../ops/stack/test-stack.ts';

export const chainKinds = ['in-process', 'anvil'] as const;
export type ChainKind = (typeof chainKinds)[number];

/** A fresh chain on which every transaction is mined at once, until `evm_setAutomine` says otherwise. */
export interface TestChain extends AsyncDisposable {
  readonly endpoint: ChainEndpoint;
  /** Calls any method of the node, such as `evm_mine`. */
  rpc(method: string, ...params: unknown[]): Promise<unknown>;
}

/** Opens a fresh chain of the given kind; `await using` or dispose of it. */
export async function openTestChain(kind: ChainKind): Promise<TestChain> {
  return kind === 'anvil' ? openAnvil() : openInProcess();
}

async function openInProcess(): Promise<TestChain> {
  return inProcessChain(await createInProcessEvm({ blockTimeMs: 0 }));
}

/** An in-process EVM as a test's chain. */
export function inProcessChain(provider: InProcessEvm): TestChain {
  return {
    endpoint: { chainId: 31_337, connection: { provider } },
    rpc: (method, ...params) => provider.request({ method, params }),
    [Symbol.asyncDispose]: () => provider.close(),
  };
}

async function openAnvil(): Promise<TestChain> {
  const stack = await startTestStack(['anvil']);
  const { chainId, url } = stack.anvil;
  return {
    endpoint: { chainId, connection: { rpcUrls: [url] } },
    rpc: (method, ...params) => callRpc(url, method, params),
    [Symbol.asyncDispose]: () => stack[Symbol.asyncDispose](),
  };
}

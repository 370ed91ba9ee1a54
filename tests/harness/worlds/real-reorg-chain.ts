/** The chain of a real platform, Anvil, mined by hand. */
import type { Chain } from '../../../domain/chain-port.ts';
import { callRpc } from '../../../ops/stack/anvil.ts';
import type { RealPlatform } from './real-platform.ts';
import { openReorgChain, type ReorgChain } from './reorg-chain.ts';

/** Takes the mining of a platform in hand; `chain` is a client of it. */
export function openRealReorgChain(platform: RealPlatform, chain: Chain): Promise<ReorgChain> {
  const { endpoint, tokens, treasury, stack } = platform;
  return openReorgChain({
    chain,
    tokens,
    minter: { address: treasury },
    node: { endpoint, rpc: (method, ...params) => callRpc(stack.anvil.url, method, params) },
    sign: (signer, call, { nonce = 0, gas = 200_000n } = {}) =>
      signer.sign({
        ...call,
        ...{ chainId: chain.chainId, nonce, value: 0n, gas },
        ...{ maxFeePerGas: 20_000_000_000n, maxPriorityFeePerGas: 1_000_000_000n },
      }),
  });
}

/** A chain that is nothing but numbers, for tests of what is around it; `down` makes it unavailable. */
import type { Address, BlockView, Chain } from '../../domain/chain-port.ts';
import { ChainUnavailable } from '../../domain/chain-port.ts';

/** A {@link Chain} whose answers a test sets. */
export interface FakeChain extends Chain {
  /** Every read throws `ChainUnavailable` while true. */
  down: boolean;
  blockNumber: bigint;
  /** ERC-20 balances and allowances, the same for every token and wallet. */
  erc20: bigint;
  allowance: bigint;
  /** Reads made so far. */
  reads: number;
}

/** A new fake chain with id 31337, at block 100. */
export function createFakeChain(): FakeChain {
  function read<T>(give: (chain: FakeChain) => T): () => Promise<T> {
    return async () => {
      chain.reads += 1;
      if (chain.down) throw new ChainUnavailable('the fake chain is down');
      return give(chain);
    };
  }
  const block = ({ blockNumber }: FakeChain): BlockView => ({
    number: blockNumber,
    hash: hashOf(blockNumber),
    parentHash: hashOf(blockNumber - 1n),
    timestamp: blockNumber,
    baseFeePerGas: 1n,
    transactions: [],
  });
  const chain: FakeChain = {
    down: false,
    blockNumber: 100n,
    erc20: 0n,
    allowance: 0n,
    reads: 0,
    chainId: 31_337,
    nodeChainId: read(() => 31_337),
    head: read(block),
    block: read(block),
    receipt: read(() => null),
    transactionStatus: read(() => 'unknown'),
    nonce: read(() => 0),
    encode: (call) => ({
      to: call.token,
      data: `0x${call.type === 'erc20.transfer' ? 'a9059cbb' : '6a627842'}`,
    }),
    estimate: read(() => ({ gas: 21_000n, maxFeePerGas: 1n, maxPriorityFeePerGas: 1n })),
    broadcast: read(() => 'sent'),
    balance: read(() => 10n ** 18n),
    gasPrice: read(() => 1n),
    isContract: read(() => false),
    erc20Balance: read((self) => self.erc20),
    erc20Allowance: read((self) => self.allowance),
    identityTokenOf: read(() => null),
    close: async () => undefined,
  };
  return chain;
}

function hashOf(number: bigint): Address {
  return `0x${number.toString(16).padStart(64, '0')}`;
}

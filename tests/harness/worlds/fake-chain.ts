/** A chain that is nothing but numbers, for tests of what is around it; `down` makes it unavailable. */
import { encodeCall } from '../../../chain/encode-call.ts';
import type { Address, BlockView, Chain } from '../../../domain/chain-port.ts';
import { ChainUnavailable } from '../../../domain/chain-port.ts';

/** A {@link Chain} whose answers a test sets. */
export interface FakeChain extends Chain {
  /** Every read throws `ChainUnavailable` while true. */
  down: boolean;
  blockNumber: bigint;
  /** ERC-20 balances and allowances, the same for every token and wallet. */
  erc20: bigint;
  allowance: bigint;
  /** What every address takes as a claim vault; null: there is none. */
  vault: bigint | null;
  /** Wallets that are contracts, with the one signature that each says is its own. */
  readonly contractSignatures: Map<string, string>;
  /** Whether every address has code. */
  code: boolean;
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
    vault: null,
    code: false,
    reads: 0,
    contractSignatures: new Map(),
    chainId: 31_337,
    nodeChainId: read(() => 31_337),
    head: read(block),
    block: read(block),
    receipt: read(() => null),
    transactionStatus: read(() => 'unknown'),
    nonce: read(() => 0),
    nonceAt: read(() => 0),
    transactionOf: read(() => null),
    encode: encodeCall,
    estimate: read(() => ({ gas: 21_000n, maxFeePerGas: 1n, maxPriorityFeePerGas: 1n })),
    feeMarket: read(() => ({
      maxFeePerGas: 1n,
      maxPriorityFeePerGas: 1n,
      gasPrice: 1n,
      maxFeePerGasCap: 10n,
    })),
    broadcast: read(() => 'sent'),
    balance: read(() => 10n ** 18n),
    gasPrice: read(() => 1n),
    isContract: read((self) => self.code),
    vaultFee: read((self) => self.vault),
    contractSignatureHolds: ({ wallet, signature }) =>
      read((self) => self.contractSignatures.get(wallet) === signature)(),
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

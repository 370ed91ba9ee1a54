import { type Common, createCustomCommon, Hardfork, Mainnet } from '@ethereumjs/common';
import { Account, createAddressFromString } from '@ethereumjs/util';
import { createVM, type VM } from '@ethereumjs/vm';
import type { Address, Hex } from '../../domain/chain-port.ts';
import { genesisBlock } from './block-header.ts';
import { BlockStore } from './block-store.ts';
import { JournaledState } from './journaled-state.ts';
import { TransactionPool } from './transaction-pool.ts';

export const blockGasLimit = 30_000_000n;

/** What an account starts with. */
export interface GenesisBalance {
  readonly address: Address;
  /** Wei. */
  readonly balance: bigint;
}

/** Told of a transaction that left the pool without being mined, and why. */
export type DroppedListener = (txHash: Hex, reason: unknown) => void;

export interface NodeStateOptions {
  readonly chainId: number;
  readonly balances: readonly GenesisBalance[];
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly automine: boolean;
  readonly onDropped: DroppedListener;
}

/** An open snapshot: the chain and the state can be taken back to it. */
export interface Snapshot {
  readonly id: number;
  readonly blockNumber: bigint;
}

/** Everything the in-process node holds. One call works on it at a time. */
export interface NodeState {
  readonly chainId: number;
  readonly now: () => number;
  readonly common: Common;
  readonly state: JournaledState;
  readonly vm: VM;
  readonly blocks: BlockStore;
  readonly pool: TransactionPool;
  readonly snapshots: Snapshot[];
  /** Counts up with every block mined, also past a revert: two blocks never have the same hash. */
  blocksMined: bigint;
  snapshotsTaken: number;
  /** Whether every accepted transaction is mined at once. */
  automine: boolean;
  /** The base fee a test has set for the next block; null: by the rule of EIP-1559. */
  baseFeeSet: bigint | null;
  readonly onDropped: DroppedListener;
}

/** A node at its genesis block, which is the same for the same options. */
export async function createNodeState(options: NodeStateOptions): Promise<NodeState> {
  const common = createCustomCommon(
    { chainId: options.chainId, name: 'quittance-local' },
    Mainnet,
    {
      hardfork: Hardfork.Cancun,
    },
  );
  const state = new JournaledState();
  for (const { address, balance } of options.balances) {
    await state.putAccount(createAddressFromString(address), new Account(0n, balance));
  }
  return {
    chainId: options.chainId,
    now: options.now,
    common,
    state,
    vm: await createVM({ common, stateManager: state }),
    blocks: new BlockStore(genesisBlock(common, blockGasLimit)),
    pool: new TransactionPool(),
    snapshots: [],
    blocksMined: 0n,
    snapshotsTaken: 0,
    automine: options.automine,
    baseFeeSet: null,
    onDropped: options.onDropped,
  };
}

/** Another node with the same blocks and state, which goes on by itself; its pool is empty. */
export async function copyOfNode(node: NodeState): Promise<NodeState> {
  const state = node.state.copy();
  return {
    ...node,
    state,
    vm: await createVM({ common: node.common, stateManager: state }),
    blocks: node.blocks.copy(),
    pool: new TransactionPool(),
    snapshots: [],
  };
}

/** Nonce of an account by mined transactions. */
export async function accountNonce(node: NodeState, address: string): Promise<bigint> {
  return (await node.state.getAccount(createAddressFromString(address)))?.nonce ?? 0n;
}

/** Balance of an account in wei. */
export async function accountBalance(node: NodeState, address: string): Promise<bigint> {
  return (await node.state.getAccount(createAddressFromString(address)))?.balance ?? 0n;
}

import { z } from 'zod';
import { developmentAccounts } from './development-keys.ts';
import type { Eip1193Provider } from './eip1193.ts';
import { callMethods } from './evm/call-methods.ts';
import { controlMethods } from './evm/control-methods.ts';
import { mineBlock } from './evm/miner.ts';
import {
  copyOfNode,
  createNodeState,
  type DroppedListener,
  type GenesisBalance,
  type NodeState,
} from './evm/node-state.ts';
import { accountMethods, historyMethods } from './evm/read-methods.ts';
import { RpcError } from './evm/rpc-error.ts';
import type { RpcMethod } from './evm/rpc-params.ts';
import { sendMethods } from './evm/send-methods.ts';

const weiPerEther = 10n ** 18n;

export interface InProcessEvmOptions {
  /** 0 mines on every transaction; otherwise a block is mined each time this passes, also an empty one. */
  readonly blockTimeMs: number;
  /** @default 31337 */
  readonly chainId?: number;
  /** @default the ten development accounts with 10,000 ETH each */
  readonly balances?: readonly GenesisBalance[];
  /** Milliseconds since the epoch. @default Date.now */
  readonly now?: () => number;
  /** Told of a transaction that left the pool without being mined, and why. */
  readonly onDropped?: DroppedListener;
}

/** The chain of MOCK mode. It ends with the process: nothing is kept. */
export interface InProcessEvm extends Eip1193Provider {
  /** Another chain with the same past, which goes on by itself; its pool is empty. Refused while a snapshot is open. */
  copy(): Promise<InProcessEvm>;
  /** Stops mining, after the block under way. Calls made later are refused. */
  close(): Promise<void>;
}

/**
 * A whole Ethereum node for one process or one browser tab, behind EIP-1193: real contracts, signed
 * transactions, a pool, blocks and receipts; no network, no disk. Calls are served one after another.
 * @throws RangeError when the block time is not a whole number of milliseconds from 0 to a day.
 */
export async function createInProcessEvm(options: InProcessEvmOptions): Promise<InProcessEvm> {
  const blockTimeMs = z.int().min(0).max(86_400_000).safeParse(options.blockTimeMs);
  if (!blockTimeMs.success) {
    throw new RangeError(
      `Expected blockTimeMs to be from 0 to 86400000, got ${options.blockTimeMs}`,
    );
  }
  const node = await createNodeState({
    chainId: options.chainId ?? 31_337,
    balances: options.balances ?? fundedDevelopmentAccounts(),
    now: options.now ?? Date.now,
    automine: blockTimeMs.data === 0,
    onDropped: options.onDropped ?? (() => {}),
  });
  return evmOver(node, blockTimeMs.data);
}

function evmOver(node: NodeState, blockTimeMs: number): InProcessEvm {
  const methods = new Map<string, RpcMethod>(
    Object.entries({
      ...historyMethods(node),
      ...accountMethods(node),
      ...callMethods(node),
      ...sendMethods(node),
      ...controlMethods(node),
    }),
  );
  const inTurn = createTurns();
  const stopMining =
    blockTimeMs === 0 ? () => {} : mineEvery(blockTimeMs, () => inTurn(() => mineBlock(node)));
  let open = true;

  return {
    async request({ method, params }) {
      if (!open) throw new RpcError('internal', 'the chain is closed');
      const handler = methods.get(method);
      if (handler === undefined)
        throw new RpcError('methodNotFound', `the method ${method} does not exist`);
      return inTurn(() => handler(params ?? []));
    },
    copy: () => inTurn(async () => evmOver(await copyOfNode(node), blockTimeMs)),
    async close() {
      open = false;
      stopMining();
      await inTurn(async () => {});
    },
  };
}

function fundedDevelopmentAccounts(): readonly GenesisBalance[] {
  return developmentAccounts.map(({ address }) => ({ address, balance: 10_000n * weiPerEther }));
}

/** Runs one piece of work at a time, in the order in which they came: the node has a single state. */
function createTurns(): <Result>(work: () => Promise<Result>) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve();
  return function inTurn(work) {
    const result = last.then(work);
    last = result.catch(() => {}); // The caller of this work has its failure; the next one starts anyway.
    return result;
  };
}

/** Mines at an interval, without piling up blocks when one takes longer, and without keeping the process alive. */
function mineEvery(blockTimeMs: number, mine: () => Promise<unknown>): () => void {
  let mining = false;
  const timer = setInterval(() => {
    if (mining) return;
    mining = true;
    void mine().finally(() => {
      mining = false;
    });
  }, blockTimeMs);
  timer.unref?.(); // A browser's timer is a number and has none.
  return () => clearInterval(timer);
}

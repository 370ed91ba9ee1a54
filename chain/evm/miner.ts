import { bytesToHex } from '@ethereumjs/util';
import { type RunTxResult, runTx } from '@ethereumjs/vm';
import type { Hex } from '../../domain/chain-port.ts';
import { type BlockStart, blockContext, nextBlock, sealBlock } from './block-header.ts';
import type { MinedTransaction, StoredBlock, StoredLog } from './block-store.ts';
import { accountNonce, type NodeState } from './node-state.ts';
import { effectiveGasPrice, transactionFields } from './signed-transaction.ts';
import type { PooledTransaction } from './transaction-pool.ts';

/** Executing a transaction is one long run of microtasks: timers and sockets need a turn in between. */
const transactionsPerTurn = 8;

/** Mines a block of everything in the pool that fits; also an empty one. */
export async function mineBlock(node: NodeState): Promise<StoredBlock> {
  node.blocksMined += 1n;
  const begun = nextBlock(node.blocks.head, node.now(), node.blocksMined);
  const start = { ...begun, baseFeePerGas: node.baseFeeSet ?? begun.baseFeePerGas };
  node.baseFeeSet = null;
  const mined: MinedTransaction[] = [];
  for (const sender of node.pool.senders()) await mineSender(node, { start, mined, sender });
  const block = sealBlock(node.common, start, mined);
  node.blocks.append(block);
  return block;
}

interface SenderTurn {
  readonly start: BlockStart;
  readonly mined: MinedTransaction[];
  readonly sender: string;
}

/** The sender's transactions in the order of their nonces, until one is missing or can not be mined now. */
async function mineSender(node: NodeState, turn: SenderTurn): Promise<void> {
  for (;;) {
    const nonce = await accountNonce(node, turn.sender);
    node.pool.dropBelow(turn.sender, nonce);
    const next = node.pool.find(turn.sender, nonce);
    const gasLeft = turn.start.gasLimit - (turn.mined.at(-1)?.cumulativeGasUsed ?? 0n);
    if (
      next === undefined ||
      next.maxFeePerGas < turn.start.baseFeePerGas ||
      next.signed.gasLimit > gasLeft
    )
      return;
    node.pool.remove(next);
    const executed = await execute(node, turn, next);
    if (executed === undefined) return;
    turn.mined.push(executed);
    if (turn.mined.length % transactionsPerTurn === 0)
      await new Promise((resolve) => setTimeout(resolve, 0));
  }
}

/** Undefined when it can not be mined any more, because an earlier one spent what it needed: nodes drop such ones. */
async function execute(
  node: NodeState,
  turn: SenderTurn,
  transaction: PooledTransaction,
): Promise<MinedTransaction | undefined> {
  const block = blockContext(node.common, turn.start);
  const before = turn.mined.at(-1)?.cumulativeGasUsed ?? 0n;
  let result: RunTxResult;
  try {
    result = await runTx(node.vm, { tx: transaction.signed, block, blockGasUsed: before });
  } catch (cause) {
    node.onDropped(transaction.hash, cause);
    return undefined;
  }
  const gasPrice = effectiveGasPrice(transaction, turn.start.baseFeePerGas);
  return {
    fields: { ...transactionFields(transaction), gasPrice: `0x${gasPrice.toString(16)}` },
    index: turn.mined.length,
    succeeded: result.execResult.exceptionError === undefined,
    to: transaction.signed.to?.toString() ?? null,
    contractAddress: result.createdAddress?.toString() ?? null,
    gasUsed: result.totalGasSpent,
    cumulativeGasUsed: before + result.totalGasSpent,
    effectiveGasPrice: gasPrice,
    logsBloom: bytesToHex(result.bloom.bitvector),
    logs: logsOf(result, turn.mined),
  };
}

function logsOf(result: RunTxResult, mined: readonly MinedTransaction[]): readonly StoredLog[] {
  const first = mined.reduce((count, transaction) => count + transaction.logs.length, 0);
  return result.receipt.logs.map(([address, topics, data], index) => ({
    address: bytesToHex(address),
    topics: topics.map((topic): Hex => bytesToHex(topic)),
    data: bytesToHex(data),
    logIndex: first + index,
  }));
}

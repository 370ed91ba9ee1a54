import { toHex } from 'viem';
import type { Placement, StoredBlock, StoredLog, TransactionFields } from './block-store.ts';

const zeroHash = `0x${'00'.repeat(32)}`;
const emptyUncles = '0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347';

/** A block as `eth_getBlockByNumber` shows it, with whole transactions or their hashes. */
export function blockView(block: StoredBlock, whole: boolean): unknown {
  return {
    number: toHex(block.number),
    hash: block.hash,
    parentHash: block.parentHash,
    timestamp: toHex(block.timestamp),
    baseFeePerGas: toHex(block.baseFeePerGas),
    gasLimit: toHex(block.gasLimit),
    gasUsed: toHex(block.gasUsed),
    logsBloom: block.logsBloom,
    mixHash: block.mixHash,
    transactionsRoot: block.transactionsRoot,
    receiptsRoot: block.receiptsRoot,
    stateRoot: zeroHash,
    sha3Uncles: emptyUncles,
    uncles: [],
    miner: `0x${'00'.repeat(20)}`,
    nonce: '0x0000000000000000',
    difficulty: '0x0',
    totalDifficulty: '0x0',
    extraData: '0x',
    size: '0x0',
    transactions: block.transactions.map((transaction) =>
      whole ? minedView({ block, transaction }) : transaction.fields.hash,
    ),
  };
}

/** A mined transaction. */
export function minedView({ block, transaction }: Placement): unknown {
  return {
    ...transaction.fields,
    blockHash: block.hash,
    blockNumber: toHex(block.number),
    transactionIndex: toHex(transaction.index),
  };
}

/** A transaction that waits in the pool. */
export function pendingView(fields: TransactionFields): unknown {
  return { ...fields, blockHash: null, blockNumber: null, transactionIndex: null };
}

/** The receipt of a mined transaction. */
export function receiptView(placement: Placement): unknown {
  const { block, transaction } = placement;
  return {
    transactionHash: transaction.fields.hash,
    transactionIndex: toHex(transaction.index),
    blockHash: block.hash,
    blockNumber: toHex(block.number),
    from: transaction.fields.from,
    to: transaction.to,
    contractAddress: transaction.contractAddress,
    status: transaction.succeeded ? '0x1' : '0x0',
    type: transaction.fields['type'],
    gasUsed: toHex(transaction.gasUsed),
    cumulativeGasUsed: toHex(transaction.cumulativeGasUsed),
    effectiveGasPrice: toHex(transaction.effectiveGasPrice),
    logsBloom: transaction.logsBloom,
    logs: transaction.logs.map((log) => logView(placement, log)),
  };
}

/** A log with its place in the chain. */
export function logView({ block, transaction }: Placement, log: StoredLog): unknown {
  return {
    address: log.address,
    topics: log.topics,
    data: log.data,
    logIndex: toHex(log.logIndex),
    transactionHash: transaction.fields.hash,
    transactionIndex: toHex(transaction.index),
    blockHash: block.hash,
    blockNumber: toHex(block.number),
    blockTimestamp: toHex(block.timestamp),
    removed: false,
  };
}

import { type Block, createBlock } from '@ethereumjs/block';
import type { Common } from '@ethereumjs/common';
import { bytesToHex, concatBytes, hexToBytes } from '@ethereumjs/util';
import { keccak256, toHex } from 'viem';
import type { Hex } from '../../domain/chain-port.ts';
import type { MinedTransaction, StoredBlock } from './block-store.ts';

/** 2023-11-14: any fixed time in the past makes the genesis block the same on every start. */
const genesisTimestamp = 1_700_000_000n;
const genesisBaseFee = 1_000_000_000n;
const baseFeeChangeDivisor = 8n;

export const emptyBloom: Hex = `0x${'00'.repeat(256)}`;

/** What a block is begun with; the rest follows from its transactions. */
export interface BlockStart {
  readonly number: bigint;
  readonly parentHash: Hex;
  readonly timestamp: bigint;
  readonly baseFeePerGas: bigint;
  readonly gasLimit: bigint;
  readonly mixHash: Hex;
}

/** Block 0; the same for every chain with this common and gas limit. */
export function genesisBlock(common: Common, gasLimit: bigint): StoredBlock {
  const start: BlockStart = {
    number: 0n,
    parentHash: `0x${'00'.repeat(32)}`,
    timestamp: genesisTimestamp,
    baseFeePerGas: genesisBaseFee,
    gasLimit,
    mixHash: `0x${'00'.repeat(32)}`,
  };
  return sealBlock(common, start, []);
}

/**
 * How the block after `parent` begins.
 * @param sequence a number never used before; it makes hashes differ where all else is equal.
 */
export function nextBlock(parent: StoredBlock, nowMs: number, sequence: bigint): BlockStart {
  const now = BigInt(Math.floor(nowMs / 1000));
  return {
    number: parent.number + 1n,
    parentHash: parent.hash,
    timestamp: now > parent.timestamp ? now : parent.timestamp,
    baseFeePerGas: nextBaseFee(parent),
    gasLimit: parent.gasLimit,
    mixHash: keccak256(toHex(sequence, { size: 32 })),
  };
}

/** EIP-1559: moves by at most an eighth, towards blocks that are half full. */
function nextBaseFee(parent: StoredBlock): bigint {
  const target = parent.gasLimit / 2n;
  const fee = parent.baseFeePerGas;
  if (parent.gasUsed === target) return fee;
  if (parent.gasUsed < target)
    return fee - (fee * (target - parent.gasUsed)) / target / baseFeeChangeDivisor;
  const rise = (fee * (parent.gasUsed - target)) / target / baseFeeChangeDivisor;
  return fee + (rise > 0n ? rise : 1n);
}

/** The block as the EVM wants it for executing transactions in it. */
export function blockContext(common: Common, start: BlockStart): Block {
  return createBlock({ header: { ...start, difficulty: 0n } }, { common });
}

/**
 * Gives the block its hash, which covers its transactions and what became of them. The two roots are
 * plain digests rather than tries: nothing that reads this chain verifies proofs against them.
 */
export function sealBlock(
  common: Common,
  start: BlockStart,
  transactions: readonly MinedTransaction[],
): StoredBlock {
  const transactionsRoot = digest(transactions.map((transaction) => transaction.fields.hash));
  const receiptsRoot = digest(transactions.map(outcomeOf));
  const gasUsed = transactions.at(-1)?.cumulativeGasUsed ?? 0n;
  const logsBloom = unionOf(transactions.map((transaction) => transaction.logsBloom));
  const header = {
    ...start,
    difficulty: 0n,
    gasUsed,
    logsBloom,
    transactionsTrie: transactionsRoot,
    receiptTrie: receiptsRoot,
  };
  const hash = bytesToHex(createBlock({ header }, { common }).hash());
  return { ...start, hash, gasUsed, logsBloom, transactionsRoot, receiptsRoot, transactions };
}

function digest(parts: readonly Hex[]): Hex {
  return keccak256(concatBytes(...parts.map((part) => hexToBytes(part))));
}

function outcomeOf(transaction: MinedTransaction): Hex {
  const logs = transaction.logs.map((log) => [log.address, log.topics, log.data]);
  return toHex(
    JSON.stringify([transaction.succeeded, transaction.cumulativeGasUsed.toString(), logs]),
  );
}

function unionOf(blooms: readonly Hex[]): Hex {
  if (blooms.every((bloom) => bloom === emptyBloom)) return emptyBloom;
  const bits = new Uint8Array(256);
  for (const bloom of blooms) {
    for (const [index, byte] of hexToBytes(bloom).entries())
      bits[index] = (bits[index] ?? 0) | byte;
  }
  return bytesToHex(bits);
}

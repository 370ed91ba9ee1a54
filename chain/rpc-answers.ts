import { z } from 'zod';
import type { Address, BlockView, Hex, ReceiptView, TransferLog } from '../domain/chain-port.ts';

/** keccak256 of `Transfer(address,address,uint256)`, which ERC-20 and ERC-721 share. */
const transferTopic = '0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef';

const quantity = z
  .string()
  .regex(/^0x[0-9a-fA-F]{1,64}$/)
  .transform((text) => BigInt(text));

function hexOf(pattern: RegExp) {
  return z
    .string()
    .regex(pattern)
    .transform((text): Hex => `0x${text.slice(2).toLowerCase()}`);
}

const address = hexOf(/^0x[0-9a-fA-F]{40}$/);
const hash = hexOf(/^0x[0-9a-fA-F]{64}$/);
const bytes = hexOf(/^0x(?:[0-9a-fA-F]{2})*$/);

/** The answer of `eth_getBlockByNumber` with hashes only. */
export const blockAnswer = z
  .object({
    number: quantity,
    hash,
    parentHash: hash,
    timestamp: quantity,
    baseFeePerGas: quantity.nullish(),
    transactions: z.array(hash),
  })
  .transform((block): BlockView => ({ ...block, baseFeePerGas: block.baseFeePerGas ?? null }));

const log = z.object({
  address,
  topics: z.array(hash).max(4),
  data: bytes,
  logIndex: quantity,
  removed: z.boolean().optional(),
});

/** The answer of `eth_getTransactionReceipt` for a mined transaction. */
export const receiptAnswer = z
  .object({
    transactionHash: hash,
    status: z.enum(['0x0', '0x1']),
    blockNumber: quantity,
    blockHash: hash,
    from: address,
    gasUsed: quantity,
    effectiveGasPrice: quantity,
    logs: z.array(log),
  })
  .transform(
    (receipt): ReceiptView => ({
      txHash: receipt.transactionHash,
      status: receipt.status === '0x1' ? 'success' : 'reverted',
      blockNumber: receipt.blockNumber,
      blockHash: receipt.blockHash,
      from: receipt.from,
      gasUsed: receipt.gasUsed,
      effectiveGasPrice: receipt.effectiveGasPrice,
      transfers: receipt.logs.flatMap(transferOf),
      unreadTransfers: receipt.logs.filter(isUnreadTransfer).length,
    }),
  );

/** The part of `eth_getTransactionByHash` that tells whether it was mined. */
export const transactionAnswer = z.object({ hash, blockNumber: quantity.nullish() });

/** The answer of `eth_getBlockByNumber` with whole transactions: who sent which nonce. */
export const fullBlockAnswer = z.object({
  transactions: z.array(z.object({ hash, from: address, nonce: quantity })),
});

export const quantityAnswer = quantity;
export const hashAnswer = hash;
export const bytesAnswer = bytes;

/**
 * A log as a transfer, or nothing when it is another event. ERC-20 has the amount as data, ERC-721 the
 * token id as a fourth topic; a topic with anything above its 20 address bytes is no address.
 */
function transferOf(entry: z.output<typeof log>): readonly TransferLog[] {
  const [event, fromTopic, toTopic, idTopic] = entry.topics;
  if (event !== transferTopic || entry.removed === true) return [];
  const [from, to] = [addressOf(fromTopic), addressOf(toTopic)];
  if (from === undefined || to === undefined) return [];
  const place = { logIndex: Number(entry.logIndex), token: entry.address, from, to };
  if (idTopic !== undefined && entry.data === '0x')
    return [{ standard: 'erc721', ...place, value: BigInt(idTopic) }];
  if (idTopic === undefined && entry.data.length === 66) {
    return [{ standard: 'erc20', ...place, value: BigInt(entry.data) }];
  }
  return [];
}

/** A Transfer event in another form than either standard's: something has moved, and nobody can tell what. */
function isUnreadTransfer(entry: z.output<typeof log>): boolean {
  const isTransfer = entry.topics[0] === transferTopic && entry.removed !== true;
  return isTransfer && transferOf(entry).length === 0;
}

function addressOf(topic: Hex | undefined): Address | undefined {
  return topic?.startsWith(`0x${'0'.repeat(24)}`) === true ? `0x${topic.slice(26)}` : undefined;
}

import type { Hex } from '../../domain/chain-port.ts';

export interface StoredLog {
  readonly address: Hex;
  readonly topics: readonly Hex[];
  readonly data: Hex;
  readonly logIndex: number;
}

/** A signed transaction as its JSON view shows it, before it is known where it was mined. */
export interface TransactionFields {
  readonly hash: Hex;
  readonly from: Hex;
  readonly [field: string]: unknown;
}

export interface MinedTransaction {
  readonly fields: TransactionFields;
  readonly index: number;
  readonly succeeded: boolean;
  readonly to: Hex | null;
  readonly contractAddress: Hex | null;
  readonly gasUsed: bigint;
  readonly cumulativeGasUsed: bigint;
  readonly effectiveGasPrice: bigint;
  readonly logsBloom: Hex;
  readonly logs: readonly StoredLog[];
}

export interface StoredBlock {
  readonly number: bigint;
  readonly hash: Hex;
  readonly parentHash: Hex;
  /** Unix seconds. */
  readonly timestamp: bigint;
  readonly baseFeePerGas: bigint;
  readonly gasLimit: bigint;
  readonly gasUsed: bigint;
  readonly logsBloom: Hex;
  readonly mixHash: Hex;
  readonly transactionsRoot: Hex;
  readonly receiptsRoot: Hex;
  readonly transactions: readonly MinedTransaction[];
}

/** Where a mined transaction is. */
export interface Placement {
  readonly block: StoredBlock;
  readonly transaction: MinedTransaction;
}

/** Older blocks are forgotten, so that a node mining every second for days keeps a bounded memory. */
const blocksKeptMax = 100_000n;

/** The blocks of the in-process chain, with their transactions, by number and by hash. */
export class BlockStore {
  readonly #byNumber = new Map<bigint, StoredBlock>();
  readonly #byHash = new Map<string, StoredBlock>();
  readonly #placements = new Map<string, Placement>();
  #head: StoredBlock;

  constructor(genesis: StoredBlock) {
    this.#head = genesis;
    this.append(genesis);
  }

  /** Another store with the same blocks. */
  copy(): BlockStore {
    const copied = new BlockStore(this.#head);
    for (const [number, block] of this.#byNumber) copied.#byNumber.set(number, block);
    for (const [hash, block] of this.#byHash) copied.#byHash.set(hash, block);
    for (const [hash, placement] of this.#placements) copied.#placements.set(hash, placement);
    return copied;
  }

  get head(): StoredBlock {
    return this.#head;
  }

  append(block: StoredBlock): void {
    this.#head = block;
    this.#byNumber.set(block.number, block);
    this.#byHash.set(block.hash, block);
    for (const transaction of block.transactions)
      this.#placements.set(transaction.fields.hash, { block, transaction });
    const forgotten = this.#byNumber.get(block.number - blocksKeptMax);
    if (forgotten !== undefined) this.#remove(forgotten);
  }

  byNumber(number: bigint): StoredBlock | undefined {
    return this.#byNumber.get(number);
  }

  byHash(hash: string): StoredBlock | undefined {
    return this.#byHash.get(hash.toLowerCase());
  }

  placement(hash: string): Placement | undefined {
    return this.#placements.get(hash.toLowerCase());
  }

  /** Drops every block above `number`. */
  truncate(number: bigint): void {
    for (let above = this.#head.number; above > number; above -= 1n) {
      const block = this.#byNumber.get(above);
      if (block !== undefined) this.#remove(block);
    }
    const head = this.#byNumber.get(number);
    if (head === undefined) throw new Error(`Expected block ${number} to be kept`);
    this.#head = head;
  }

  #remove(block: StoredBlock): void {
    this.#byNumber.delete(block.number);
    this.#byHash.delete(block.hash);
    for (const transaction of block.transactions) this.#placements.delete(transaction.fields.hash);
  }
}

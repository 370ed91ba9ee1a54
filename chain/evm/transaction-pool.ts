import type { TypedTransaction } from '@ethereumjs/tx';
import type { Hex } from '../../domain/chain-port.ts';
import { RpcError } from './rpc-error.ts';

export interface PooledTransaction {
  readonly hash: Hex;
  readonly from: Hex;
  readonly nonce: bigint;
  /** Wei per gas; the gas price of a transaction from before EIP-1559. */
  readonly maxFeePerGas: bigint;
  readonly maxPriorityFeePerGas: bigint;
  readonly signed: TypedTransaction;
}

const poolTransactionsMax = 20_000;
/** A replacement must offer a tenth more of both fees, as in geth. */
const replacementBumpPercent = 110n;

/** Signed transactions that wait to be mined, kept per sender by nonce; gaps are allowed. */
export class TransactionPool {
  readonly #byHash = new Map<string, PooledTransaction>();
  readonly #bySender = new Map<string, Map<bigint, PooledTransaction>>();

  get size(): number {
    return this.#byHash.size;
  }

  byHash(hash: string): PooledTransaction | undefined {
    return this.#byHash.get(hash.toLowerCase());
  }

  /**
   * Takes a transaction in, in place of one with the same nonce when it pays enough more.
   * @throws RpcError with the words of geth: `already known`, `replacement transaction underpriced`, `txpool is full`.
   */
  add(transaction: PooledTransaction): void {
    if (this.#byHash.has(transaction.hash)) throw new RpcError('rejected', 'already known');
    const queue = this.#bySender.get(transaction.from) ?? new Map<bigint, PooledTransaction>();
    const replaced = queue.get(transaction.nonce);
    if (replaced !== undefined) {
      if (!outbids(transaction, replaced))
        throw new RpcError('rejected', 'replacement transaction underpriced');
      this.remove(replaced);
    } else if (this.#byHash.size >= poolTransactionsMax) {
      throw new RpcError('rejected', 'txpool is full');
    }
    queue.set(transaction.nonce, transaction);
    this.#bySender.set(transaction.from, queue);
    this.#byHash.set(transaction.hash, transaction);
  }

  remove(transaction: PooledTransaction): void {
    this.#byHash.delete(transaction.hash);
    const queue = this.#bySender.get(transaction.from);
    queue?.delete(transaction.nonce);
    if (queue?.size === 0) this.#bySender.delete(transaction.from);
  }

  /** The waiting transaction of a sender with this nonce. */
  find(from: string, nonce: bigint): PooledTransaction | undefined {
    return this.#bySender.get(from)?.get(nonce);
  }

  /** Senders in the order in which their oldest waiting transaction came. */
  senders(): readonly string[] {
    return [...new Set([...this.#byHash.values()].map((transaction) => transaction.from))];
  }

  /** Drops what can not be mined any more, because the sender's nonce has passed it. */
  dropBelow(from: string, nonce: bigint): void {
    for (const transaction of [...(this.#bySender.get(from)?.values() ?? [])]) {
      if (transaction.nonce < nonce) this.remove(transaction);
    }
  }

  /** The nonce after the sender's unbroken run of waiting transactions. */
  nextNonce(from: string, minedNonce: bigint): bigint {
    const queue = this.#bySender.get(from);
    let next = minedNonce;
    while (queue?.has(next) === true) next += 1n;
    return next;
  }
}

function outbids(challenger: PooledTransaction, holder: PooledTransaction): boolean {
  return (
    challenger.maxFeePerGas * 100n >= holder.maxFeePerGas * replacementBumpPercent &&
    challenger.maxPriorityFeePerGas * 100n >= holder.maxPriorityFeePerGas * replacementBumpPercent
  );
}

/**
 * What the platform needs of an EVM chain, in its own words. `chain/` implements it once, with viem,
 * over any EIP-1193 transport: JSON-RPC in REAL, the in-process EVM in MOCK.
 */

export type Address = `0x${string}`;
export type Hex = `0x${string}`;

export interface BlockView {
  readonly number: bigint;
  readonly hash: Hex;
  readonly parentHash: Hex;
  /** Unix seconds. */
  readonly timestamp: bigint;
  /** Wei; null before EIP-1559. */
  readonly baseFeePerGas: bigint | null;
  /** Hashes of the block's transactions, in order. */
  readonly transactions: readonly Hex[];
}

/** A decoded `Transfer(address,address,uint256)` log; ERC-20 and ERC-721 alike. Addresses in lower case. */
export interface TransferLog {
  readonly standard: 'erc20' | 'erc721';
  /** Position of the log in its block. */
  readonly logIndex: number;
  readonly token: Address;
  readonly from: Address;
  readonly to: Address;
  /** Amount in minor units, or the token id of an ERC-721. */
  readonly value: bigint;
}

export interface ReceiptView {
  readonly txHash: Hex;
  readonly status: 'success' | 'reverted';
  readonly blockNumber: bigint;
  readonly blockHash: Hex;
  /** Lower case. */
  readonly from: Address;
  readonly gasUsed: bigint;
  readonly effectiveGasPrice: bigint;
  readonly transfers: readonly TransferLog[];
}

/** An outgoing effect, as data: what a saga asks for and an activity turns into a transaction. JSON-safe. */
export type ChainCall =
  | {
      readonly type: 'erc20.transfer';
      readonly token: Address;
      readonly to: Address;
      readonly amount: string;
    }
  | { readonly type: 'identity.mint'; readonly token: Address; readonly to: Address };

/** A call ready to be signed. */
export interface UnsignedTransaction {
  readonly chainId: number;
  readonly nonce: number;
  readonly to: Address;
  readonly data: Hex;
  readonly value: bigint;
  readonly gas: bigint;
  readonly maxFeePerGas: bigint;
  readonly maxPriorityFeePerGas: bigint;
}

/** Gas and fees of a call. */
export interface CallEstimate {
  readonly gas: bigint;
  readonly maxFeePerGas: bigint;
  readonly maxPriorityFeePerGas: bigint;
}

/**
 * An EVM chain. Every method may throw `ChainUnavailable` (transport down, timeout, malformed answer),
 * which is retryable.
 */
export interface Chain {
  readonly chainId: number;
  /** The chain id the node itself answers: compared with the configured one at start. */
  nodeChainId(): Promise<number>;
  /** The newest block. */
  head(): Promise<BlockView>;
  /** A canonical block by number, or null when the chain is not there yet. */
  block(number: bigint): Promise<BlockView | null>;
  /** The receipt of a mined transaction, or null. */
  receipt(txHash: Hex): Promise<ReceiptView | null>;
  /** Whether the node knows the transaction at all: `pending` is in the pool, `mined` has a receipt. */
  transactionStatus(txHash: Hex): Promise<'unknown' | 'pending' | 'mined'>;
  /** Next nonce by mined transactions (`latest`) or including the pool (`pending`). */
  nonce(address: Address, tag: 'latest' | 'pending'): Promise<number>;
  /** Calldata of a call. Pure. */
  encode(call: ChainCall): { readonly to: Address; readonly data: Hex };
  /**
   * Gas (with headroom) and fees for a call from `from`.
   * @throws CallReverts when the node says the call would revert.
   */
  estimate(from: Address, call: ChainCall): Promise<CallEstimate>;
  /**
   * Sends signed bytes. `known` when the node has them already (also when already mined).
   * @throws NonceConsumed when the nonce was used by another transaction.
   */
  broadcast(raw: Hex): Promise<'sent' | 'known'>;
  /** Wei. */
  balance(address: Address): Promise<bigint>;
  gasPrice(): Promise<bigint>;
  /** Whether code is deployed at the address. */
  isContract(address: Address): Promise<boolean>;
  erc20Balance(token: Address, owner: Address): Promise<bigint>;
  erc20Allowance(token: Address, owner: Address, spender: Address): Promise<bigint>;
  /** The identity token of a wallet, or null. */
  identityTokenOf(token: Address, owner: Address): Promise<bigint | null>;
  /** Releases connections and timers. */
  close(): Promise<void>;
}

/** Signs for one wallet. Local file in development; a remote signer later behind the same interface (rule 18). */
export interface Signer {
  /** Lower case. */
  readonly address: Address;
  /** Signed bytes and their hash. Deterministic for the same input where the key is local. */
  sign(transaction: UnsignedTransaction): Promise<{ readonly raw: Hex; readonly txHash: Hex }>;
}

/** The chain does not answer, or not in a way that can be understood. Retryable. */
export class ChainUnavailable extends Error {
  override readonly name = 'ChainUnavailable';
}

/** The node says that a call would revert now. */
export class CallReverts extends Error {
  override readonly name = 'CallReverts';
}

/** The nonce of a broadcast was already used by another transaction. */
export class NonceConsumed extends Error {
  override readonly name = 'NonceConsumed';
}

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
  /** How many Transfer events it holds besides that have neither form; absent: none. */
  readonly unreadTransfers?: number;
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

/** What a wallet is asked to send by itself, to pay a fee. JSON-safe. */
export type WalletCall =
  | Extract<ChainCall, { type: 'erc20.transfer' }>
  | {
      readonly type: 'erc20.approve';
      readonly token: Address;
      readonly spender: Address;
      readonly amount: string;
    }
  /** Pays the fee through a claim vault, which the wallet must have allowed to take it. */
  | {
      readonly type: 'vault.claim';
      readonly vault: Address;
      readonly token: Address;
      readonly fee: string;
    };

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

/** What a transaction offers for its gas, in wei per gas. */
export interface Fees {
  readonly maxFeePerGas: bigint;
  readonly maxPriorityFeePerGas: bigint;
}

/** Gas and fees of a call. */
export interface CallEstimate extends Fees {
  readonly gas: bigint;
}

/** What gas costs now. */
export interface FeeMarket extends Fees {
  /** Wei per gas the node asks for at present: less than this is likely to wait. */
  readonly gasPrice: bigint;
  /** The most the platform offers, in wei per gas; the two fees above keep to it. */
  readonly maxFeePerGasCap: bigint;
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
  /** Next nonce as of the end of a block. Nodes keep the state of old blocks for a limited time only. */
  nonceAt(address: Address, block: bigint): Promise<number>;
  /**
   * The mined transaction with which `address` used `nonce`; it must have by the end of `block`. Null when no
   * transaction of that block or before it shows it, which means that nodes disagree.
   */
  transactionOf(address: Address, nonce: number, block: bigint): Promise<Hex | null>;
  /** Calldata of a call. Pure. */
  encode(call: ChainCall | WalletCall): { readonly to: Address; readonly data: Hex };
  /**
   * Gas (with headroom) and fees for a call from `from`.
   * @throws CallReverts when the node says the call would revert.
   */
  estimate(from: Address, call: ChainCall): Promise<CallEstimate>;
  /** The fees a transaction that is signed now should offer, and what gas costs. */
  feeMarket(): Promise<FeeMarket>;
  /**
   * Sends signed bytes. `known` when the node has them already (also when already mined).
   * @throws NonceConsumed when the nonce was used by another transaction; FeeTooLow when the node wants more for
   * them than they offer; WalletShort when the wallet can not pay for them.
   */
  broadcast(raw: Hex): Promise<'sent' | 'known'>;
  /** Wei. */
  balance(address: Address): Promise<bigint>;
  gasPrice(): Promise<bigint>;
  /** Whether code is deployed at the address. */
  isContract(address: Address): Promise<boolean>;
  /**
   * Whether a wallet that is a contract says that a signature of a hash is its own (ERC-1271; ERC-6492 before it is
   * deployed). False for an address without code: a key's signature is checked without the chain.
   */
  contractSignatureHolds(signed: {
    readonly wallet: Address;
    readonly hash: Hex;
    readonly signature: Hex;
  }): Promise<boolean>;
  erc20Balance(token: Address, owner: Address): Promise<bigint>;
  erc20Allowance(token: Address, owner: Address, spender: Address): Promise<bigint>;
  /**
   * The fee a claim vault takes in a token, minor units, 0 for a token it does not take; null when there is no
   * claim vault at the address.
   */
  vaultFee(vault: Address, token: Address): Promise<bigint | null>;
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

/**
 * The node refuses the bytes because they offer too little: less than the block's base fee, less than its own
 * minimum, or not enough more than another transaction with the same nonce. Other bytes may be taken.
 */
export class FeeTooLow extends Error {
  override readonly name = 'FeeTooLow';
}

/** The wallet has less than the transaction may cost at most. Retryable: it may be filled up. */
export class WalletShort extends Error {
  override readonly name = 'WalletShort';
}

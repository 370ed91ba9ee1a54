import type { Common } from '@ethereumjs/common';
import {
  createTxFromRLP,
  isAccessList2930Tx,
  isBlob4844Tx,
  isFeeMarket1559Tx,
  type TypedTransaction,
} from '@ethereumjs/tx';
import { bytesToHex, hexToBytes } from '@ethereumjs/util';
import { toHex } from 'viem';
import type { Hex } from '../../domain/chain-port.ts';
import type { TransactionFields } from './block-store.ts';
import { RpcError } from './rpc-error.ts';
import { smaller } from './smaller.ts';
import type { PooledTransaction } from './transaction-pool.ts';

/**
 * Reads signed bytes and recovers who signed them.
 * @throws RpcError when they are no transaction, of a type without use here, or for another chain.
 */
export function decodeTransaction(raw: Hex, common: Common): PooledTransaction {
  const signed = parse(raw, common);
  if (isBlob4844Tx(signed)) throw new RpcError('rejected', 'transaction type not supported');
  if (!signed.isSigned()) throw new RpcError('rejected', 'invalid signature');
  const maxFeePerGas = isFeeMarket1559Tx(signed) ? signed.maxFeePerGas : gasPriceOf(signed);
  const maxPriorityFeePerGas = isFeeMarket1559Tx(signed)
    ? signed.maxPriorityFeePerGas
    : maxFeePerGas;
  return {
    hash: bytesToHex(signed.hash()),
    from: signed.getSenderAddress().toString(),
    nonce: signed.nonce,
    maxFeePerGas,
    maxPriorityFeePerGas,
    signed,
  };
}

function parse(raw: Hex, common: Common): TypedTransaction {
  try {
    return createTxFromRLP(hexToBytes(raw), { common });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : 'not a signed transaction';
    throw new RpcError('rejected', `invalid transaction: ${reason}`);
  }
}

function gasPriceOf(signed: TypedTransaction): bigint {
  return 'gasPrice' in signed ? signed.gasPrice : 0n;
}

/** What one gas costs when mined at this base fee, in wei. */
export function effectiveGasPrice(transaction: PooledTransaction, baseFeePerGas: bigint): bigint {
  return smaller(baseFeePerGas + transaction.maxPriorityFeePerGas, transaction.maxFeePerGas);
}

/** The most that a transaction can cost its sender, in wei. */
export function costMax(transaction: PooledTransaction): bigint {
  return transaction.signed.gasLimit * transaction.maxFeePerGas + transaction.signed.value;
}

/** The JSON fields that do not depend on where the transaction was mined. */
export function transactionFields(transaction: PooledTransaction): TransactionFields {
  const { signed } = transaction;
  const parity =
    signed.type === 0 ? {} : { yParity: toHex(signed.v ?? 0n), accessList: accessListOf(signed) };
  const fees = isFeeMarket1559Tx(signed)
    ? {
        maxFeePerGas: toHex(signed.maxFeePerGas),
        maxPriorityFeePerGas: toHex(signed.maxPriorityFeePerGas),
      }
    : {};
  return {
    hash: transaction.hash,
    from: transaction.from,
    to: signed.to?.toString() ?? null,
    type: toHex(signed.type),
    chainId: toHex(signed.common.chainId()),
    nonce: toHex(signed.nonce),
    gas: toHex(signed.gasLimit),
    value: toHex(signed.value),
    input: bytesToHex(signed.data),
    gasPrice: toHex(transaction.maxFeePerGas),
    v: toHex(signed.v ?? 0n),
    r: toHex(signed.r ?? 0n),
    s: toHex(signed.s ?? 0n),
    ...fees,
    ...parity,
  };
}

function accessListOf(signed: TypedTransaction): readonly unknown[] {
  if (!isAccessList2930Tx(signed) && !isFeeMarket1559Tx(signed)) return [];
  return signed.accessList.map(([address, storageKeys]) => ({
    address: bytesToHex(address),
    storageKeys: storageKeys.map((key) => bytesToHex(key)),
  }));
}

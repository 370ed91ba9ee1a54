import type { FeeMarket, Fees } from '../../domain/chain-port.ts';
import { smaller } from '../evm/smaller.ts';

/** An eighth more, rounded up: nodes ask for a tenth more of both fees before they replace a transaction. */
function raised(fee: bigint): bigint {
  return (fee * 9n + 7n) / 8n;
}

/**
 * The fees with which another transaction takes the place of one with the same nonce: what gas costs now,
 * and at least an eighth more than before of both fees. Null when that is more than the platform offers.
 */
export function bumpedFees(previous: Fees, market: FeeMarket): Fees | null {
  const least = raised(previous.maxFeePerGas);
  if (least > market.maxFeePerGasCap) return null;
  const maxFeePerGas = larger(least, market.maxFeePerGas);
  const tip = larger(raised(previous.maxPriorityFeePerGas), market.maxPriorityFeePerGas);
  return { maxFeePerGas, maxPriorityFeePerGas: smaller(tip, maxFeePerGas) };
}

function larger(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

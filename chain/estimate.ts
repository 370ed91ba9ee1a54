import type { PublicClient } from 'viem';
import type { Address, CallEstimate, Chain } from '../domain/chain-port.ts';
import { asking, askingContract } from './chain-errors.ts';
import { blockAnswer, quantityAnswer } from './rpc-answers.ts';

/** State may change between the estimate and the block: a fifth more gas is bought, and what is unused comes back. */
const gasHeadroomPercent = 120n;
/** Twice the base fee lasts for at least five full blocks in a row (EIP-1559: an eighth more each). */
const baseFeeHeadroom = 2n;

/** Gas and fees for a call; the fees hold for at least the next five blocks. */
export function createEstimator(client: PublicClient, encode: Chain['encode']): Chain['estimate'] {
  return async function estimate(from: Address, call): Promise<CallEstimate> {
    const { to, data } = encode(call);
    const [gas, fees] = await Promise.all([
      askingContract('what the call needs', quantityAnswer, () =>
        client.request({ method: 'eth_estimateGas', params: [{ from, to, data }] }),
      ),
      estimateFees(client),
    ]);
    return { gas: (gas * gasHeadroomPercent) / 100n, ...fees };
  };
}

async function estimateFees(client: PublicClient): Promise<Omit<CallEstimate, 'gas'>> {
  const [head, gasPrice, tip] = await Promise.all([
    asking('its newest block', blockAnswer, () =>
      client.request({ method: 'eth_getBlockByNumber', params: ['latest', false] }),
    ),
    asking('its gas price', quantityAnswer, () => client.request({ method: 'eth_gasPrice' })),
    // Not every node has this method; what its gas price holds above the base fee says the same.
    client.request({ method: 'eth_maxPriorityFeePerGas' }).then(
      (answer) => quantityAnswer.safeParse(answer).data,
      () => undefined,
    ),
  ]);
  const baseFee = head.baseFeePerGas;
  if (baseFee === null) return { maxFeePerGas: gasPrice, maxPriorityFeePerGas: gasPrice };
  const implied = gasPrice > baseFee ? gasPrice - baseFee : 0n;
  const maxPriorityFeePerGas = tip ?? implied;
  return { maxFeePerGas: baseFee * baseFeeHeadroom + maxPriorityFeePerGas, maxPriorityFeePerGas };
}

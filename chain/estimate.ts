import type { PublicClient } from 'viem';
import type { Address, CallEstimate, Chain, FeeMarket } from '../domain/chain-port.ts';
import { asking, askingContract } from './chain-errors.ts';
import { smaller } from './evm/smaller.ts';
import { blockAnswer, quantityAnswer } from './rpc-answers.ts';

/** State may change between the estimate and the block: a fifth more gas is bought, and what is unused comes back. */
const gasHeadroomPercent = 120n;
/** Twice the base fee lasts for at least five full blocks in a row (EIP-1559: an eighth more each). */
const baseFeeHeadroom = 2n;

/** How the estimator encodes a call, and the most it offers in wei per gas. */
export interface EstimatorOptions {
  readonly encode: Chain['encode'];
  readonly maxFeePerGasCap: bigint;
}

/** Gas and fees for a call; the fees hold for at least the next five blocks, where the cap allows it. */
export function createEstimator(
  client: PublicClient,
  { encode, maxFeePerGasCap }: EstimatorOptions,
): Pick<Chain, 'estimate' | 'feeMarket'> {
  const feeMarket = () => askFeeMarket(client, maxFeePerGasCap);
  return {
    feeMarket,
    async estimate(from: Address, call): Promise<CallEstimate> {
      const { to, data } = encode(call);
      const [gas, { maxFeePerGas, maxPriorityFeePerGas }] = await Promise.all([
        askingContract('what the call needs', quantityAnswer, () =>
          client.request({ method: 'eth_estimateGas', params: [{ from, to, data }] }),
        ),
        feeMarket(),
      ]);
      return { gas: (gas * gasHeadroomPercent) / 100n, maxFeePerGas, maxPriorityFeePerGas };
    },
  };
}

async function askFeeMarket(client: PublicClient, maxFeePerGasCap: bigint): Promise<FeeMarket> {
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
  const implied = baseFee !== null && gasPrice > baseFee ? gasPrice - baseFee : 0n;
  const wantedTip = baseFee === null ? gasPrice : (tip ?? implied);
  const wanted = baseFee === null ? gasPrice : baseFee * baseFeeHeadroom + wantedTip;
  const maxFeePerGas = smaller(wanted, maxFeePerGasCap);
  const maxPriorityFeePerGas = smaller(wantedTip, maxFeePerGas);
  return { maxFeePerGas, maxPriorityFeePerGas, gasPrice, maxFeePerGasCap };
}

import { toHex } from 'viem';
import { z } from 'zod';
import { nextBlock } from './block-header.ts';
import { blockNumberOf, requireNewestState } from './block-tags.ts';
import { blockGasLimit, type NodeState } from './node-state.ts';
import {
  blockTag,
  type CallObject,
  callObject,
  noParams,
  quantity,
  type RpcMethod,
  rpcMethod,
} from './rpc-params.ts';
import { estimateGas, failureError, type SimulatedCall, simulate } from './simulate.ts';
import { smaller } from './smaller.ts';

/** Any tip is mined here; this is what wallets propose by habit. */
export const usualTip = 1_000_000_000n;
const feeHistoryBlocksMax = 1_024n;

const zeroAddress = `0x${'00'.repeat(20)}` as const;

/** The simulated form of a call object. */
export function simulatedCall(call: CallObject): SimulatedCall {
  return {
    from: call.from ?? zeroAddress,
    to: call.to ?? undefined,
    data: call.input ?? call.data ?? '0x',
    value: call.value ?? 0n,
    gas: smaller(call.gas ?? blockGasLimit, blockGasLimit),
  };
}

/** Base fee of the next block, in wei per gas. */
export function nextBaseFee(node: NodeState): bigint {
  return node.baseFeeSet ?? nextBlock(node.blocks.head, node.now(), 0n).baseFeePerGas;
}

/** Methods that try calls, and those about fees. */
export function callMethods(node: NodeState): Record<string, RpcMethod> {
  const call = z.tuple([callObject, blockTag.optional()]).rest(z.unknown());
  return {
    eth_call: rpcMethod(call, async ([wanted, tag]) => {
      requireNewestState(node, tag);
      const outcome = await simulate(node, simulatedCall(wanted));
      if (outcome.failure !== undefined) throw failureError(outcome);
      return outcome.returned;
    }),
    eth_estimateGas: rpcMethod(call, async ([wanted, tag]) => {
      requireNewestState(node, tag);
      return toHex(await estimateGas(node, simulatedCall(wanted)));
    }),
    eth_gasPrice: rpcMethod(noParams, () => toHex(nextBaseFee(node) + usualTip)),
    eth_maxPriorityFeePerGas: rpcMethod(noParams, () => toHex(usualTip)),
    eth_feeHistory: rpcMethod(
      z.tuple([quantity, blockTag, z.array(z.number().min(0).max(100)).max(100).nullish()]),
      ([count, newest, percentiles]) =>
        feeHistory(node, { count, last: blockNumberOf(node, newest), percentiles }),
    ),
  };
}

interface FeeHistoryRange {
  readonly count: bigint;
  readonly last: bigint;
  readonly percentiles: readonly number[] | null | undefined;
}

function feeHistory(node: NodeState, { count, last, percentiles }: FeeHistoryRange): unknown {
  const newest = smaller(last, node.blocks.head.number);
  const wanted = smaller(count, feeHistoryBlocksMax);
  const oldest = newest + 1n > wanted ? newest + 1n - wanted : 0n;
  const baseFees: string[] = [];
  const usedRatios: number[] = [];
  for (let number = oldest; number <= newest; number += 1n) {
    const block = node.blocks.byNumber(number);
    baseFees.push(toHex(block?.baseFeePerGas ?? 0n));
    usedRatios.push(block === undefined ? 0 : Number(block.gasUsed) / Number(block.gasLimit));
  }
  const following = node.blocks.byNumber(newest + 1n);
  baseFees.push(toHex(following?.baseFeePerGas ?? nextBaseFee(node)));
  const tips = (percentiles ?? []).map(() => toHex(usualTip));
  const reward =
    percentiles === undefined || percentiles === null ? {} : { reward: usedRatios.map(() => tips) };
  return {
    oldestBlock: toHex(oldest),
    baseFeePerGas: baseFees,
    gasUsedRatio: usedRatios,
    ...reward,
  };
}

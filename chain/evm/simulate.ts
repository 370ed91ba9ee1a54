import { createFeeMarket1559Tx } from '@ethereumjs/tx';
import { bytesToHex, createAddressFromString } from '@ethereumjs/util';
import { runTx } from '@ethereumjs/vm';
import { decodeErrorResult, parseAbi } from 'viem';
import type { Hex } from '../../domain/chain-port.ts';
import { blockContext, nextBlock } from './block-header.ts';
import type { NodeState } from './node-state.ts';
import { RpcError } from './rpc-error.ts';
import { smaller } from './smaller.ts';

/** A call that is tried and leaves nothing behind. */
export interface SimulatedCall {
  readonly from: Hex;
  readonly to: Hex | undefined;
  readonly data: Hex;
  /** Wei. */
  readonly value: bigint;
  readonly gas: bigint;
}

export interface Simulation {
  /** What the failure is called, or undefined when the call went through. */
  readonly failure: string | undefined;
  readonly returned: Hex;
  /** Gas needed while it runs: before refunds, which come only at the end. */
  readonly gasNeeded: bigint;
}

/**
 * Runs a call on the newest state, without fees, and takes its changes back.
 * @throws RpcError when it can not even start (the sender lacks the value, too little gas to begin).
 */
export async function simulate(node: NodeState, call: SimulatedCall): Promise<Simulation> {
  const start = {
    ...nextBlock(node.blocks.head, node.now(), node.blocksMined + 1n),
    baseFeePerGas: 0n,
  };
  const to = call.to === undefined ? {} : { to: createAddressFromString(call.to) };
  const tx = createFeeMarket1559Tx(
    {
      ...to,
      data: call.data,
      value: call.value,
      gasLimit: call.gas,
      maxFeePerGas: 0n,
      maxPriorityFeePerGas: 0n,
    },
    { common: node.common, freeze: false },
  );
  tx.getSenderAddress = () => createAddressFromString(call.from);
  const { depth } = node.state;
  await node.state.checkpoint();
  try {
    const block = blockContext(node.common, start);
    const result = await runTx(node.vm, {
      tx,
      block,
      skipNonce: true,
      skipBlockGasLimitValidation: true,
    });
    return {
      failure: result.execResult.exceptionError?.error,
      returned: bytesToHex(result.execResult.returnValue),
      gasNeeded: result.totalGasSpent + result.gasRefund,
    };
  } catch (cause) {
    throw refusalOf(cause);
  } finally {
    while (node.state.depth > depth) await node.state.revert();
  }
}

function refusalOf(cause: unknown): RpcError {
  const message = cause instanceof Error ? cause.message : String(cause);
  if (message.includes('enough funds'))
    return new RpcError('rejected', 'insufficient funds for transfer');
  if (message.includes('INTRINSIC_GAS_TOO_LOW'))
    return new RpcError('rejected', 'intrinsic gas too low');
  return new RpcError('rejected', message);
}

const errorAbi = parseAbi(['error Error(string)', 'error Panic(uint256)']);

/** The error that a node answers for a call that failed. */
export function failureError(simulation: Simulation): RpcError {
  if (simulation.failure !== 'revert')
    return new RpcError('rejected', simulation.failure ?? 'failed');
  const reason = reasonOf(simulation.returned);
  const message = reason === undefined ? 'execution reverted' : `execution reverted: ${reason}`;
  return new RpcError('reverted', message, simulation.returned);
}

function reasonOf(data: Hex): string | undefined {
  try {
    return String(decodeErrorResult({ abi: errorAbi, data }).args[0]);
  } catch {
    return undefined; // A custom error or none at all: the data speaks for itself.
  }
}

/**
 * The least gas with which a call goes through.
 * @throws RpcError as nodes do: `execution reverted` with its data, or that the allowance does not suffice.
 */
export async function estimateGas(node: NodeState, call: SimulatedCall): Promise<bigint> {
  const whole = await simulate(node, call);
  if (whole.failure === 'out of gas') {
    throw new RpcError('rejected', `gas required exceeds allowance (${call.gas})`);
  }
  if (whole.failure !== undefined) throw failureError(whole);
  let enough = call.gas;
  let tooLittle = whole.gasNeeded - 1n;
  let guess = smaller(whole.gasNeeded, enough);
  // The first guess is right unless a call inside kept back its sixty-fourth of the gas.
  while (tooLittle + 1n < enough) {
    if ((await simulate(node, { ...call, gas: guess })).failure === undefined) enough = guess;
    else tooLittle = guess;
    guess = (enough + tooLittle) / 2n;
  }
  return enough;
}

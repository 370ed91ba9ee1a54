import type { PublicClient } from 'viem';
import { toHex } from 'viem';
import type { Address, Chain, Hex } from '../domain/chain-port.ts';
import { asking } from './chain-errors.ts';
import { fullBlockAnswer } from './rpc-answers.ts';

/**
 * Finds the transaction with which a wallet used a nonce: doubling steps back from `block` and then halving,
 * by the wallet's nonce at the end of blocks, so that it takes few questions and little old state.
 */
export function createTransactionFinder(
  client: PublicClient,
  nonceAt: Chain['nonceAt'],
): Chain['transactionOf'] {
  return async function transactionOf(address, nonce, block): Promise<Hex | null> {
    if ((await nonceAt(address, block)) <= nonce) return null;
    const found = await asking(`block ${block} with its transactions`, fullBlockAnswer, async () =>
      client.request({
        method: 'eth_getBlockByNumber',
        params: [toHex(await usedIn({ address, nonce, block }, nonceAt)), true],
      }),
    );
    const used = found.transactions.find(
      (transaction) => transaction.from === address && transaction.nonce === BigInt(nonce),
    );
    return used?.hash ?? null;
  };
}

interface NonceUse {
  readonly address: Address;
  readonly nonce: number;
  /** A block by whose end the nonce was used. */
  readonly block: bigint;
}

/** The first block by whose end the nonce was used. */
async function usedIn(
  { address, nonce, block }: NonceUse,
  nonceAt: Chain['nonceAt'],
): Promise<bigint> {
  let used = block;
  let unused = -1n;
  for (let step = 1n; used - step >= 0n; step *= 2n) {
    const earlier = used - step;
    if ((await nonceAt(address, earlier)) <= nonce) {
      unused = earlier;
      break;
    }
    used = earlier;
  }
  while (used - unused > 1n) {
    const middle = (used + unused) / 2n;
    if ((await nonceAt(address, middle)) > nonce) used = middle;
    else unused = middle;
  }
  return used;
}

import { BaseError } from 'viem';
import { z } from 'zod';
import { CallReverts, ChainUnavailable } from '../domain/chain-port.ts';

const coded = z.object({ code: z.number() });

/** geth, Anvil, Erigon and Hardhat, in this order. */
const revertWords =
  /execution reverted|gas required exceeds allowance|always failing transaction|VM Exception/i;
/** geth and Erigon, Anvil, Besu, Nethermind. `unknown transaction type` is none of them. */
const knownWords =
  /already ?known|already imported|\bknown transaction|already exists|already in mempool/i;
const consumedWords = /nonce (?:is )?too low|old ?nonce/i;
/** geth and Anvil (`underpriced`, `less than block base fee`), Erigon, Nethermind, Besu. */
const feeWords =
  /underpriced|less than block base fee|fee ?cap too low|fee ?too ?low|could not replace existing|replacement ?not ?allowed|gas price below|tip too low/i;
const shortWords = /insufficient ?(?:funds|balance)|upfront cost exceeds/i;

/** What the node itself said, without what viem put around it. */
export function nodeMessageOf(error: unknown): string {
  if (error instanceof BaseError) {
    const innermost = error.walk();
    return innermost instanceof BaseError
      ? innermost.details || innermost.shortMessage
      : innermost.message;
  }
  return error instanceof Error ? error.message : String(error);
}

/** Whether the node says that the call would fail, by code 3 or by its words. */
export function saysReverts(error: unknown): boolean {
  const byCode =
    error instanceof BaseError &&
    error.walk((cause) => coded.safeParse(cause).data?.code === 3) !== null;
  return byCode || revertWords.test(nodeMessageOf(error));
}

/** Whether the node refused signed bytes because it has them already. */
export function saysKnown(error: unknown): boolean {
  return knownWords.test(nodeMessageOf(error));
}

/** Whether the node refused signed bytes because their nonce was used. */
export function saysNonceConsumed(error: unknown): boolean {
  return consumedWords.test(nodeMessageOf(error));
}

/** Whether the node refused signed bytes because they offer too little for their gas. */
export function saysFeeTooLow(error: unknown): boolean {
  return feeWords.test(nodeMessageOf(error));
}

/** Whether the node refused signed bytes because the wallet can not pay for them. */
export function saysWalletShort(error: unknown): boolean {
  return shortWords.test(nodeMessageOf(error));
}

/**
 * Runs something that asks the node, and reads its answer with a schema.
 * @throws ChainUnavailable, with the cause kept, whatever went wrong.
 */
export async function asking<Schema extends z.ZodType>(
  what: string,
  schema: Schema,
  ask: () => Promise<unknown>,
): Promise<z.output<Schema>> {
  try {
    return schema.parse(await ask());
  } catch (cause) {
    throw new ChainUnavailable(`Expected the node to answer ${what}, got: ${firstLine(cause)}`, {
      cause,
    });
  }
}

/**
 * The same for something that runs a contract.
 * @throws CallReverts when the contract refuses, ChainUnavailable for everything else.
 */
export async function askingContract<Schema extends z.ZodType>(
  what: string,
  schema: Schema,
  ask: () => Promise<unknown>,
): Promise<z.output<Schema>> {
  try {
    return schema.parse(await ask());
  } catch (cause) {
    if (saysReverts(cause)) throw new CallReverts(`${what}: ${firstLine(cause)}`, { cause });
    throw new ChainUnavailable(`Expected the node to answer ${what}, got: ${firstLine(cause)}`, {
      cause,
    });
  }
}

function firstLine(error: unknown): string {
  return nodeMessageOf(error).split('\n', 1)[0] ?? '';
}

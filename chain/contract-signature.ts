import {
  encodeDeployData,
  erc6492SignatureValidatorAbi,
  erc6492SignatureValidatorByteCode,
  isErc6492Signature,
  type PublicClient,
} from 'viem';
import { type Address, CallReverts, type Hex } from '../domain/chain-port.ts';
import { asking, askingContract } from './chain-errors.ts';
import { bytesAnswer } from './rpc-answers.ts';

/**
 * Whether the code of a wallet says that a signature of a hash is its own: ERC-1271, and ERC-6492 for a wallet that
 * is not deployed yet. Never true for an address without code: keys are recovered without asking anybody.
 *
 * The validator of ERC-6492 is run as the constructor of a contract that is never deployed. Not through viem's own
 * `verifyHash`, which takes a node that does not answer for a signature that does not hold.
 * @throws ChainUnavailable when the node does not answer.
 */
export async function contractSignatureHolds(
  client: PublicClient,
  { wallet, hash, signature }: SignedHash,
): Promise<boolean> {
  if (!isErc6492Signature(signature) && !(await hasCode(client, wallet))) return false;
  const data = encodeDeployData({
    abi: erc6492SignatureValidatorAbi,
    bytecode: erc6492SignatureValidatorByteCode,
    args: [wallet, hash, signature],
  });
  try {
    const said = await askingContract(`whether ${wallet} signed`, bytesAnswer, () =>
      client.request({ method: 'eth_call', params: [{ data }, 'latest'] }),
    );
    return /^0x0*1$/.test(said);
  } catch (error) {
    // A wallet that reverts says no.
    if (error instanceof CallReverts) return false;
    throw error;
  }
}

/** A hash and what is said to be a wallet's signature of it. */
export interface SignedHash {
  readonly wallet: Address;
  readonly hash: Hex;
  readonly signature: Hex;
}

async function hasCode(client: PublicClient, wallet: Address): Promise<boolean> {
  const code = await asking(`the code of ${wallet}`, bytesAnswer, () =>
    client.request({ method: 'eth_getCode', params: [wallet, 'latest'] }),
  );
  return code !== '0x';
}

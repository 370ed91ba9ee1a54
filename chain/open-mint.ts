import { encodeFunctionData, parseAbi } from 'viem';
import { generatePrivateKey, privateKeyToAddress } from 'viem/accounts';
import type { Address } from '../domain/chain-port.ts';
import { ChainUnavailable } from '../domain/chain-port.ts';
import { type ChainEndpoint, createChainClient } from './chain-client.ts';
import { nodeMessageOf, saysReverts } from './chain-errors.ts';
import { isLocalChain } from './development-keys.ts';

const mintAbi = parseAbi(['function mint(address to, uint256 value)']);

/** A token that anyone can mint was about to be taken as payment where money is real (design rule 17). */
export class OpenMintRefused extends Error {
  override readonly name = 'OpenMintRefused';
}

/**
 * Refuses a token that lets a stranger mint, except on a local chain. It is tried, not sent: a call of
 * `mint(address,uint256)` from an address nobody has used.
 *
 * A contract that accepts every call (a fallback function) is refused too, since the two look the same.
 * @throws OpenMintRefused, or ChainUnavailable when the node does not say.
 */
export async function refuseOpenMint(endpoint: ChainEndpoint, token: Address): Promise<void> {
  if (isLocalChain(endpoint.chainId)) return;
  if (await hasOpenMint(endpoint, token)) {
    throw new OpenMintRefused(
      `Expected a token that strangers can not mint on chain ${endpoint.chainId}, got ${token}`,
    );
  }
}

/**
 * Whether a stranger could mint the token now.
 * @throws ChainUnavailable when the node does not say.
 */
export async function hasOpenMint(endpoint: ChainEndpoint, token: Address): Promise<boolean> {
  const stranger = privateKeyToAddress(generatePrivateKey());
  const data = encodeFunctionData({ abi: mintAbi, functionName: 'mint', args: [stranger, 1n] });
  try {
    await createChainClient(endpoint).request({
      method: 'eth_call',
      params: [{ from: stranger, to: token, data }, 'latest'],
    });
    return true;
  } catch (cause) {
    if (saysReverts(cause)) return false;
    throw new ChainUnavailable(
      `Expected the node to try a mint of ${token}, got: ${nodeMessageOf(cause)}`,
      { cause },
    );
  }
}

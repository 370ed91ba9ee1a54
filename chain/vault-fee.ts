import { encodeFunctionData, type PublicClient } from 'viem';
import { type Address, CallReverts, type Chain } from '../domain/chain-port.ts';
import { askingContract } from './chain-errors.ts';
import { claimVault } from './contracts/claim-vault.generated.ts';
import { bytesAnswer } from './rpc-answers.ts';

/**
 * Reads what a claim vault takes. Raw, because an address without code answers nothing, which is an
 * answer here and no failure of the node.
 */
export function createVaultReader(client: PublicClient): Chain['vaultFee'] {
  return async function vaultFee(vault: Address, token: Address): Promise<bigint | null> {
    const data = encodeFunctionData({ abi: claimVault.abi, functionName: 'feeOf', args: [token] });
    try {
      const answer = await askingContract(`the fee of vault ${vault}`, bytesAnswer, () =>
        client.request({ method: 'eth_call', params: [{ to: vault, data }, 'latest'] }),
      );
      // One word, as `0x` and 64 digits.
      return answer.length === 66 ? BigInt(answer) : null;
    } catch (error) {
      if (error instanceof CallReverts) return null;
      throw error;
    }
  };
}

import { keccak256 } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import type { Address, Hex, Signer, UnsignedTransaction } from '../domain/chain-port.ts';

/**
 * A signer whose key is in memory. It talks to nobody, and gives the same bytes for the same transaction.
 * @throws Error when the key is not 32 bytes in hex, or not a valid secp256k1 scalar.
 */
export function createLocalSigner(privateKey: Hex): Signer {
  const account = privateKeyToAccount(privateKey);
  const address: Address = `0x${account.address.slice(2).toLowerCase()}`;

  return {
    address,
    async sign(transaction: UnsignedTransaction) {
      const raw = await account.signTransaction({ type: 'eip1559', ...transaction });
      return { raw, txHash: keccak256(raw) };
    },
  };
}

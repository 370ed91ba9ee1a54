import { recoverMessageAddress } from 'viem/utils';
import type { Address, Hex } from '../domain/chain-port.ts';

/** Half the order of secp256k1: a signature with a larger s is another spelling of one with a smaller (EIP-2). */
const halfOrder = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n;

/** A message and what is said to be a wallet's signature of it. */
export interface SignedMessage {
  /** Lower case. */
  readonly wallet: Address;
  readonly message: string;
  readonly signature: Hex;
}

/** Whether a wallet's key has signed a message: found out without asking anybody. Never throws. */
export async function isSignedByKey({
  wallet,
  message,
  signature,
}: SignedMessage): Promise<boolean> {
  if (!/^0x[0-9a-f]{128}(?:00|01|1b|1c)$/i.test(signature)) return false;
  if (BigInt(`0x${signature.slice(66, 130)}`) > halfOrder) return false;
  try {
    return (await recoverMessageAddress({ message, signature })).toLowerCase() === wallet;
  } catch {
    // No point of the curve: nobody's signature.
    return false;
  }
}

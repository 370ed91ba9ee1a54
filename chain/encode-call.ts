import { encodeFunctionData, erc20Abi, parseAbi } from 'viem';
import type { Address, ChainCall, Hex, WalletCall } from '../domain/chain-port.ts';
import { minorUnits } from '../domain/money.ts';
import { claimVault } from './contracts/claim-vault.generated.ts';

const mintAbi = parseAbi(['function mint(address to) returns (uint256)']);

/** The contract a call goes to, and its calldata. Pure. */
export function encodeCall(call: ChainCall | WalletCall): {
  readonly to: Address;
  readonly data: Hex;
} {
  switch (call.type) {
    case 'erc20.transfer': {
      const args = [call.to, minorUnits.parse(call.amount)] as const;
      return {
        to: call.token,
        data: encodeFunctionData({ abi: erc20Abi, functionName: 'transfer', args }),
      };
    }
    case 'erc20.approve': {
      const args = [call.spender, minorUnits.parse(call.amount)] as const;
      return {
        to: call.token,
        data: encodeFunctionData({ abi: erc20Abi, functionName: 'approve', args }),
      };
    }
    case 'vault.claim': {
      const args = [call.token, minorUnits.parse(call.fee)] as const;
      return {
        to: call.vault,
        data: encodeFunctionData({ abi: claimVault.abi, functionName: 'claim', args }),
      };
    }
    case 'identity.mint':
      return {
        to: call.token,
        data: encodeFunctionData({ abi: mintAbi, functionName: 'mint', args: [call.to] }),
      };
  }
}

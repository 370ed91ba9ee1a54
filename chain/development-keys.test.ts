/** Rule 17: keys that everyone has must never hold money that is real. */
import { toHex } from 'viem';
import { mnemonicToAccount } from 'viem/accounts';
import { describe, expect, it } from 'vitest';
import { deployContracts } from './deploy.ts';
import {
  DevelopmentKeyRefused,
  developmentAccounts,
  isDevelopmentAddress,
  isLocalChain,
  refuseDevelopmentKey,
} from './development-keys.ts';
import { createInProcessEvm } from './in-process-evm.ts';
import { OpenMintRefused, refuseOpenMint } from './open-mint.ts';

const mnemonic = 'test test test test test test test test test test test junk';

function addressAt(index: number) {
  const account = mnemonicToAccount(mnemonic, { addressIndex: index });
  return {
    address: account.address,
    privateKey: toHex(account.getHdKey().privateKey ?? new Uint8Array()),
  };
}

describe('development keys', () => {
  it('are those of the mnemonic that Anvil and Hardhat ship with', () => {
    const derived = Array.from({ length: 10 }, (_, index) => addressAt(index));
    expect(developmentAccounts).toEqual(
      derived.map(({ address, privateKey }) => ({ address: address.toLowerCase(), privateKey })),
    );
  });

  it.each([0, 9, 10, 19])(
    'account %i is refused where money is real, in either case of its letters',
    (index) => {
      const { address } = addressAt(index);
      expect(() => refuseDevelopmentKey(address, 1)).toThrow(DevelopmentKeyRefused);
      expect(() => refuseDevelopmentKey(`0x${address.slice(2).toLowerCase()}`, 8_453)).toThrow(
        DevelopmentKeyRefused,
      );
      expect(() => refuseDevelopmentKey(address, 31_337)).not.toThrow();
    },
  );

  it('leaves other keys alone', () => {
    const address = `0x${'12'.repeat(20)}` as const;
    expect(isDevelopmentAddress(address)).toBe(false);
    expect(() => refuseDevelopmentKey(address, 1)).not.toThrow();
  });

  it('only chains of developers are local', () => {
    expect([1, 10, 137, 8_453, 11_155_111].map(isLocalChain)).toEqual([
      false,
      false,
      false,
      false,
      false,
    ]);
    expect([31_337, 1_337].map(isLocalChain)).toEqual([true, true]);
  });
});

describe('open mint', () => {
  it('a token that strangers can mint is refused on a chain that is not local', async () => {
    const [deployer] = developmentAccounts;
    if (deployer === undefined) throw new Error('Expected an account');
    const minter = deployer.address;
    const local = {
      chainId: 31_337,
      connection: { provider: await createInProcessEvm({ blockTimeMs: 0 }) },
    };
    const tokens = await deployContracts({ endpoint: local, deployer, minter, holders: [] });
    const real = { ...local, chainId: 8_453 };
    await expect(refuseOpenMint(real, tokens.usdc)).rejects.toThrow(OpenMintRefused);
    await expect(refuseOpenMint(real, tokens.usdt)).rejects.toThrow(OpenMintRefused);
    await expect(refuseOpenMint(real, tokens.sge)).resolves.toBeUndefined();
    await expect(refuseOpenMint(local, tokens.usdc)).resolves.toBeUndefined();
    await expect(deployContracts({ endpoint: real, deployer, minter })).rejects.toThrow(RangeError);
    await local.connection.provider.close();
  });
});

import type { Address, Hex } from '../domain/chain-port.ts';

export interface DevelopmentAccount {
  /** Lower case. */
  readonly address: Address;
  readonly privateKey: Hex;
}

/** The first ten accounts of the mnemonic that Anvil, Hardhat and Foundry ship with. Everyone has these keys. */
export const developmentAccounts: readonly DevelopmentAccount[] = [
  {
    address: '0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266',
    privateKey: '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80',
  },
  {
    address: '0x70997970c51812dc3a010c7d01b50e0d17dc79c8',
    privateKey: '0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d',
  },
  {
    address: '0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc',
    privateKey: '0x5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a',
  },
  {
    address: '0x90f79bf6eb2c4f870365e785982e1f101e93b906',
    privateKey: '0x7c852118294e51e653712a81e05800f419141751be58f605c371e15141b007a6',
  },
  {
    address: '0x15d34aaf54267db7d7c367839aaf71a00a2c6a65',
    privateKey: '0x47e179ec197488593b187f80a00eb0da91f1b9d0b13f8733639f19c30a34926a',
  },
  {
    address: '0x9965507d1a55bcc2695c58ba16fb37d819b0a4dc',
    privateKey: '0x8b3a350cf5c34c9194ca85829a2df0ec3153be0318b5e2d3348e872092edffba',
  },
  {
    address: '0x976ea74026e726554db657fa54763abd0c3a0aa9',
    privateKey: '0x92db14e403b83dfe3df233f83dfa3a0d7096f21ca9b0d6d6b8d88b2b4ec1564e',
  },
  {
    address: '0x14dc79964da2c08b23698b3d3cc7ca32193d9955',
    privateKey: '0x4bbbf85ce3377467afe5d46f804f221813b2bb87f24d81f60f1fcdbf7cbf4356',
  },
  {
    address: '0x23618e81e3f5cdf7f54c3d65f7fbc0abf5b21e8f',
    privateKey: '0xdbda1821b80551c9d65939329250298aa3472ba22feea921c0cf5d620ea67b97',
  },
  {
    address: '0xa0ee7a142d267c1f36714e4a8f75612f20a79720',
    privateKey: '0x2a871d0798f97d79848a013d4936a73bf4cc922c825d33c1cf7073dff6d409c6',
  },
];

/** Hardhat starts with ten more of the same mnemonic. */
const furtherDevelopmentAddresses: readonly Address[] = [
  '0xbcd4042de499d14e55001ccbb24a551f3b954096',
  '0x71be63f3384f5fb98995898a86b02fb2426c5788',
  '0xfabb0ac9d68b0b445fb7357272ff202c5651694a',
  '0x1cbd3b2770909d4e10f157cabc84c7264073c9ec',
  '0xdf3e18d64bc6a983f673ab319ccae4f1a57c7097',
  '0xcd3b766ccdd6ae721141f452c550ca635964ce71',
  '0x2546bcd3c84621e976d8185a91a922ae77ecec30',
  '0xbda5747bfd65f08deb54cb465eb87d40e51b197e',
  '0xdd2fd4581271e230360230f9337d5c0430bf44c0',
  '0x8626f6940e2eb28930efb4cef49b2d1f2c9c1199',
];

const localChainIds: readonly number[] = [31_337, 1_337];

/** Whether a chain is one that a developer runs: only there may keys be public and tokens be minted by anyone. */
export function isLocalChain(chainId: number): boolean {
  return localChainIds.includes(chainId);
}

/** A key that everyone has was about to be used where money is real (design rule 17). */
export class DevelopmentKeyRefused extends Error {
  override readonly name = 'DevelopmentKeyRefused';
}

/** Whether everyone has the key of this address. */
export function isDevelopmentAddress(address: Address): boolean {
  const wanted = address.toLowerCase();
  return (
    developmentAccounts.some((account) => account.address === wanted) ||
    furtherDevelopmentAddresses.some((known) => known === wanted)
  );
}

/** @throws DevelopmentKeyRefused for a well-known development key on a chain that is not local. */
export function refuseDevelopmentKey(address: Address, chainId: number): void {
  if (isLocalChain(chainId) || !isDevelopmentAddress(address)) return;
  throw new DevelopmentKeyRefused(
    `Expected a key of your own on chain ${chainId}, got the well-known development key of ${address}`,
  );
}

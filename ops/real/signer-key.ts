import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { formatEther, parseEther } from 'viem';
import { generatePrivateKey } from 'viem/accounts';
import { z } from 'zod';
import { isLocalChain } from '../../chain/development-keys.ts';
import { createLocalSigner } from '../../chain/local-signer.ts';
import type { Address } from '../../domain/chain-port.ts';
import { callRpc } from '../stack/anvil.ts';
import type { StackSettings } from '../stack/settings.ts';
import { StackError } from '../stack/stack-error.ts';

const privateKey = z.templateLiteral(['0x', z.string().regex(/^[0-9a-f]{64}$/i)]);
const quantity = z
  .string()
  .regex(/^0x[0-9a-f]+$/)
  .transform(BigInt);

/**
 * The address of the key in SIGNER_KEY_FILE.
 * @throws StackError when the file is missing or holds something else.
 */
export function signerAddress(settings: StackSettings): Address {
  const file = settings.SIGNER_KEY_FILE;
  const parsed = privateKey.safeParse(existsSync(file) ? readFileSync(file, 'utf8').trim() : '');
  if (parsed.success) return createLocalSigner(parsed.data).address;
  throw new StackError(`${file} does not hold a private key (0x and 64 hex digits)`, {
    remedy: 'Run npm run setup:real, which makes one, or set SIGNER_KEY_FILE.',
  });
}

/** Makes the key file where it is missing, and on a local chain gives the wallet ether for gas. */
export async function prepareSigner(settings: StackSettings): Promise<string> {
  const file = settings.SIGNER_KEY_FILE;
  const made = !existsSync(file);
  if (made) writeFileSync(file, `${generatePrivateKey()}\n`, { mode: 0o600, flag: 'wx' });
  const address = signerAddress(settings);
  const balance = await fundIfLocal(settings, address);
  return `${address} holds ${formatEther(balance)} ETH (${made ? 'new key in' : 'key in'} ${file})`;
}

/** Whether others than the owner can read the key. */
export function isKeyExposed(settings: StackSettings): boolean {
  return (statSync(settings.SIGNER_KEY_FILE).mode & 0o077) !== 0;
}

async function fundIfLocal(settings: StackSettings, address: Address): Promise<bigint> {
  const url = settings.CHAIN_RPC_URL;
  const read = async () =>
    quantity.parse(await callRpc(url, 'eth_getBalance', [address, 'latest']));
  const enough = parseEther('100');
  const balance = await read();
  if (!isLocalChain(settings.CHAIN_ID) || balance >= enough) return balance;
  await callRpc(url, 'anvil_setBalance', [address, `0x${parseEther('10000').toString(16)}`]);
  return read();
}

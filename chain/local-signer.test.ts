/** The bytes that are stored before they are sent must be the ones whose hash was stored. */
import { createCustomCommon, Mainnet } from '@ethereumjs/common';
import { createTxFromRLP } from '@ethereumjs/tx';
import { bytesToHex, hexToBytes } from '@ethereumjs/util';
import { parseTransaction } from 'viem';
import { describe, expect, it } from 'vitest';
import { developmentAccounts } from './development-keys.ts';
import { createLocalSigner } from './local-signer.ts';

const key = developmentAccounts[0]?.privateKey ?? '0x';
const unsigned = {
  chainId: 31_337,
  nonce: 7,
  to: '0x70997970c51812dc3a010c7d01b50e0d17dc79c8',
  data: '0xa9059cbb',
  value: 0n,
  gas: 60_000n,
  maxFeePerGas: 2_000_000_000n,
  maxPriorityFeePerGas: 1_000_000_000n,
} as const;

describe('local signer', () => {
  it('signs the same bytes for the same transaction, with the hash a node will give it', async () => {
    const signer = createLocalSigner(key);
    const first = await signer.sign(unsigned);
    expect(await signer.sign(unsigned)).toEqual(first);
    // Read back by another library than the one that signed.
    const common = createCustomCommon({ chainId: 31_337 }, Mainnet);
    const decoded = createTxFromRLP(hexToBytes(first.raw), { common });
    expect(bytesToHex(decoded.hash())).toBe(first.txHash);
    expect(decoded.getSenderAddress().toString()).toBe(signer.address);
  });

  it('signs exactly what it was given', async () => {
    const { raw } = await createLocalSigner(key).sign(unsigned);
    const { value, accessList, r, s, v, yParity, ...fields } = parseTransaction(raw);
    expect(fields).toEqual({ ...unsigned, type: 'eip1559', value: undefined });
  });

  it('has its address in lower case', () => {
    expect(createLocalSigner(key).address).toBe(developmentAccounts[0]?.address);
  });

  it.each(['0x', '0x1234', `0x${'00'.repeat(32)}`, `0x${'ff'.repeat(32)}`] as const)(
    'refuses the key %s',
    (bad) => {
      expect(() => createLocalSigner(bad)).toThrow();
    },
  );
});

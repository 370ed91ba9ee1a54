/** What only the in-process EVM promises: the same start every time, its own clock, one call at a time. */
import { encodeFunctionData, recoverMessageAddress, stringToHex } from 'viem';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { testUsdc } from './contracts/test-usdc.generated.ts';
import { type Deployment, deployContracts } from './deploy.ts';
import { developmentAccounts } from './development-keys.ts';
import { createInProcessEvm } from './in-process-evm.ts';
import { createLocalSigner } from './local-signer.ts';
import { createChain } from './viem-chain.ts';

const [first, second] = developmentAccounts;
if (first === undefined || second === undefined) throw new Error('Expected development accounts');
const minter = second.address;

async function deployedOn(
  now: () => number,
): Promise<{ tokens: Deployment; head: string; genesis: string | undefined }> {
  const provider = await createInProcessEvm({ blockTimeMs: 0, now });
  const endpoint = { chainId: 31_337, connection: { provider } };
  const tokens = await deployContracts({
    endpoint,
    deployer: { unlocked: minter },
    minter,
    holders: [],
  });
  const chain = createChain(endpoint);
  const found = { tokens, head: (await chain.head()).hash, genesis: (await chain.block(0n))?.hash };
  await provider.close();
  return found;
}

describe('in-process EVM', () => {
  it('starts from the same genesis, and does the same for the same calls at the same times', async () => {
    const one = await deployedOn(() => 1_800_000_000_000);
    expect(await deployedOn(() => 1_800_000_000_000)).toEqual(one);
    const later = await deployedOn(() => 1_900_000_000_000);
    expect(later).toMatchObject({ tokens: one.tokens, genesis: one.genesis });
    expect(later.head).not.toBe(one.head);
  });

  it('funds the development accounts with 10,000 ETH each', async () => {
    const provider = await createInProcessEvm({ blockTimeMs: 0 });
    const chain = createChain({ chainId: 31_337, connection: { provider } });
    for (const { address } of developmentAccounts)
      expect(await chain.balance(address)).toBe(10n ** 22n);
    await provider.close();
  });

  it('is copied with its past; copy and original then go on by themselves', async () => {
    const provider = await createInProcessEvm({ blockTimeMs: 0 });
    const endpoint = { chainId: 31_337, connection: { provider } };
    const { usdc } = await deployContracts({
      endpoint,
      deployer: { unlocked: first.address },
      minter,
    });
    const copied = await provider.copy();
    const [original, copy] = [provider, copied].map((one) =>
      createChain({ chainId: 31_337, connection: { provider: one } }),
    );
    if (original === undefined || copy === undefined) throw new Error('Expected two chains');
    const past = await original.head();
    expect(await copy.head()).toEqual(past);
    const stateOf = async (chain: typeof original) => ({
      head: (await chain.head()).number,
      tokens: await chain.erc20Balance(usdc, second.address),
      value: await chain.balance(second.address),
      nonce: await chain.nonce(first.address, 'latest'),
    });
    const before = await stateOf(original);
    const mint = { abi: testUsdc.abi, functionName: 'mint', args: [second.address, 7n] } as const;
    const sender = { from: first.address, gas: '0x30d40' };
    const sent = { ...sender, to: usdc, data: encodeFunctionData(mint) };
    await copied.request({ method: 'eth_sendTransaction', params: [sent] });
    expect(await stateOf(original)).toEqual(before);
    expect(await stateOf(copy)).toMatchObject({
      ...{ head: before.head + 1n, tokens: before.tokens + 7n, nonce: before.nonce + 1 },
    });
    const value = { ...sender, to: second.address, value: '0x1' };
    await provider.request({ method: 'eth_sendTransaction', params: [value] });
    expect(await stateOf(original)).toMatchObject({
      ...{ tokens: before.tokens, value: before.value + 1n, nonce: before.nonce + 1 },
    });
    expect((await stateOf(copy)).value).toBe(before.value);
    await provider.close();
    expect((await copy.head()).number).toBe(before.head + 1n);
    await copied.close();
  });

  it('is not copied while a snapshot is open, which a copy could not go back to', async () => {
    const provider = await createInProcessEvm({ blockTimeMs: 0 });
    await provider.request({ method: 'evm_snapshot', params: [] });
    await expect(provider.copy()).rejects.toThrow('Expected no open checkpoint');
    await provider.close();
  });

  it('mines at its interval, also empty blocks, and stops when closed', async () => {
    const provider = await createInProcessEvm({ blockTimeMs: 20 });
    const chain = createChain({ chainId: 31_337, connection: { provider } });
    await expect
      .poll(async () => (await chain.head()).number, { timeout: 5_000 })
      .toBeGreaterThanOrEqual(3n);
    const block = await chain.block(2n);
    expect(block?.transactions).toEqual([]);
    expect(block?.parentHash).toBe((await chain.block(1n))?.hash);
    await provider.close();
    await expect(provider.request({ method: 'eth_blockNumber' })).rejects.toThrow('closed');
  });

  it('the base fee falls while blocks are empty, and time never runs back', async () => {
    let time = 1_800_000_000_000;
    const provider = await createInProcessEvm({ blockTimeMs: 0, now: () => time });
    const chain = createChain({ chainId: 31_337, connection: { provider } });
    await provider.request({ method: 'evm_mine' });
    const before = await chain.head();
    time -= 60_000;
    await provider.request({ method: 'evm_mine' });
    const after = await chain.head();
    expect(after.timestamp).toBe(before.timestamp);
    expect(after.baseFeePerGas).toBe(((before.baseFeePerGas ?? 0n) * 7n) / 8n);
    await provider.close();
  });

  it('serves calls that come at once one after another', async () => {
    const provider = await createInProcessEvm({ blockTimeMs: 0 });
    const send = {
      method: 'eth_sendTransaction',
      params: [{ from: first.address, to: minter, value: '0x1' }],
    };
    const hashes = await Promise.all(Array.from({ length: 25 }, () => provider.request(send)));
    expect(new Set(hashes).size).toBe(25);
    const chain = createChain({ chainId: 31_337, connection: { provider } });
    expect(await chain.nonce(first.address, 'latest')).toBe(25);
    expect((await chain.head()).number).toBe(25n);
    expect(await chain.balance(minter)).toBe(10n ** 22n + 25n);
    await provider.close();
  });

  it('a block takes what fits and leaves the rest for the next', async () => {
    const provider = await createInProcessEvm({ blockTimeMs: 86_400_000 });
    // The byte fe is no instruction: it uses up all the gas there is.
    const burn = { from: first.address, data: '0xfe', gas: '0x1312d00' };
    const send = () => provider.request({ method: 'eth_sendTransaction', params: [burn] });
    const hashes = [await send(), await send()];
    const chain = createChain({ chainId: 31_337, connection: { provider } });
    await provider.request({ method: 'evm_mine' });
    expect((await chain.head()).transactions).toEqual(hashes.slice(0, 1));
    await provider.request({ method: 'evm_mine' });
    expect((await chain.head()).transactions).toEqual(hashes.slice(1));
    await provider.close();
  });

  it('a transaction whose funds an earlier one spent is dropped, and said to be', async () => {
    const dropped: string[] = [];
    const provider = await createInProcessEvm({
      blockTimeMs: 86_400_000,
      onDropped: (txHash) => dropped.push(txHash),
    });
    const most = {
      from: first.address,
      to: minter,
      value: `0x${(9_000n * 10n ** 18n).toString(16)}`,
    };
    const send = () => provider.request({ method: 'eth_sendTransaction', params: [most] });
    const hashes = [await send(), await send()];
    await provider.request({ method: 'evm_mine' });
    expect(dropped).toEqual(hashes.slice(1));
    const chain = createChain({ chainId: 31_337, connection: { provider } });
    expect((await chain.head()).transactions).toEqual(hashes.slice(0, 1));
    expect(await chain.nonce(first.address, 'pending')).toBe(1);
    await provider.close();
  });

  it('a transaction that offers less than the base fee waits', async () => {
    const provider = await createInProcessEvm({ blockTimeMs: 0 });
    const chain = createChain({ chainId: 31_337, connection: { provider } });
    const signer = createLocalSigner(first.privateKey);
    const { raw, txHash } = await signer.sign({
      chainId: 31_337,
      nonce: 0,
      to: minter,
      data: '0x',
      value: 1n,
      gas: 21_000n,
      maxFeePerGas: 700_000_000n,
      maxPriorityFeePerGas: 0n,
    });
    await chain.broadcast(raw);
    expect(await chain.transactionStatus(txHash)).toBe('pending');
    for (let count = 0; count < 3; count += 1) await provider.request({ method: 'evm_mine' });
    expect(await chain.transactionStatus(txHash)).toBe('mined');
    await provider.close();
  });

  it('a transaction for another chain is refused', async () => {
    const provider = await createInProcessEvm({ blockTimeMs: 0 });
    const { raw } = await createLocalSigner(first.privateKey).sign({
      chainId: 1,
      nonce: 0,
      to: minter,
      data: '0x',
      value: 0n,
      gas: 21_000n,
      maxFeePerGas: 10n ** 10n,
      maxPriorityFeePerGas: 0n,
    });
    await expect(
      provider.request({ method: 'eth_sendRawTransaction', params: [raw] }),
    ).rejects.toMatchObject({
      code: -32_000,
    });
    await provider.close();
  });

  it('signs for the development accounts and for nobody else', async () => {
    const provider = await createInProcessEvm({ blockTimeMs: 0 });
    const message = stringToHex('a sentence');
    const signature = z
      .templateLiteral(['0x', z.string()])
      .parse(await provider.request({ method: 'personal_sign', params: [message, first.address] }));
    expect(await recoverMessageAddress({ message: 'a sentence', signature })).toMatch(
      new RegExp(first.address, 'i'),
    );
    const stranger = { method: 'personal_sign', params: [message, `0x${'12'.repeat(20)}`] };
    await expect(provider.request(stranger)).rejects.toThrow('unknown account');
    await provider.close();
  });

  it('answers about older states with a refusal instead of the newest figures', async () => {
    const provider = await createInProcessEvm({ blockTimeMs: 0 });
    await provider.request({ method: 'evm_mine' });
    const ask = (tag: string) =>
      provider.request({ method: 'eth_getBalance', params: [first.address, tag] });
    await expect(ask('0x0')).rejects.toThrow('state of block 0 is not available');
    expect(await ask('0x1')).toBe(await ask('latest'));
    await provider.close();
  });

  it.each([
    ['eth_getBalance', ['not an address', 'latest'], -32_602],
    ['eth_getBalance', [], -32_602],
    ['eth_sendRawTransaction', ['0x1'], -32_602],
    ['eth_sendRawTransaction', ['0x02c0'], -32_000],
    ['eth_call', [{ to: 'x' }], -32_602],
    ['eth_mining', [], -32_601],
    ['constructor', [], -32_601],
  ])('%s with %j is refused with a code', async (method, params, code) => {
    const provider = await createInProcessEvm({ blockTimeMs: 0 });
    await expect(provider.request({ method, params })).rejects.toMatchObject({ code });
    await provider.close();
  });

  it.each([-1, 0.5, Number.NaN, 86_400_001])('refuses the block time %d', async (blockTimeMs) => {
    await expect(createInProcessEvm({ blockTimeMs })).rejects.toThrow(RangeError);
  });
});

/**
 * What the platform relies on from a chain, asked of the real Anvil and of the in-process EVM alike, so
 * that what is tested in MOCK mode means something in REAL mode: blocks, tokens and their logs.
 */
import { encodeFunctionData, erc20Abi } from 'viem';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CallReverts, type ChainCall, type Hex } from '../domain/chain-port.ts';
import {
  type ChainFixture,
  deployer,
  freshAddress,
  openChainFixture,
  other,
  payer,
  transfer,
  treasury,
} from '../tests/harness/worlds/chain-fixture.ts';
import { chainKinds } from '../tests/harness/worlds/chains.ts';
import { createChainClient } from './chain-client.ts';
import { falseToken } from './contracts/false-token.generated.ts';
import { paymentSplitter } from './contracts/payment-splitter.generated.ts';
import { testUsdt } from './contracts/test-usdt.generated.ts';
import { ensureContracts, verifyDeployment } from './deploy.ts';
import { hasOpenMint } from './open-mint.ts';

describe.each(chainKinds)('chain: %s', (kind) => {
  let on: ChainFixture;
  beforeAll(async () => {
    on = await openChainFixture(kind);
  });
  afterAll(() => on[Symbol.asyncDispose]());

  it('answers its own chain id, its head and its blocks, and null beyond the head', async () => {
    expect(await on.chain.nodeChainId()).toBe(31_337);
    const head = await on.chain.head();
    expect(await on.chain.block(head.number)).toEqual(head);
    const parent = await on.chain.block(head.number - 1n);
    expect(parent?.hash).toBe(head.parentHash);
    expect(head.transactions).toHaveLength(1);
    expect(await on.chain.block(head.number + 1n)).toBeNull();
  });

  it.each(['usdc', 'usdt', 'sge'] as const)(
    'a transfer of %s is one decoded Transfer log',
    async (name) => {
      const token = on.tokens[name];
      const signer = name === 'sge' ? on.minter : payer.signer;
      const before = await on.chain.erc20Balance(token, treasury.address);
      const receipt = await on.send(signer, transfer(token, treasury.address, 123_456n));
      expect(receipt.status).toBe('success');
      expect(receipt.from).toBe(signer.address);
      expect(receipt.transfers).toEqual([
        {
          standard: 'erc20',
          logIndex: 0,
          token,
          from: signer.address,
          to: treasury.address,
          value: 123_456n,
        },
      ]);
      expect(await on.chain.erc20Balance(token, treasury.address)).toBe(before + 123_456n);
      const block = await on.chain.block(receipt.blockNumber);
      expect(block?.hash).toBe(receipt.blockHash);
      expect(block?.transactions).toEqual([receipt.txHash]);
    },
  );

  it('the gas of a transfer is the same on every EVM', async () => {
    const receipt = await on.send(
      payer.signer,
      transfer(on.tokens.usdc, `0x${'11'.repeat(20)}`, 256n),
    );
    expect(receipt.gasUsed).toBe(51_342n);
    const base = (await on.chain.block(receipt.blockNumber))?.baseFeePerGas ?? 0n;
    expect(receipt.effectiveGasPrice).toBe(base + 1_000_000_000n);
  });

  it('a USDT-like approval must be reset to zero before it is changed', async () => {
    const approve = (value: bigint) => ({
      to: on.tokens.usdt,
      data: encodeFunctionData({
        abi: testUsdt.abi,
        functionName: 'approve',
        args: [other.address, value],
      }),
    });
    const statuses: string[] = [];
    for (const value of [5n, 7n, 0n, 7n]) {
      statuses.push((await on.call(payer.signer, approve(value))).status);
    }
    expect(statuses).toEqual(['success', 'reverted', 'success', 'success']);
    expect(await on.chain.erc20Allowance(on.tokens.usdt, payer.address, other.address)).toBe(7n);
  });

  it('a token that returns false has a successful receipt and no Transfer log', async () => {
    const token = await on.deploy(falseToken);
    const abi = falseToken.abi;
    for (const data of [
      encodeFunctionData({ abi, functionName: 'mint', args: [payer.address, 100n] }),
      encodeFunctionData({ abi, functionName: 'setRefuses', args: [treasury.address, true] }),
    ]) {
      await on.call(payer.signer, { to: token, data });
    }
    const refused = await on.send(payer.signer, transfer(token, treasury.address, 40n));
    expect([refused.status, refused.transfers]).toEqual(['success', []]);
    const taken = await on.send(payer.signer, transfer(token, other.address, 40n));
    expect(taken.transfers).toHaveLength(1);
    expect(await on.chain.erc20Balance(token, treasury.address)).toBe(0n);
    expect(await on.chain.erc20Balance(token, payer.address)).toBe(60n);
  });

  it('two mints give a wallet a token each, the first of which is its token; a stranger mints none', async () => {
    const wallet = freshAddress();
    const mint: ChainCall = { type: 'identity.mint', token: on.tokens.sgeid, to: wallet };
    expect(await on.chain.identityTokenOf(on.tokens.sgeid, wallet)).toBeNull();
    const hashes: Hex[] = [];
    await on.withoutMining(async () => {
      for (let count = 0; count < 2; count += 1) {
        const { raw, txHash } = await on.sign(on.minter, on.chain.encode(mint));
        await on.chain.broadcast(raw);
        hashes.push(txHash);
      }
    });
    const receipts = await Promise.all(hashes.map(on.mined));
    expect(receipts.map((receipt) => receipt.status)).toEqual(['success', 'success']);
    const tokenId = await on.chain.identityTokenOf(on.tokens.sgeid, wallet);
    expect(receipts[0]?.transfers).toEqual([
      {
        standard: 'erc721',
        logIndex: 0,
        token: on.tokens.sgeid,
        from: `0x${'00'.repeat(20)}`,
        to: wallet,
        value: tokenId,
      },
    ]);
    expect(receipts[1]?.transfers[0]?.value).not.toBe(tokenId);
    await expect(on.chain.estimate(payer.address, { ...mint, to: other.address })).rejects.toThrow(
      CallReverts,
    );
  });

  it('several transfers of one transaction are decoded with their own log index', async () => {
    const splitter = await on.deploy(paymentSplitter);
    const approval = { abi: erc20Abi, functionName: 'approve', args: [splitter, 60n] } as const;
    const approved = await on.sign(payer.signer, {
      to: on.tokens.usdc,
      data: encodeFunctionData(approval),
    });
    await on.chain.broadcast(approved.raw);
    await on.mined(approved.txHash);
    const recipients = [freshAddress(), freshAddress(), freshAddress()];
    const data = encodeFunctionData({
      abi: paymentSplitter.abi,
      functionName: 'split',
      args: [on.tokens.usdc, recipients, [10n, 20n, 30n]],
    });
    const split = await on.sign(payer.signer, { to: splitter, data }, { gas: 400_000n });
    await on.chain.broadcast(split.raw);
    const { transfers } = await on.mined(split.txHash);
    expect(transfers.map(({ logIndex, to, value }) => [logIndex, to, value])).toEqual(
      recipients.map((to, index) => [index, to, BigInt(index + 1) * 10n]),
    );
  });

  it('log indices count through the block, not through the transaction', async () => {
    const hashes: Hex[] = [];
    await on.withoutMining(async () => {
      for (const account of [payer, treasury]) {
        const call = on.chain.encode(transfer(on.tokens.usdc, other.address, 1n));
        const { raw, txHash } = await on.sign(account.signer, call);
        await on.chain.broadcast(raw);
        hashes.push(txHash);
      }
    });
    const receipts = await Promise.all(hashes.map(on.mined));
    expect(new Set(receipts.map((receipt) => receipt.blockHash)).size).toBe(1);
    expect(receipts.map((receipt) => receipt.transfers[0]?.logIndex).sort()).toEqual([0, 1]);
    const logs = await createChainClient(on.node.endpoint).getLogs({
      address: on.tokens.usdc,
      event: erc20Abi[1],
      args: { to: other.address },
      fromBlock: receipts[0]?.blockNumber ?? 0n,
    });
    expect(logs.map((log) => log.transactionHash).sort()).toEqual([...hashes].sort());
  });

  it('an estimate suffices for the call it was made for, and a call that fails reverts', async () => {
    const call = transfer(on.tokens.usdc, freshAddress(), 5n);
    const { gas, maxFeePerGas, maxPriorityFeePerGas } = await on.chain.estimate(
      payer.address,
      call,
    );
    const receipt = await on.send(payer.signer, call, { gas });
    expect(receipt.status).toBe('success');
    expect(gas).toBeGreaterThan(receipt.gasUsed);
    expect(gas).toBeLessThan(receipt.gasUsed * 2n);
    expect(maxFeePerGas).toBeGreaterThanOrEqual((await on.chain.head()).baseFeePerGas ?? 0n);
    expect(maxPriorityFeePerGas).toBeLessThanOrEqual(maxFeePerGas);
    const tooMuch = on.chain.estimate(freshAddress(), transfer(on.tokens.usdc, payer.address, 1n));
    await expect(tooMuch).rejects.toThrow(CallReverts);
    await expect(tooMuch).rejects.toThrow(/transfer amount exceeds balance/);
  });

  it('a deployment by an account the node signs for is found again, and made only once', async () => {
    const { endpoint } = on.node;
    const options = {
      endpoint,
      deployer: { unlocked: deployer.address },
      minter: on.minter.address,
      holders: [],
    };
    const second = await ensureContracts(options, undefined);
    expect(second.usdc).not.toBe(on.tokens.usdc);
    expect(await ensureContracts(options, second)).toBe(second);
    expect(await verifyDeployment(endpoint, { ...second, sge: other.address })).toEqual(['sge']);
    expect(await on.chain.erc20Balance(second.sge, on.minter.address)).toBe(2n * 10n ** 27n);
    expect(await on.chain.balance(on.minter.address)).toBeGreaterThanOrEqual(99n * 10n ** 18n);
  });

  it('a token that strangers can mint is told from one that they can not', async () => {
    expect(await hasOpenMint(on.node.endpoint, on.tokens.usdc)).toBe(true);
    expect(await hasOpenMint(on.node.endpoint, on.tokens.sge)).toBe(false);
  });
});

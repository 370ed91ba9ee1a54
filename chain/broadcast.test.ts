/**
 * How signed transactions get into a block, or do not, on the real Anvil and on the in-process EVM alike:
 * the pool, nonces, replacement, what is known and what is consumed, and a chain taken back.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FeeTooLow, type Hex, NonceConsumed, WalletShort } from '../domain/chain-port.ts';
import {
  type ChainFixture,
  freshSigner,
  openChainFixture,
  other,
  payer,
  transfer,
} from '../tests/harness/worlds/chain-fixture.ts';
import { chainKinds } from '../tests/harness/worlds/chains.ts';

const unusedHash: Hex = `0x${'ab'.repeat(32)}`;

describe.each(chainKinds)('broadcast: %s', (kind) => {
  let on: ChainFixture;
  beforeAll(async () => {
    on = await openChainFixture(kind);
  });
  afterAll(() => on[Symbol.asyncDispose]());

  it('a transaction is unknown, then pending, then mined, and the nonces say so', async () => {
    expect(await on.chain.transactionStatus(unusedHash)).toBe('unknown');
    expect(await on.chain.receipt(unusedHash)).toBeNull();
    const nonce = await on.chain.nonce(payer.address, 'latest');
    const { raw, txHash } = await on.sign(
      payer.signer,
      on.chain.encode(transfer(on.tokens.usdc, other.address, 1n)),
    );
    await on.withoutMining(async () => {
      expect(await on.chain.broadcast(raw)).toBe('sent');
      expect(await on.chain.transactionStatus(txHash)).toBe('pending');
      expect(await on.chain.receipt(txHash)).toBeNull();
      expect(await on.chain.nonce(payer.address, 'latest')).toBe(nonce);
      expect(await on.chain.nonce(payer.address, 'pending')).toBe(nonce + 1);
      expect(await on.chain.broadcast(raw)).toBe('known');
    });
    await on.mined(txHash);
    expect(await on.chain.transactionStatus(txHash)).toBe('mined');
    expect(await on.chain.nonce(payer.address, 'latest')).toBe(nonce + 1);
  });

  it('the same bytes are known, not consumed, after they were mined', async () => {
    const { raw, txHash } = await on.sign(
      payer.signer,
      on.chain.encode(transfer(on.tokens.usdc, other.address, 1n)),
    );
    await on.chain.broadcast(raw);
    await on.mined(txHash);
    expect(await on.chain.broadcast(raw)).toBe('known');
  });

  it('other bytes with a used nonce are refused as consumed', async () => {
    const nonce = await on.chain.nonce(payer.address, 'pending');
    await on.send(payer.signer, transfer(on.tokens.usdc, other.address, 1n), { nonce });
    const call = on.chain.encode(transfer(on.tokens.usdc, other.address, 2n));
    const { raw, txHash } = await on.sign(payer.signer, call, { nonce });
    await expect(on.chain.broadcast(raw)).rejects.toThrow(NonceConsumed);
    expect(await on.chain.transactionStatus(txHash)).toBe('unknown');
  });

  it('a transaction ahead of its turn waits until the gap is filled', async () => {
    const nonce = await on.chain.nonce(payer.address, 'pending');
    const call = on.chain.encode(transfer(on.tokens.usdc, other.address, 1n));
    const later = await on.sign(payer.signer, call, { nonce: nonce + 1 });
    expect(await on.chain.broadcast(later.raw)).toBe('sent');
    await on.node.rpc('evm_mine');
    expect(await on.chain.transactionStatus(later.txHash)).toBe('pending');
    expect(await on.chain.nonce(payer.address, 'pending')).toBe(nonce);
    await on.send(payer.signer, transfer(on.tokens.usdc, other.address, 1n), { nonce });
    await on.node.rpc('evm_mine');
    await on.mined(later.txHash);
    expect(await on.chain.nonce(payer.address, 'latest')).toBe(nonce + 2);
  });

  it('a replacement needs a tenth more of both fees, and then the first is gone', async () => {
    const nonce = await on.chain.nonce(payer.address, 'pending');
    const first = await on.sign(
      payer.signer,
      on.chain.encode(transfer(on.tokens.usdc, other.address, 1n)),
      { nonce },
    );
    const same = await on.sign(
      payer.signer,
      on.chain.encode(transfer(on.tokens.usdc, other.address, 2n)),
      { nonce },
    );
    const bumped = await on.sign(
      payer.signer,
      on.chain.encode(transfer(on.tokens.usdc, other.address, 3n)),
      {
        nonce,
        feeFactor: 2n,
      },
    );
    await on.withoutMining(async () => {
      await on.chain.broadcast(first.raw);
      await expect(on.chain.broadcast(same.raw)).rejects.toThrow(FeeTooLow);
      expect(await on.chain.broadcast(bumped.raw)).toBe('sent');
      expect(await on.chain.transactionStatus(first.txHash)).toBe('unknown');
    });
    expect((await on.mined(bumped.txHash)).transfers[0]?.value).toBe(3n);
    await expect(on.chain.broadcast(first.raw)).rejects.toThrow(NonceConsumed);
  });

  it('the transaction that used a nonce is found, however many blocks ago, and old nonces are told', async () => {
    const nonce = await on.chain.nonce(payer.address, 'pending');
    const used: Hex[] = [];
    const blocks: bigint[] = [];
    for (let count = 0; count < 3; count += 1) {
      const receipt = await on.send(payer.signer, transfer(on.tokens.usdc, other.address, 1n));
      used.push(receipt.txHash);
      blocks.push(receipt.blockNumber);
      for (let empty = 0; empty < count * 5; empty += 1) await on.node.rpc('evm_mine');
    }
    const { number: head } = await on.chain.head();
    const found = await Promise.all(
      used.map((_, index) => on.chain.transactionOf(payer.address, nonce + index, head)),
    );
    expect(found).toEqual(used);
    const told = await Promise.all(
      blocks.map((block) => on.chain.nonceAt(payer.address, block - 1n)),
    );
    expect(told).toEqual([nonce, nonce + 1, nonce + 2]);
    expect(await on.chain.transactionOf(payer.address, nonce + 3, head)).toBeNull();
    expect(await on.chain.transactionOf(payer.address, nonce, 0n)).toBeNull();
  });

  it('a transaction dropped from the pool is unknown, and the same bytes are taken again', async () => {
    const call = on.chain.encode(transfer(on.tokens.usdc, other.address, 1n));
    const { raw, txHash } = await on.sign(payer.signer, call);
    await on.withoutMining(async () => {
      await on.chain.broadcast(raw);
      await on.node.rpc('anvil_dropTransaction', txHash);
      expect(await on.chain.transactionStatus(txHash)).toBe('unknown');
      expect(await on.chain.broadcast(raw)).toBe('sent');
    });
    await on.mined(txHash);
  });

  it('a transaction that offers less than the base fee waits or is dropped, and is mined once the fee has fallen', async () => {
    const call = on.chain.encode(transfer(on.tokens.usdc, other.address, 1n));
    const { raw, txHash } = await on.sign(payer.signer, call);
    await on.withoutMining(async () => {
      await on.chain.broadcast(raw);
      await on.node.rpc('anvil_setNextBlockBaseFeePerGas', '0xba43b7400');
      await on.node.rpc('evm_mine');
      const market = await on.chain.feeMarket();
      expect(market.gasPrice).toBeGreaterThan(20_000_000_000n);
      expect(market.maxFeePerGas).toBeGreaterThanOrEqual(100_000_000_000n);
      // Anvil drops it, as nodes do whose pool asks for the base fee; others keep it.
      expect(await on.chain.transactionStatus(txHash)).not.toBe('mined');
      await on.node.rpc('anvil_setNextBlockBaseFeePerGas', '0x3b9aca00');
      await on.node.rpc('evm_mine');
      await on.chain.broadcast(raw);
    });
    await on.mined(txHash);
  });

  it('a sender without funds is refused retryably, and nothing is kept', async () => {
    const poor = freshSigner();
    const call = on.chain.encode(transfer(on.tokens.usdc, other.address, 0n));
    const { raw, txHash } = await on.sign(poor, call, { nonce: 0 });
    await expect(on.chain.broadcast(raw)).rejects.toThrow(WalletShort);
    expect(await on.chain.transactionStatus(txHash)).toBe('unknown');
    expect(await on.chain.balance(poor.address)).toBe(0n);
  });

  it('a chain taken back forgets the transaction, and its new block has another hash', async () => {
    const snapshot = await on.node.rpc('evm_snapshot');
    const before = await on.chain.erc20Balance(on.tokens.usdc, other.address);
    const lost = await on.send(payer.signer, transfer(on.tokens.usdc, other.address, 9n));
    expect(await on.node.rpc('evm_revert', snapshot)).toBe(true);
    expect(await on.chain.receipt(lost.txHash)).toBeNull();
    expect((await on.chain.head()).number).toBe(lost.blockNumber - 1n);
    expect(await on.chain.erc20Balance(on.tokens.usdc, other.address)).toBe(before);
    const again = await on.send(payer.signer, transfer(on.tokens.usdc, other.address, 10n));
    expect(again.blockNumber).toBe(lost.blockNumber);
    expect(again.blockHash).not.toBe(lost.blockHash);
  });
});

// Goal: nothing but the exact log proves an effect: right contract, sender, recipient, amount and standard. Method:
// receipts with one log that is right, or wrong in one thing, also among other logs.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Address, ChainCall, ReceiptView, TransferLog } from '../domain/chain-port.ts';
import { effectOf } from './confirm-transaction.ts';

const address = (digit: string): Address => `0x${digit.repeat(40)}`;
const token = address('a');
const wallet = address('b');
const user = address('c');
const stranger = address('d');
const nobody = address('0');
const transfer: ChainCall = { type: 'erc20.transfer', token, to: user, amount: '1000' };
const mint: ChainCall = { type: 'identity.mint', token, to: user };
const delivered: TransferLog = {
  ...{ standard: 'erc20', logIndex: 3, token, from: wallet, to: user, value: 1000n },
};
const minted: TransferLog = {
  ...{ standard: 'erc721', logIndex: 3, token, from: nobody, to: user, value: 7n },
};

function receiptOf(
  transfers: readonly TransferLog[],
  status: ReceiptView['status'] = 'success',
): ReceiptView {
  return {
    ...{ txHash: `0x${'1'.repeat(64)}`, status, blockNumber: 5n, blockHash: `0x${'2'.repeat(64)}` },
    ...{ from: wallet, gasUsed: 21_000n, effectiveGasPrice: 1n, transfers },
  };
}

const wrong: Readonly<Record<string, Partial<TransferLog>>> = {
  'another contract': { token: stranger },
  'another sender': { from: stranger },
  'another recipient': { to: stranger },
  'another standard': { standard: 'erc20' },
};

describe('a delivery', () => {
  test('is proven by its exact log', () => {
    expect(effectOf(transfer, receiptOf([delivered]))).toBe(delivered);
    expect(effectOf(transfer, receiptOf([]))).toBeNull();
    expect(effectOf(transfer, receiptOf([delivered], 'reverted'))).toBeNull();
  });

  test.each(
    Object.entries({
      ...wrong,
      'another standard': { standard: 'erc721' as const },
      'less than it': { value: 999n },
      'more than it': { value: 1001n },
    }),
  )('is not proven by a log with %s', (_, change) => {
    expect(effectOf(transfer, receiptOf([{ ...delivered, ...change }]))).toBeNull();
  });

  test('is found among any others, and never made of them', () => {
    const changes = [...Object.values(wrong).slice(0, 3), { value: 1n }];
    const others = fc.array(
      fc.constantFrom(...changes).map((change) => ({ ...delivered, ...change })),
    );
    fc.assert(
      fc.property(others, others, (before, after) => {
        expect(effectOf(transfer, receiptOf([...before, delivered, ...after]))).toBe(delivered);
        expect(effectOf(transfer, receiptOf([...before, ...after]))).toBeNull();
      }),
    );
  });
});

describe('a mint', () => {
  test('is proven by its exact log', () => {
    expect(effectOf(mint, receiptOf([minted]))).toBe(minted);
    expect(effectOf(mint, receiptOf([minted], 'reverted'))).toBeNull();
  });

  test.each(Object.entries(wrong))('is not proven by a log with %s', (_, change) => {
    expect(effectOf(mint, receiptOf([{ ...minted, ...change }]))).toBeNull();
  });
});

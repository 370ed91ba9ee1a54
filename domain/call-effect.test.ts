// Goal: nothing but the exact log proves an effect: right contract, sender, recipient, amount and standard. Method:
// receipts with one log that is right, or wrong in one thing, also among other logs.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { differenceOf, effectOf, movedBesides } from './call-effect.ts';
import type { Address, ChainCall, ReceiptView, TransferLog } from './chain-port.ts';

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

describe('what moved otherwise', () => {
  const short = { ...delivered, value: 999n };
  const fee = { ...delivered, to: stranger, value: 1n };

  test.each([
    ['nothing, where the effect is exact', [delivered], []],
    ['nothing, where no log says so', [], []],
    [
      'nothing, where it is another sender or no value',
      [
        { ...delivered, from: stranger },
        { ...fee, value: 0n },
      ],
      [],
    ],
    ['less than was asked for', [short], [short]],
    ['a fee that was kept back', [short, fee], [short, fee]],
    ['a fee on top', [delivered, fee], [fee]],
    ['the same twice', [delivered, { ...delivered, logIndex: 4 }], [{ ...delivered, logIndex: 4 }]],
    [
      'another token, as of a contract that hands on',
      [{ ...delivered, token: stranger }],
      [{ ...delivered, token: stranger }],
    ],
    ['another recipient', [{ ...delivered, to: stranger }], [{ ...delivered, to: stranger }]],
  ])('is %s', (_, logs, besides) => {
    expect(movedBesides(transfer, receiptOf(logs))).toEqual(besides);
    expect(movedBesides(transfer, receiptOf(logs, 'reverted'))).toEqual([]);
  });

  test('is an identity token that went to somebody else', () => {
    const astray = { ...minted, to: stranger, value: 0n };
    expect(movedBesides(mint, receiptOf([astray]))).toEqual([astray]);
    expect(movedBesides(mint, receiptOf([minted]))).toEqual([]);
  });

  test('is said in words, also of events that nobody can read', () => {
    expect(differenceOf(transfer, receiptOf([delivered]))).toBeNull();
    expect(differenceOf(transfer, receiptOf([]))).toBeNull();
    expect(differenceOf(transfer, receiptOf([short]))).toContain(
      `moved 999 of ${token} to ${user}`,
    );
    const unread = { ...receiptOf([]), unreadTransfers: 1 };
    expect(differenceOf(transfer, unread)).toContain('1 Transfer events that can not be read');
    expect(differenceOf(transfer, { ...unread, transfers: [delivered] })).toBeNull();
  });

  test('and the effect together are all that left the wallet', () => {
    const log = fc.constantFrom(delivered, short, fee, { ...delivered, from: stranger });
    fc.assert(
      fc.property(fc.array(log), (logs) => {
        const receipt = receiptOf(logs.map((one, logIndex) => ({ ...one, logIndex })));
        const effect = effectOf(transfer, receipt);
        const all = [...movedBesides(transfer, receipt), ...(effect === null ? [] : [effect])];
        const left = receipt.transfers.filter(({ from }) => from === wallet);
        const sum = (moves: readonly TransferLog[]) =>
          moves.reduce((total, { value }) => total + value, 0n);
        expect(sum(all)).toBe(sum(left));
      }),
    );
  });
});

/**
 * How the adapter tells what is down, what is refused and what is nonsense: against an address where
 * nobody listens, and against providers that answer what no honest node would.
 */
import { encodeAbiParameters, keccak256, parseAbiParameters } from 'viem';
import { describe, expect, it } from 'vitest';
import {
  CallReverts,
  ChainUnavailable,
  FeeTooLow,
  NonceConsumed,
  WalletShort,
} from '../domain/chain-port.ts';
import { createChain } from './viem-chain.ts';

const token = `0x${'11'.repeat(20)}` as const;
const wallet = `0x${'22'.repeat(20)}` as const;
const hash = `0x${'33'.repeat(32)}` as const;
const transferTopic = keccak256(new TextEncoder().encode('Transfer(address,address,uint256)'));

type Answers = Record<string, unknown>;

/** A chain whose node gives these answers; an Error is thrown. */
function chainAnswering(answers: Answers) {
  const provider = {
    async request({ method }: { readonly method: string }) {
      const answer = answers[method];
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
  return createChain({ chainId: 31_337, connection: { provider } });
}

function rpcFailure(code: number, message: string): Error {
  return Object.assign(new Error(message), { code });
}

const receipt = {
  transactionHash: hash,
  status: '0x1',
  blockNumber: '0x10',
  blockHash: hash,
  from: '0xF39Fd6e51aad88F6F4ce6aB8827279cffFb92266',
  gasUsed: '0x5208',
  effectiveGasPrice: '0x1',
  logs: [],
};
const log = {
  address: '0xF39Fd6e51aad88F6F4ce6aB8827279cffFb92266',
  topics: [
    transferTopic,
    `0x${'0'.repeat(24)}${'AA'.repeat(20)}`,
    `0x${'0'.repeat(24)}${'bb'.repeat(20)}`,
  ],
  data: encodeAbiParameters(parseAbiParameters('uint256'), [5n]),
  logIndex: '0x7',
};

describe('viem chain', () => {
  it('a node that does not listen is unavailable, with the cause kept', async () => {
    const chain = createChain({
      chainId: 31_337,
      connection: { rpcUrls: ['http://127.0.0.1:1', 'http://127.0.0.1:2'] },
      requestRetriesMax: 0,
    });
    const calls = [
      chain.head(),
      chain.receipt(hash),
      chain.nonce(wallet, 'latest'),
      chain.broadcast('0x02'),
      chain.erc20Balance(token, wallet),
      chain.estimate(wallet, { type: 'identity.mint', token, to: wallet }),
    ];
    for (const outcome of await Promise.allSettled(calls)) {
      expect(outcome).toMatchObject({ status: 'rejected' });
      if (outcome.status === 'rejected') {
        expect(outcome.reason).toBeInstanceOf(ChainUnavailable);
        expect(outcome.reason.cause).toBeInstanceOf(Error);
      }
    }
    await chain.close();
  });

  it('a node that keeps silent is unavailable after the timeout', async () => {
    const { createServer } = await import('node:net');
    const silent = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => silent.once('listening', resolve));
    const place = silent.address();
    const port = typeof place === 'object' && place !== null ? place.port : 0;
    const chain = createChain({
      chainId: 31_337,
      connection: { rpcUrls: [`http://127.0.0.1:${port}`] },
      requestTimeoutMs: 200,
      requestRetriesMax: 0,
    });
    const started = performance.now();
    await expect(chain.head()).rejects.toThrow(ChainUnavailable);
    expect(performance.now() - started).toBeLessThan(2_000);
    silent.close();
  });

  it('needs at least one address', () => {
    expect(() => createChain({ chainId: 1, connection: { rpcUrls: [] } })).toThrow(RangeError);
  });

  it.each([
    ['no block', { eth_getBlockByNumber: null }],
    ['half a block', { eth_getBlockByNumber: { number: '0x1', hash } }],
    ['a page of HTML', { eth_getBlockByNumber: '<html>' }],
  ])('%s as the newest block is unavailable', async (_, answers) => {
    await expect(chainAnswering(answers).head()).rejects.toThrow(ChainUnavailable);
  });

  it.each([
    ['without a status', { ...receipt, status: undefined }],
    ['with an unknown status', { ...receipt, status: '0x2' }],
    ['of no block', { ...receipt, blockNumber: null }],
    ['with a broken log', { ...receipt, logs: [{ ...log, logIndex: null }] }],
  ])('a receipt %s is not taken for one', async (_, answer) => {
    const chain = chainAnswering({ eth_getTransactionReceipt: answer });
    await expect(chain.receipt(hash)).rejects.toThrow(ChainUnavailable);
  });

  it('gives addresses in lower case', async () => {
    const chain = chainAnswering({ eth_getTransactionReceipt: { ...receipt, logs: [log] } });
    const view = await chain.receipt(hash);
    expect(view?.from).toBe('0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266');
    expect(view?.transfers).toEqual([
      {
        standard: 'erc20',
        logIndex: 7,
        token: '0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266',
        from: `0x${'aa'.repeat(20)}`,
        to: `0x${'bb'.repeat(20)}`,
        value: 5n,
      },
    ]);
  });

  it.each([
    ['another event', { ...log, topics: [hash, ...log.topics.slice(1)] }],
    ['no indexed recipient', { ...log, topics: log.topics.slice(0, 2) }],
    ['a recipient longer than an address', { ...log, topics: [...log.topics.slice(0, 2), hash] }],
    ['an amount of two words', { ...log, data: `${log.data}${'00'.repeat(32)}` }],
    ['no amount', { ...log, data: '0x' }],
    ['an id and an amount', { ...log, topics: [...log.topics, hash] }],
    ['a log taken back', { ...log, removed: true }],
  ])('%s is no transfer', async (_, other) => {
    const chain = chainAnswering({ eth_getTransactionReceipt: { ...receipt, logs: [other] } });
    expect((await chain.receipt(hash))?.transfers).toEqual([]);
  });

  it.each([
    'already known',
    'ALREADY_EXISTS: already known',
    'transaction already imported',
    'known transaction: abc',
    'Known transaction',
    'AlreadyKnown',
  ])('a refusal with "%s" means that the node has the bytes', async (words) => {
    const chain = chainAnswering({ eth_sendRawTransaction: rpcFailure(-32_000, words) });
    expect(await chain.broadcast('0x02')).toBe('known');
  });

  it.each(['nonce too low', 'Nonce too low: next 5, tx 4', 'OldNonce'])(
    'a refusal with "%s" is consumed only when the node does not know the transaction',
    async (words) => {
      const refused = { eth_sendRawTransaction: rpcFailure(-32_000, words) };
      const unknown = chainAnswering({ ...refused, eth_getTransactionByHash: null });
      await expect(unknown.broadcast('0x02')).rejects.toThrow(NonceConsumed);
      const mined = chainAnswering({
        ...refused,
        eth_getTransactionByHash: { hash, blockNumber: '0x1' },
      });
      expect(await mined.broadcast('0x02')).toBe('known');
      const down = chainAnswering({ ...refused, eth_getTransactionByHash: new Error('down') });
      await expect(down.broadcast('0x02')).rejects.toThrow(ChainUnavailable);
    },
  );

  it.each([
    'replacement transaction underpriced',
    'transaction underpriced: gas tip cap 1, minimum needed 2',
    'max fee per gas less than block base fee: address 0x1, maxFeePerGas: 1, baseFee: 2',
    'could not replace existing tx',
    'INTERNAL_ERROR: fee too low',
    'FeeTooLowToCompete',
    'ReplacementNotAllowed',
    'Gas price below configured minimum gas price',
  ])('a refusal with "%s" means that the fee is too low', async (words) => {
    const chain = chainAnswering({ eth_sendRawTransaction: rpcFailure(-32_000, words) });
    await expect(chain.broadcast('0x02')).rejects.toThrow(FeeTooLow);
  });

  it.each([
    'insufficient funds for gas * price + value: address 0x1 have 0 want 5',
    'Insufficient funds for gas * price + value',
    'InsufficientFunds, Balance is 0',
    'Upfront cost exceeds account balance',
  ])('a refusal with "%s" means that the wallet is short', async (words) => {
    const chain = chainAnswering({ eth_sendRawTransaction: rpcFailure(-32_000, words) });
    await expect(chain.broadcast('0x02')).rejects.toThrow(WalletShort);
  });

  it.each(['unknown transaction type', 'txpool is full', 'invalid sender'])(
    'a refusal with "%s" says nothing about the transaction',
    async (words) => {
      const chain = chainAnswering({ eth_sendRawTransaction: rpcFailure(-32_000, words) });
      await expect(chain.broadcast('0x02')).rejects.toThrow(ChainUnavailable);
    },
  );

  it('a node that answers another hash is not believed', async () => {
    const chain = chainAnswering({ eth_sendRawTransaction: hash });
    await expect(chain.broadcast('0x02')).rejects.toThrow(ChainUnavailable);
  });

  const mint = { type: 'identity.mint', token, to: wallet } as const;
  const fees = {
    eth_getBlockByNumber: {
      number: '0x1',
      hash,
      parentHash: hash,
      timestamp: '0x1',
      baseFeePerGas: '0x64',
      transactions: [],
    },
    eth_gasPrice: '0x6e',
  };

  it.each([
    [3, 'execution reverted'],
    [-32_000, 'execution reverted: no'],
    [-32_000, 'gas required exceeds allowance (30000000)'],
    [-32_603, "VM Exception while processing transaction: reverted with reason string 'no'"],
  ])('an estimate refused with %i "%s" reverts', async (code, words) => {
    const chain = chainAnswering({ ...fees, eth_estimateGas: rpcFailure(code, words) });
    await expect(chain.estimate(wallet, mint)).rejects.toThrow(CallReverts);
  });

  it.each([
    [-32_000, 'header not found'],
    [-32_005, 'limit exceeded'],
    [-32_603, 'internal error'],
  ])('an estimate refused with %i "%s" may be tried again', async (code, words) => {
    const chain = chainAnswering({ ...fees, eth_estimateGas: rpcFailure(code, words) });
    await expect(chain.estimate(wallet, mint)).rejects.toThrow(ChainUnavailable);
  });

  it('fees come from the tip the node proposes, or else from its gas price', async () => {
    const answers = { ...fees, eth_estimateGas: '0x3e8' };
    const proposed = chainAnswering({ ...answers, eth_maxPriorityFeePerGas: '0x5' });
    expect(await proposed.estimate(wallet, mint)).toEqual({
      gas: 1_200n,
      maxFeePerGas: 205n,
      maxPriorityFeePerGas: 5n,
    });
    const silent = chainAnswering({
      ...answers,
      eth_maxPriorityFeePerGas: rpcFailure(-32_601, 'no such method'),
    });
    expect(await silent.estimate(wallet, mint)).toEqual({
      gas: 1_200n,
      maxFeePerGas: 210n,
      maxPriorityFeePerGas: 10n,
    });
    const legacy = chainAnswering({
      ...answers,
      eth_getBlockByNumber: { ...fees.eth_getBlockByNumber, baseFeePerGas: undefined },
    });
    expect(await legacy.estimate(wallet, mint)).toEqual({
      gas: 1_200n,
      maxFeePerGas: 110n,
      maxPriorityFeePerGas: 110n,
    });
  });

  it('a token without code is unavailable rather than empty', async () => {
    const chain = chainAnswering({ eth_call: '0x', eth_getCode: '0x' });
    await expect(chain.erc20Balance(token, wallet)).rejects.toThrow(ChainUnavailable);
    expect(await chain.isContract(token)).toBe(false);
  });

  it('encodes the calls that sagas ask for', () => {
    const chain = chainAnswering({});
    const padded = wallet.slice(2).padStart(64, '0');
    expect(chain.encode(mint)).toEqual({ to: token, data: `0x6a627842${padded}` });
    expect(chain.encode({ type: 'erc20.transfer', token, to: wallet, amount: '255' })).toEqual({
      to: token,
      data: `0xa9059cbb${padded}${'ff'.padStart(64, '0')}`,
    });
    expect(() =>
      chain.encode({ type: 'erc20.transfer', token, to: wallet, amount: '-1' }),
    ).toThrow();
  });
});

/**
 * Who used a nonce decides whether a payment is made again. Judged on the in-process chain, whose answers are
 * bent to those of nodes that are behind each other.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Chain, Hex } from '../../domain/chain-port.ts';
import {
  type ChainFixture,
  openChainFixture,
  other,
  transfer,
} from '../../tests/harness/worlds/chain-fixture.ts';
import type { AttemptRow } from './attempts.ts';
import { judgeSlot } from './judge-slot.ts';

let on: ChainFixture;
beforeAll(async () => {
  on = await openChainFixture('in-process');
});
afterAll(() => on[Symbol.asyncDispose]());

function attemptOf(txHash: Hex): AttemptRow {
  return {
    id: '018f0000-0000-7000-8000-000000000001',
    programId: null,
    slotId: '018f0000-0000-7000-8000-000000000002',
    ordinal: 1,
    txHash,
    purpose: 'CALL',
    rawTransaction: '0x02',
    gasLimit: 1n,
    maxFeePerGas: 1n,
    maxPriorityFeePerGas: 1n,
    createdAt: new Date(0),
    broadcastAt: null,
    broadcastBlock: null,
    minedBlock: null,
    minedBlockHash: null,
    gasUsed: null,
    effectiveGasPrice: null,
  };
}

/** One transaction mined, `depth` blocks deep; judged as the slot's own or as a stranger's. */
async function judge(depth: number, { own, around }: { own: boolean; around?: Partial<Chain> }) {
  const wallet = on.minter.address;
  const nonce = await on.chain.nonce(wallet, 'latest');
  const { txHash } = await on.send(on.minter, transfer(on.tokens.sge, other.address, 1n));
  for (let count = 1; count < depth; count += 1) await on.node.rpc('evm_mine');
  const attempts = [attemptOf(own ? txHash : `0x${'ab'.repeat(32)}`)];
  const judgement = await judgeSlot(
    { ...on.chain, ...around },
    { slot: { wallet, nonce }, attempts },
    3,
  );
  return { judgement, txHash };
}

test('an own transaction is mined, however deep', async () => {
  expect((await judge(1, { own: true })).judgement).toMatchObject({ status: 'mined', depth: 1n });
  expect((await judge(3, { own: true })).judgement).toMatchObject({ status: 'mined', depth: 3n });
});

test("a stranger's transaction counts once it is deep enough, and is named", async () => {
  expect((await judge(2, { own: false })).judgement.status).toBe('waiting');
  const { judgement, txHash } = await judge(3, { own: false });
  expect(judgement).toMatchObject({ status: 'taken', by: { txHash } });
});

test('an own transaction whose receipt the node does not have yet is not taken', async () => {
  const around = { receipt: async () => null };
  expect((await judge(9, { own: true, around })).judgement.status).toBe('waiting');
});

test('a nonce that one node calls used and another can not show is not taken', async () => {
  const around = { transactionOf: async () => null };
  expect((await judge(9, { own: false, around })).judgement.status).toBe('waiting');
});

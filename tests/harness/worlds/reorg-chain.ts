/** A chain that is mined by hand and can be taken back a number of blocks; the same on Anvil and in process. */
import { z } from 'zod';
import { developmentAccounts } from '../../../chain/development-keys.ts';
import type { Hex, Signer } from '../../../domain/chain-port.ts';
import type { ChainFixture } from './chain-fixture.ts';
import { freshSigner, transfer } from './chain-fixture.ts';

const feeAmount = 100_000_000n;

/** A wallet with USDC, and its signed fee. */
export interface Payer {
  readonly signer: Signer;
  /** The signed payment, to be sent and sent again. */
  readonly raw: Hex;
  readonly txHash: Hex;
}

export interface ReorgChain {
  /** Mines blocks of what is in the pool. */
  mine(blocks?: number): Promise<void>;
  /** Mines blocks that can be taken back, together with those that were mined so before. */
  mineForNow(blocks?: number): Promise<void>;
  /** Takes the newest `depth` blocks back, all mined for now. What was in them is in no pool either. */
  takeBack(depth: number): Promise<void>;
  /** Forgets these waiting transactions. */
  drop(hashes: readonly string[]): Promise<void>;
  /** Gives wallets what they need, in blocks of their own, and has each sign its fee. */
  payers(count: number): Promise<readonly Payer[]>;
  /** Puts a signed payment into the pool. */
  send(payer: Payer): Promise<void>;
}

const snapshotId = z.string();

/** The parts of a fixture that are needed. */
export type MinedFixture = Pick<ChainFixture, 'chain' | 'tokens' | 'sign'> & {
  readonly node: Pick<ChainFixture['node'], 'endpoint' | 'rpc'>;
  readonly minter: Pick<Signer, 'address'>;
};

/** Takes a fixture's mining in hand. */
export async function openReorgChain(fixture: MinedFixture): Promise<ReorgChain> {
  const { node, chain, tokens } = fixture;
  let snapshots: string[] = [];
  await node.rpc('evm_setAutomine', false);

  async function mine(blocks = 1): Promise<void> {
    snapshots = [];
    for (let block = 0; block < blocks; block++) await node.rpc('evm_mine');
  }

  return {
    mine,
    async mineForNow(blocks = 1) {
      for (let block = 0; block < blocks; block++) {
        snapshots.push(snapshotId.parse(await node.rpc('evm_snapshot')));
        await node.rpc('evm_mine');
      }
    },
    async takeBack(depth) {
      const taken = snapshots.splice(-depth);
      const [oldest] = taken;
      if (oldest === undefined || taken.length < depth)
        throw new Error(`Expected ${depth} blocks to take back`);
      await node.rpc('evm_revert', oldest);
      // Anvil mines the very same empty block again where its time is the same; in process none is like another.
      if ('rpcUrls' in node.endpoint.connection) await node.rpc('evm_increaseTime', 30);
    },
    async drop(hashes) {
      for (const txHash of hashes) await node.rpc('anvil_dropTransaction', txHash);
    },
    async payers(count) {
      const [bank] = developmentAccounts;
      if (bank === undefined) throw new Error('Expected development accounts');
      const signers = Array.from({ length: count }, freshSigner);
      for (const { address } of signers) {
        await node.rpc('anvil_setBalance', address, '0xde0b6b3a7640000');
        const call = chain.encode(transfer(tokens.usdc, address, feeAmount));
        await node.rpc('eth_sendTransaction', { from: bank.address, ...call, gas: '0x30d40' });
      }
      await mine();
      return Promise.all(
        signers.map(async (signer) => {
          const call = chain.encode(transfer(tokens.usdc, fixture.minter.address, feeAmount));
          return { signer, ...(await fixture.sign(signer, call, { nonce: 0 })) };
        }),
      );
    },
    async send({ raw }) {
      await chain.broadcast(raw);
    },
  };
}

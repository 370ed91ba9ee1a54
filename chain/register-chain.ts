import { and, eq } from 'drizzle-orm';
import type { Database } from '../db/database.ts';
import { chains, signers } from '../db/schema/chain.ts';
import type { Address, Chain } from '../domain/chain-port.ts';
import { invariant } from '../domain/errors.ts';

/** The chain is not the one this database belongs to, or the wallet was used behind its back. */
export class ChainSurprise extends Error {
  override readonly name = 'ChainSurprise';
}

/**
 * Compares the chain with what the database remembers of it and refuses to go on with another one
 * (design rule 14). The first start remembers: genesis hash, head, and the wallet's next nonce.
 * @throws ChainSurprise saying what was expected and what came; ChainUnavailable.
 */
export async function registerChain(db: Database, chain: Chain, wallet: Address): Promise<void> {
  const { chainId } = chain;
  const answered = await chain.nodeChainId();
  if (answered !== chainId) {
    throw new ChainSurprise(`CHAIN_ID: expected ${chainId}, but the node answers ${answered}`);
  }
  const genesis = await chain.block(0n);
  invariant(genesis !== null, 'Expected the chain to have a block 0');
  const first = await chain.head();
  await db
    .insert(chains)
    .values({ chainId, genesisHash: genesis.hash, watchedBlock: first.number })
    .onConflictDoNothing({ target: chains.chainId });
  const [known] = await db.select().from(chains).where(eq(chains.chainId, chainId));
  invariant(known !== undefined, `Expected chain ${chainId} to be registered`);
  if (known.genesisHash !== genesis.hash) {
    throw new ChainSurprise(
      `Chain ${chainId}: this database belongs to the chain with genesis ${known.genesisHash}, the node has ${genesis.hash}`,
    );
  }
  // Asked after the row was read: another worker's watcher moves the row on all the time.
  const head = await chain.head();
  if (head.number < known.watchedBlock) {
    throw new ChainSurprise(
      `Chain ${chainId}: block ${known.watchedBlock} was seen before, the node is only at ${head.number}`,
    );
  }
  await registerSigner(db, chain, wallet);
}

async function registerSigner(db: Database, chain: Chain, wallet: Address): Promise<void> {
  const { chainId } = chain;
  const pending = await chain.nonce(wallet, 'pending');
  await db
    .insert(signers)
    .values({ chainId, wallet, nextNonce: pending })
    .onConflictDoNothing({ target: [signers.chainId, signers.wallet] });
  const [signer] = await db
    .select()
    .from(signers)
    .where(and(eq(signers.chainId, chainId), eq(signers.wallet, wallet)));
  invariant(signer !== undefined, `Expected wallet ${wallet} to be registered`);
  const mined = await chain.nonce(wallet, 'latest');
  if (mined > signer.nextNonce) {
    throw new ChainSurprise(
      `Wallet ${wallet}: the chain has used nonces below ${mined}, the database has given out only those below ${signer.nextNonce}; somebody else sends from this wallet`,
    );
  }
}

import { and, asc, eq } from 'drizzle-orm';
import type { Database } from '../db/database.ts';
import { reportFindings } from '../db/findings.ts';
import { blocks, chains, signers } from '../db/schema/chain.ts';
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
  if (head.number < known.watchedBlock) await compareShorterChain(db, chain, head.number);
  await registerSigner(db, chain, wallet);
}

/**
 * A node that is behind what was seen before is out of step, or follows the chain after a reorganisation: both
 * pass, and the watcher deals with them. A chain that has nothing in common with the blocks that were kept
 * is another one.
 */
async function compareShorterChain(db: Database, chain: Chain, head: bigint): Promise<void> {
  const { chainId } = chain;
  const [oldest] = await db
    .select()
    .from(blocks)
    .where(eq(blocks.chainId, chainId))
    .orderBy(asc(blocks.number))
    .limit(1);
  const seen = oldest === undefined ? 'none of its blocks' : `its blocks from ${oldest.number} on`;
  const same = oldest !== undefined && (await chain.block(oldest.number))?.hash === oldest.hash;
  if (same) return;
  throw new ChainSurprise(
    `Chain ${chainId}: the node is only at block ${head}, and what was seen before (${seen}) is not what it has`,
  );
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
      `Wallet ${wallet}: the chain has used nonces below ${mined}, the database has given out only those below ${signer.nextNonce}; somebody else sends from this wallet. Once it is known who, \`npm run nonces:accept\` goes on from there`,
    );
  }
}

/**
 * Takes note that the wallet was used by somebody else: the next nonce is what the chain expects, and a finding
 * stays open. Gives the first nonce and the last that were used so; null when there are none. For an operator.
 */
export async function acceptNonces(
  db: Database,
  chain: Chain,
  wallet: Address,
): Promise<{ readonly first: number; readonly last: number } | null> {
  const mined = await chain.nonce(wallet, 'latest');
  return db.transaction(async (tx) => {
    const ours = and(eq(signers.chainId, chain.chainId), eq(signers.wallet, wallet));
    const [signer] = await tx.select().from(signers).where(ours).for('update');
    if (signer === undefined || mined <= signer.nextNonce) return null;
    await tx.update(signers).set({ nextNonce: mined }).where(ours);
    const used = { first: signer.nextNonce, last: mined - 1 };
    const detail = `Nonces ${used.first} to ${used.last} of ${wallet} were used by transactions the platform did not sign, and accepted.`;
    const subject = `wallet:${wallet}`;
    await reportFindings(tx, [{ code: 'NONCE_TAKEN', subject, programId: null, detail }]);
    return used;
  });
}

import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Address, Hex } from '../domain/chain-port.ts';
import { ApiError, invariant } from '../domain/errors.ts';
import { newId } from '../domain/ids.ts';
import { type Database, queryRows } from './database.ts';
import { authNonces, walletProofs } from './schema/people.ts';

/** What a signature was given for. One for one purpose counts for no other. */
export const proofPurposes = ['SESSION', 'REGISTRATION', 'TERMS'] as const;

/** A signature that was found to be the wallet's, and has not been counted yet. */
export interface WalletProof {
  readonly programId: string;
  /** Lower case. */
  readonly wallet: Address;
  readonly purpose: (typeof proofPurposes)[number];
  readonly message: string;
  readonly signature: Hex;
  readonly method: 'EOA' | 'CONTRACT';
  readonly nonce: string;
}

/** Expired nonces that one new nonce clears away. */
const clearedMax = 20;

/** Writes a nonce of a program, valid for a time, and clears away some that expired long ago. */
export async function issueNonce(
  db: Database,
  issued: { readonly nonce: string; readonly programId: string; readonly ttlMs: number },
): Promise<{ readonly issuedAt: Date; readonly expiresAt: Date }> {
  const { nonce, programId, ttlMs } = issued;
  const [row] = await db
    .insert(authNonces)
    .values({ nonce, programId, expiresAt: sql`now() + make_interval(secs => ${ttlMs / 1000})` })
    .returning({ issuedAt: authNonces.issuedAt, expiresAt: authNonces.expiresAt });
  invariant(row !== undefined, 'Expected the nonce to be written');
  await db.execute(sql`delete from auth_nonces where nonce in (
    select nonce from auth_nonces where expires_at < now() - interval '1 day'
      order by expires_at limit ${clearedMax} for update skip locked)`);
  return row;
}

/** Whether a nonce is the program's, has not expired and was not used. */
export async function isNonceLive(
  db: Database,
  { nonce, programId }: { readonly nonce: string; readonly programId: string },
): Promise<boolean> {
  const rows = await queryRows(
    db,
    sql`select nonce from auth_nonces where nonce = ${nonce} and program_id = ${programId}::uuid
      and used_at is null and expires_at > now()`,
    z.object({ nonce: z.string() }),
  );
  return rows.length > 0;
}

/**
 * Counts proofs, in the transaction of what they prove: their nonces are used up, and each is written down. Gives the
 * id of each, or why it does not count: its nonce was used, has expired or is another program's. Nonces are locked in
 * their order; the first of two proofs with the same nonce wins.
 */
export async function consumeProofs(
  tx: Database,
  proofs: readonly WalletProof[],
): Promise<(string | ApiError)[]> {
  if (proofs.length === 0) return [];
  const wanted = proofs.map(({ nonce, programId }) => ({ nonce, programId }));
  const used = await queryRows(
    tx,
    sql`with live as (
        select n.nonce from auth_nonces n
          join jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb) as w(nonce text, "programId" uuid)
            on n.nonce = w.nonce and n.program_id = w."programId"
          where n.used_at is null and n.expires_at > now()
          order by n.nonce for update of n
      ) update auth_nonces n set used_at = now() from (select distinct nonce from live) l
        where n.nonce = l.nonce and n.used_at is null returning n.nonce`,
    z.object({ nonce: z.string() }),
  );
  const free = new Set(used.map(({ nonce }) => nonce));
  const counted: (WalletProof & { readonly id: string })[] = [];
  const results = proofs.map((proof) => {
    if (!free.delete(proof.nonce)) return nonceRefused();
    const id = newId();
    counted.push({ id, ...proof });
    return id;
  });
  if (counted.length > 0) await tx.insert(walletProofs).values(counted);
  return results;
}

/** As {@link consumeProofs}, for one. */
export async function consumeProof(tx: Database, proof: WalletProof): Promise<string | ApiError> {
  const [result] = await consumeProofs(tx, [proof]);
  return result ?? nonceRefused();
}

/** The refusal of a proof whose nonce does not count. */
export function nonceRefused(): ApiError {
  return new ApiError(
    'WALLET_PROOF_INVALID',
    'The nonce is not known in this program, has expired, or was used already.',
  );
}

import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Address } from '../domain/chain-port.ts';
import { newId } from '../domain/ids.ts';
import { type Database, queryRows } from './database.ts';

const sessionRow = z.object({
  id: z.string(),
  programId: z.string(),
  /** Lower case. */
  wallet: z.custom<Address>((value) => typeof value === 'string' && /^0x[0-9a-f]{40}$/.test(value)),
  /** The proof that opened it. */
  proofId: z.string(),
  createdAt: z.coerce.date(),
  expiresAt: z.coerce.date(),
});

/** A wallet that is signed in to a program. */
export type WalletSession = z.infer<typeof sessionRow>;

const columns = sql`id, program_id as "programId", wallet, proof_id as "proofId", created_at as "createdAt", expires_at as "expiresAt"`;

/** A session to be. */
export interface NewSession {
  readonly programId: string;
  readonly wallet: Address;
  readonly proofId: string;
  /** SHA-256 of the token, hex. */
  readonly tokenHash: string;
  readonly ttlMs: number;
}

/** Opens a session. */
export async function insertSession(tx: Database, session: NewSession): Promise<WalletSession> {
  const { programId, wallet, proofId, tokenHash, ttlMs } = session;
  const [row] = await queryRows(
    tx,
    sql`insert into wallet_sessions (id, program_id, wallet, token_hash, proof_id, expires_at)
      values (${newId()}::uuid, ${programId}::uuid, ${wallet}, ${tokenHash}, ${proofId}::uuid,
        now() + make_interval(secs => ${ttlMs / 1000}))
      returning ${columns}`,
    sessionRow,
  );
  if (row === undefined) throw new Error('Expected the session to be written');
  return row;
}

/** The session of a token in a program; null when there is none, it has expired or was closed. */
export async function findSession(
  db: Database,
  { tokenHash, programId }: Pick<NewSession, 'tokenHash' | 'programId'>,
): Promise<WalletSession | null> {
  const [row] = await queryRows(
    db,
    sql`select ${columns} from wallet_sessions where token_hash = ${tokenHash}
      and program_id = ${programId}::uuid and revoked_at is null and expires_at > now()`,
    sessionRow,
  );
  return row ?? null;
}

/** Closes a session; harmless to repeat. */
export async function closeSession(db: Database, sessionId: string): Promise<void> {
  await db.execute(sql`update wallet_sessions set revoked_at = now()
    where id = ${sessionId}::uuid and revoked_at is null`);
}

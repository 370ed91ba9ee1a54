import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import { ApiError, invariant } from '../../domain/errors.ts';
import { type Database, queryRows } from '../database.ts';

/** A wallet that wants something of a program. */
export interface Applicant {
  readonly programId: string;
  /** Lower case. */
  readonly wallet: string;
  /** What it pays in; null where nothing is paid. */
  readonly token: 'USDC' | 'USDT' | null;
}

/** Which gates of program `p` are closed for a wallet with the row `g` of wallet_gates, or none. */
const closedGate = {
  kyc: sql`(p.kyc_required and g.kyc_passed_at is null)`,
  commerce: sql`(p.commerce_required and g.commerce_paid_at is null)`,
};

/** SQL: whether a wallet may register or claim as far as program `p` and its gates `g` go. */
export const gatesPassed: SQL = sql`(p.status = 'ACTIVE' and not ${closedGate.kyc} and not ${closedGate.commerce})`;

/**
 * SQL: quote `q` counts while it is valid, and for an hour more: what was paid in time may be recorded a little late.
 */
export const quoteCounts: SQL = sql`q.expires_at > now() - interval '1 hour'`;

const gateRow = z.object({
  index: z.number(),
  status: z.enum(['ACTIVE', 'PAUSED', 'ARCHIVED']),
  kyc_closed: z.boolean(),
  commerce_closed: z.boolean(),
  token_taken: z.boolean(),
});

/**
 * Why a program takes nothing new from each of the wallets, in the order given; null: it does. All of these may
 * change, so none is stored. A token that the program has stopped taking still pays for what was quoted in it.
 */
export async function gateRefusals(
  tx: Database,
  applicants: readonly Applicant[],
): Promise<(ApiError | null)[]> {
  if (applicants.length === 0) return [];
  const inputs = applicants.map(({ programId, wallet, token }, index) => ({
    index,
    program_id: programId,
    wallet,
    token,
  }));
  const rows = await queryRows(
    tx,
    sql`select c.index, p.status, ${closedGate.kyc} as kyc_closed, ${closedGate.commerce} as commerce_closed,
        (c.token is null or c.token = any(p.accepted_tokens) or exists (
          select from quotes q where q.program_id = p.id and q.wallet = c.wallet and q.token = c.token
            and ${quoteCounts})) as token_taken
      from jsonb_to_recordset(${JSON.stringify(inputs)}::jsonb) as c(index int, program_id uuid, wallet text, token text)
      join programs p on p.id = c.program_id
      left join wallet_gates g on g.program_id = p.id and g.wallet = c.wallet`,
    gateRow,
  );
  const found = new Map(rows.map((row) => [row.index, row]));
  return applicants.map(({ programId, token }, index) => {
    const row = found.get(index);
    invariant(row !== undefined, `Expected program ${programId} to exist`);
    if (row.status === 'ARCHIVED')
      return new ApiError('PROGRAM_PAUSED', 'The program is archived.');
    if (row.status === 'PAUSED') return new ApiError('PROGRAM_PAUSED');
    if (row.kyc_closed) return new ApiError('KYC_REQUIRED');
    if (row.commerce_closed) return new ApiError('PAYMENT_REQUIRED');
    return row.token_taken ? null : new ApiError('TOKEN_NOT_ACCEPTED', `${token} is not taken.`);
  });
}

/** Affiliates above one another and wallets they brought, as rows through the guards, and what they have earned. */
import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { type Database, queryRows } from '../../../db/database.ts';
import { commissionRuns, commissions } from '../../../db/schema/commissions.ts';
import { affiliates, attributions, walletProofs } from '../../../db/schema/people.ts';
import { newId } from '../../../domain/ids.ts';
import { randomWallet } from '../worlds/api-app.ts';
import type { Earner } from './payout-rows.ts';

/** Affiliates of a program, the root first, each below the one before. */
export async function growLine(
  db: Database,
  programId: string,
  length: number,
): Promise<readonly Earner[]> {
  const line: Earner[] = [];
  for (let depth = 0; depth < length; depth++) {
    const [affiliateId, wallet] = [newId(), randomWallet()];
    await db.insert(affiliates).values({
      ...{ id: affiliateId, programId, wallet, depth },
      parentId: line.at(-1)?.affiliateId ?? null,
      referralCode: codeOf(affiliateId),
      ...{ termsVersion: '1', termsHash: 'h' },
      termsProofId: await proofOf(db, { programId, wallet, purpose: 'TERMS' }),
    });
    line.push({ programId, affiliateId, wallet });
  }
  return line;
}

/** Affiliates of a program, none above another, entered in two statements. */
export async function growRow(
  db: Database,
  programId: string,
  count: number,
): Promise<readonly Earner[]> {
  if (count === 0) return [];
  const row = Array.from({ length: count }, () => {
    const earner: Earner = { programId, affiliateId: newId(), wallet: randomWallet() };
    const proof = signedProof({ programId, wallet: earner.wallet, purpose: 'TERMS' });
    return { earner, proof };
  });
  await db.insert(walletProofs).values(row.map(({ proof }) => proof));
  await db.insert(affiliates).values(
    row.map(({ earner: { affiliateId, wallet }, proof }) => ({
      ...{ id: affiliateId, programId, wallet, depth: 0, parentId: null },
      referralCode: codeOf(affiliateId),
      ...{ termsVersion: '1', termsHash: 'h', termsProofId: proof.id },
    })),
  );
  return row.map(({ earner }) => earner);
}

/** A referral code that no other affiliate has. */
function codeOf(affiliateId: string): string {
  return affiliateId.replaceAll('-', '').slice(-8).toUpperCase();
}

/** Has each affiliate bring a wallet that says so itself, in two statements; gives the wallets in the same order. */
export async function bringOneEach(
  db: Database,
  brought: readonly Earner[],
): Promise<readonly `0x${string}`[]> {
  if (brought.length === 0) return [];
  const row = brought.map(({ programId, affiliateId }) => {
    const wallet = randomWallet();
    const proof = signedProof({ programId, wallet, purpose: 'REGISTRATION' });
    return { programId, affiliateId, wallet, proof };
  });
  await db.insert(walletProofs).values(row.map(({ proof }) => proof));
  await db.insert(attributions).values(
    row.map(({ proof, ...who }) => ({
      ...{ ...who, id: newId(), source: 'test', proofId: proof.id },
      ...{ state: 'LOCKED' as const, lockedAt: new Date() },
    })),
  );
  return row.map(({ wallet }) => wallet);
}

/** Says that an affiliate brought a wallet; `proven`: the wallet says so itself. */
export async function bring(
  db: Database,
  wallet: string,
  by: { readonly affiliate: Earner | undefined; readonly proven: boolean },
): Promise<void> {
  const { affiliate, proven } = by;
  if (affiliate === undefined) throw new Error('Expected an affiliate');
  const { programId, affiliateId } = affiliate;
  const proofId = proven ? await proofOf(db, { programId, wallet, purpose: 'REGISTRATION' }) : null;
  await db.insert(attributions).values({
    ...{ id: newId(), programId, wallet, affiliateId, source: 'test', proofId },
    state: proven ? 'LOCKED' : 'PROVISIONAL',
    lockedAt: proven ? new Date() : null,
  });
}

type ProofToSign = Pick<typeof walletProofs.$inferInsert, 'programId' | 'wallet' | 'purpose'>;

function signedProof(of: ProofToSign) {
  const id = newId();
  return { ...of, id, message: 'm', signature: 's', method: 'EOA' as const, nonce: id };
}

async function proofOf(db: Database, of: ProofToSign): Promise<string> {
  const proof = signedProof(of);
  await db.insert(walletProofs).values(proof);
  return proof.id;
}

/** How the fee of an intent was split, and who earned of it, nearest first, what is taken back last. */
export async function runOf(db: Database, intentId: string) {
  const [run] = await db.select().from(commissionRuns).where(eq(commissionRuns.intentId, intentId));
  if (run === undefined) throw new Error(`Expected a commission run of ${intentId}`);
  const earned = await db
    .select()
    .from(commissions)
    .where(eq(commissions.runId, run.id))
    .orderBy(sql`${commissions.amount} < 0`, commissions.level);
  return { run, earned };
}

const differenceRow = z.object({ account: z.string(), asset: z.string() });

/**
 * Affiliates' accounts whose balance is not the sum of the commissions that are neither reversed nor paid: none,
 * whatever has happened.
 */
export async function differingAccounts(db: Database) {
  return await queryRows(
    db,
    sql`with owed as (
        select 'affiliate:' || affiliate_id || ':liability' as account, asset, sum(amount) as amount
          from commissions where status in ('ACCRUED', 'PAYABLE') group by affiliate_id, asset
      ), booked as (
        select a.name as account, p.asset, sum(case p.direction when 'credit' then p.amount else -p.amount end) as amount
          from accounts a join postings p on p.account_id = a.id where a.name like 'affiliate:%' group by a.name, p.asset
      )
      select coalesce(o.account, b.account) as account, coalesce(o.asset, b.asset) as asset
        from owed o full join booked b on b.account = o.account and b.asset = o.asset
        where coalesce(o.amount, 0) <> coalesce(b.amount, 0)`,
    differenceRow,
  );
}

import { eq } from 'drizzle-orm';
import type { Database } from '../db/database.ts';
import { commissionLine } from '../db/queries/commission-line.ts';
import { commissionRuns, commissions } from '../db/schema/commissions.ts';
import { programs } from '../db/schema/programs.ts';
import {
  commissionEarnedPostings,
  type Posting,
  programAccount,
} from '../domain/chart-of-accounts.ts';
import { type CommissionInputs, earningLine } from '../domain/commission-inputs.ts';
import {
  type CommissionSplit,
  commissionRuleVersion,
  splitFee,
} from '../domain/commission-split.ts';
import { invariant } from '../domain/errors.ts';
import { newId } from '../domain/ids.ts';
import { ensureAffiliateAccounts } from '../ledger/affiliate-accounts.ts';
import type { IntentRow } from './run-intent.ts';

const dayMs = 86_400_000;

/** A fee that a settlement earns, and who earns of it. */
export interface AccruedFee {
  readonly asset: string;
  readonly fee: bigint;
  readonly inputs: CommissionInputs;
  readonly split: CommissionSplit;
}

/**
 * Splits the fee that a claim's settlement earns between the affiliates above the payer and the program, by the
 * program's rates as they are now; null where the settlement earns no fee. What the affiliates are owed by it is
 * {@link commissionPostings}, to be posted together with the settlement.
 */
export async function splitEarnedFee(
  tx: Database,
  intent: IntentRow,
  settlement: readonly Posting[],
): Promise<AccruedFee | null> {
  const earned = settlement.filter(
    ({ account, direction }) =>
      account === programAccount(intent.programId, 'revenue') && direction === 'credit',
  );
  const [fee, ...others] = earned;
  if (fee === undefined) return null;
  invariant(others.length === 0, `Expected intent ${intent.id} to earn one fee`);
  const [program] = await tx.select().from(programs).where(eq(programs.id, intent.programId));
  invariant(program !== undefined, `Expected program ${intent.programId} to exist`);
  const line = await commissionLine(tx, intent.programId, intent.wallet);
  const inputs: CommissionInputs = {
    directBps: program.directCommissionBps,
    overrideBps: program.overrideCommissionBps,
    maxDepth: program.maxAffiliateDepth,
    holdPeriodDays: program.holdPeriodDays,
    programVersion: program.version,
    attribution: line.state,
    line: [...line.members],
  };
  const split = splitFee(fee.amount, inputs, earningLine(inputs));
  return { asset: fee.asset, fee: fee.amount, inputs, split };
}

/** What the program owes its affiliates by a split fee; the accounts are made where they are not there. */
export async function commissionPostings(
  tx: Database,
  programId: string,
  { asset, split }: AccruedFee,
): Promise<Posting[]> {
  await ensureAffiliateAccounts(
    tx,
    programId,
    split.parts.map(({ affiliateId }) => affiliateId),
  );
  return split.parts.flatMap(({ affiliateId, amount }) =>
    commissionEarnedPostings({ programId, affiliateId, amount, asset }),
  );
}

/** A settlement that was written, and when. */
export interface WrittenSettlement {
  readonly intent: IntentRow;
  readonly settlementId: string;
  readonly at: Date;
}

/** Writes down how a fee was split and what each affiliate earned; payable once the hold period is over. */
export async function recordCommissions(
  tx: Database,
  { intent, settlementId, at }: WrittenSettlement,
  { asset, fee, inputs, split }: AccruedFee,
): Promise<void> {
  const { programId } = intent;
  const runId = newId();
  const shared = { programId, settlementId, asset };
  await tx.insert(commissionRuns).values({
    ...shared,
    id: runId,
    intentId: intent.id,
    fee,
    kept: split.kept,
    ruleVersion: commissionRuleVersion,
    inputs,
  });
  if (split.parts.length === 0) return;
  const payableAt = new Date(at.getTime() + inputs.holdPeriodDays * dayMs);
  await tx.insert(commissions).values(
    split.parts.map(({ affiliateId, kind, level, amount }) => ({
      ...shared,
      id: newId(),
      runId,
      affiliateId,
      kind,
      level,
      amount,
      payableAt,
    })),
  );
}

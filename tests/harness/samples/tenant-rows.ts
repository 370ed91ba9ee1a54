/** One row of a program in every table that has rows of programs, each through the guards. */
import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { type Database, queryRows } from '../../../db/database.ts';
import { watches } from '../../../db/schema/chain.ts';
import { findings } from '../../../db/schema/findings.ts';
import {
  claims,
  decisions,
  idempotencyRecords,
  intents,
  payments,
} from '../../../db/schema/intents.ts';
import { auditLog } from '../../../db/schema/ledger.ts';
import {
  payoutBatches,
  payoutDecisions,
  payoutRetryApprovals,
} from '../../../db/schema/payouts.ts';
import {
  affiliates,
  attributions,
  authNonces,
  operatorRoles,
  operators,
  programTerms,
  walletProofs,
  walletSessions,
} from '../../../db/schema/people.ts';
import { quotes, users, walletGates } from '../../../db/schema/programs.ts';
import { newId } from '../../../domain/ids.ts';
import { ensureAffiliateAccounts } from '../../../ledger/affiliate-accounts.ts';
import { takeHold } from '../../../ledger/holds.ts';
import { post } from '../../../ledger/post.ts';
import { bankSays } from '../actors/by-hand.ts';
import { failPayouts } from '../actors/fail-payouts.ts';
import { payByHand } from '../actors/pay-by-hand.ts';
import { randomWallet } from '../worlds/api-app.ts';
import { createIntent, recordSettlement, transfer } from './ledger-fixtures.ts';
import {
  type Earner,
  earnCommission,
  enterPerson,
  planBatch,
  wishReversal,
} from './payout-rows.ts';
import { storeTransaction } from './stored-transactions.ts';

/** The tables that have a `program_id`, by the catalogue: a new one is among them without being named. */
export async function tenantTables(db: Database): Promise<string[]> {
  const rows = await queryRows(
    db,
    sql`select c.relname as table from pg_class c join pg_attribute a on a.attrelid = c.oid
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and a.attname = 'program_id'
        and not a.attisdropped
      order by c.relname`,
    z.object({ table: z.string() }),
  );
  return rows.map((row) => row.table);
}

/** Gives a program a row in each of them; the program's accounts are there already. */
export async function fillTenant(db: Database, programId: string): Promise<void> {
  const wallet = randomWallet();
  const intentId = await createIntent(db, programId, { of: wallet });
  await fillBusiness(db, { programId, intentId, wallet });
  await fillLedger(db, { programId, intentId });
  const affiliateId = await fillPeople(db, { programId, wallet });
  const earner = { programId, affiliateId, wallet };
  const other = await createIntent(db, programId, { of: randomWallet() });
  await recordSettlement(db, programId, other);
  await earnCommission(db, earner, { intentId: other, payable: false });
  const commissionId = await earnCommission(db, earner, { intentId });
  const paid = await planBatch(db, earner, { commissionId });
  await wishReversal(db, programId, intentId);
  await fillPayouts(db, earner, paid);
}

/** A payout that is paid and contradicted, and one that has failed and may be tried again. */
async function fillPayouts(
  db: Database,
  earner: Earner,
  paid: { readonly batchId: string; readonly payoutId: string },
): Promise<void> {
  const { programId } = earner;
  await ensureAffiliateAccounts(db, programId, [earner.affiliateId]);
  await payByHand(db, paid);
  const { payoutId } = paid;
  const resultId = await bankSays(db, { payoutId, outcome: 'FAILED', contradicts: true });
  await db.insert(payoutDecisions).values({
    ...{ id: newId(), programId, payoutId, resultId, outcome: 'PAID', reason: 'test' },
    operatorId: await enterPerson(db),
  });
  const intentId = await createIntent(db, programId, { of: randomWallet() });
  await recordSettlement(db, programId, intentId);
  const commissionId = await earnCommission(db, earner, { intentId });
  const failed = await planBatch(db, earner, { commissionId, period: '2026-11' });
  for (const status of ['APPROVED', 'PROCESSING'] as const)
    await db.update(payoutBatches).set({ status }).where(eq(payoutBatches.id, failed.batchId));
  const id = newId();
  await db.insert(intents).values({
    ...{ id, programId, kind: 'payout_batch', wallet: '0x', input: { batchId: failed.batchId } },
    ...{ idempotencyKey: id, workflowId: id, changedBy: 'test', changeReason: 'test' },
  });
  await failPayouts(db, failed.batchId);
  const [digest] = await queryRows(
    db,
    sql`select payout_retry_digest(${failed.batchId}::uuid) as digest`,
    z.object({ digest: z.string() }),
  );
  await db.insert(payoutRetryApprovals).values({
    ...{ payoutId: failed.payoutId, operatorId: await enterPerson(db), programId },
    digest: digest?.digest ?? '',
  });
}

interface Tenant {
  readonly programId: string;
  readonly intentId: string;
  readonly wallet: string;
}

async function fillBusiness(db: Database, { programId, intentId, wallet }: Tenant): Promise<void> {
  const id = newId();
  const later = new Date(Date.now() + 60_000);
  await db.insert(users).values({ id, programId, wallet, registerIntentId: intentId });
  await db.insert(walletGates).values({ programId, wallet });
  await db.insert(quotes).values({
    ...{ id, programId, wallet, token: 'USDC', feeAmount: 1n },
    ...{ quotedBlock: 1n, expiresAt: later },
  });
  await db.insert(claims).values({ programId, wallet, intentId });
  await db.insert(payments).values({
    ...{ id, programId, intentId, chainId: 31337, txHash: id, logIndex: 0, transferLogs: 1 },
    ...{ asset: 'USDC', amount: 1n, payer: wallet, recipient: '0x2' },
    ...{ blockNumber: 7n, blockHash: '0x7' },
  });
  await storeTransaction(db, { programId, intentId });
  await db
    .insert(watches)
    .values({ programId, intentId, txHash: id, chainId: 31337, confirmations: 1 });
  await db.insert(decisions).values({
    ...{ id, programId, intentId, type: 'retry', operator: 'operator:test' },
    ...{ reason: 'test', intentVersion: 0 },
  });
  const scope = `${programId}/test/test`;
  await db
    .insert(idempotencyRecords)
    .values({ scope, key: id, requestHash: id, programId, operation: 'test' });
  await db
    .insert(findings)
    .values({ id, programId, code: 'NONCE_GAP', subject: id, detail: 'test' });
}

async function fillLedger(
  db: Database,
  { programId, intentId }: Omit<Tenant, 'wallet'>,
): Promise<void> {
  await post(db, [transfer(programId, { debit: 'treasury', credit: 'suspense', amount: 10n })]);
  await recordSettlement(db, programId, intentId);
  const account = `program:${programId}:treasury`;
  await takeHold(db, { programId, intentId, account, asset: 'USDC', amount: 3n });
  await db
    .insert(auditLog)
    .values({ id: newId(), programId, actor: 'test', action: 'test', subject: 'test' });
}

async function fillPeople(
  db: Database,
  { programId, wallet }: Omit<Tenant, 'intentId'>,
): Promise<string> {
  const id = newId();
  const later = new Date(Date.now() + 60_000);
  await db.insert(operators).values({ id, name: id });
  await db.insert(operatorRoles).values({ operatorId: id, programId, role: 'viewer' });
  await db.insert(authNonces).values({ nonce: id, programId, expiresAt: later });
  await db.insert(walletProofs).values({
    ...{ id, programId, wallet, purpose: 'TERMS', message: 'm', signature: 's' },
    ...{ method: 'EOA', nonce: id },
  });
  await db
    .insert(walletSessions)
    .values({ id, programId, wallet, tokenHash: id, proofId: id, expiresAt: later });
  const referralCode = id.replaceAll('-', '').slice(-8).toUpperCase();
  await db.insert(affiliates).values({
    ...{ id, programId, wallet, referralCode, termsVersion: '1', termsHash: 'h' },
    ...{ termsProofId: id },
  });
  await db.insert(attributions).values({ id, programId, wallet, source: 'test' });
  await db.insert(programTerms).values({ id, programId, version: '1', hash: 'h', body: 'b' });
  return id;
}

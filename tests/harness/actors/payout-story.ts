/** The story of payouts: from referral links to money in affiliates' wallets, and one payment taken back. */
import { sql } from 'drizzle-orm';
import { expect } from 'vitest';
import { z } from 'zod';
import { batchSchema, batchWithPayoutsSchema } from '../../../api/schemas/payout.ts';
import { queryRows } from '../../../db/database.ts';
import { releaseCommissions } from '../../../db/release-commissions.ts';
import { storedAddress } from '../../../domain/chain-values.ts';
import { atOnce } from '../at-once.ts';
import { expectBalancedLedger } from '../oracles/exactly-once.ts';
import { differingAccounts } from '../samples/commission-tree.ts';
import { until } from '../until.ts';
import { type Paying, type PayoutStage, payFees, storyPatience } from '../worlds/payout-stage.ts';
import { enterOperator, type TestOperator } from './operators.ts';
import { withOtherKey } from './payout-cast.ts';
import { growTree, type Member } from './people-cast.ts';
import { type Asked, newWallet, signedProof } from './sign-in.ts';

const fee = 100_000_000n;
const width = 12;
const dayMs = 86_400_000;

type Role = 'operator' | 'approver' | 'owner';
type Batch = z.infer<typeof batchSchema>;

/** The people behind the counter. */
export async function enterStaff({ db }: PayoutStage) {
  const enter = (...roles: readonly Role[]) =>
    enterOperator(db, { roles: roles.map((role) => ({ role, programId: null })) });
  return {
    owner: await enter('owner'),
    maker: await enter('operator', 'approver'),
    editor: await enter('operator'),
    approver: await enter('approver'),
    second: await enter('approver'),
  };
}

/** Sends a request and expects it to be answered so. */
async function ask(
  door: Asked,
  path: string,
  { init, status }: { readonly init: RequestInit; readonly status: number },
): Promise<unknown> {
  const response = await door.request(path, init);
  const text = await response.text();
  expect([path, response.status, response.status === status ? '' : text]).toEqual([
    path,
    status,
    '',
  ]);
  return JSON.parse(text);
}

const batchPath = ({ batchId }: Pick<Batch, 'batchId'>) => `/api/v2/payouts/batch/${batchId}`;

/** A tree of depth 3, rewarded down to it. */
export async function growRewardedTree(
  stage: PayoutStage,
  owner: TestOperator,
): Promise<readonly Member[]> {
  const depth = owner.request({ maxAffiliateDepth: 3 }, { method: 'PATCH' });
  await ask(stage.door(), '/api/v2/programs/default', { init: depth, status: 200 });
  const { members } = await growTree(stage.door(), 'default', newWallet());
  expect(Math.max(...members.map((member) => member.depth))).toBe(3);
  return members;
}

/** Wallets register with the proof that an affiliate brought them, pay their fee and claim; all settles. Gives the claims. */
export async function payThroughTree(
  stage: PayoutStage,
  members: readonly Member[],
  count: number,
): Promise<string[]> {
  const payers: Paying[] = Array.from({ length: count }, (_, index) => ({
    account: newWallet(),
    tokenType: index % 3 === 2 ? 'USDT' : 'USDC',
    amount: fee,
  }));
  await atOnce([...payers.entries()], width, async ([index, { account }]) => {
    const proof = await signedProof(stage.door(), account, {
      ...{ program: 'default', purpose: 'REGISTRATION' },
    });
    const refCode = members[index % members.length]?.referralCode;
    const body = { programId: 'default', wallet: account.address, refCode, proof };
    await ask(stage.door(), '/api/v2/users', { init: keyed(body), status: 201 });
  });
  const wallets = payers.map(({ account }) => account.address.toLowerCase());
  await untilSettled(stage, 'register', wallets);
  const hashes = await payFees(stage, payers);
  const claimed = z.object({ intentId: z.string() });
  const claims = new Map<number, string>();
  await atOnce([...payers.entries()], width, async ([index, { account, tokenType }]) => {
    const body = { wallet: account.address, tokenType, txHash: hashes[index] };
    const init = keyed(body);
    const answer = await ask(stage.door(), '/api/claim/record', { init, status: 202 });
    claims.set(index, claimed.parse(answer).intentId);
  });
  await untilSettled(stage, 'claim', wallets);
  return payers.map((_, index) => claims.get(index) ?? '');
}

function keyed(body: object): RequestInit {
  const headers = { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() };
  return { method: 'POST', headers, body: JSON.stringify(body) };
}

async function untilSettled({ db }: PayoutStage, kind: string, wallets: readonly string[]) {
  let settled = 0;
  const look = async () => {
    const [row] = await queryRows(
      db,
      sql`select count(*)::int as settled from intents where kind = ${kind} and state = 'SETTLED' and wallet in (
        select value from jsonb_array_elements_text(${JSON.stringify(wallets)}::jsonb))`,
      z.object({ settled: z.number() }),
    );
    settled = row?.settled ?? 0;
    return settled === wallets.length;
  };
  const what = `${wallets.length} intents of kind ${kind} to settle`;
  await until(look, { what, ...storyPatience, state: () => ({ settled }) });
}

const sumsRow = z.object({
  asset: z.string(),
  fees: z.coerce.bigint(),
  kept: z.coerce.bigint(),
  parts: z.coerce.bigint(),
});

/** Fees = commissions + what the program kept, by asset, to the last unit; gives the fees. */
export async function expectFeesSplit({ db }: PayoutStage): Promise<ReadonlyMap<string, bigint>> {
  const rows = await queryRows(
    db,
    sql`select r.asset, sum(r.fee)::text as fees, sum(r.kept)::text as kept,
        coalesce(sum((select sum(c.amount) from commissions c where c.run_id = r.id and c.reverses_id is null)), 0)::text as parts
      from commission_runs r group by r.asset`,
    sumsRow,
  );
  for (const { fees, kept, parts } of rows) expect(kept + parts).toBe(fees);
  return new Map(rows.map(({ asset, fees }) => [asset, fees]));
}

/** The hold period holds; then it is over, since time is skipped. */
export async function skipHoldPeriod({ db }: PayoutStage): Promise<void> {
  expect(await releaseCommissions(db, { until: new Date().toISOString() })).toBe(0);
  const later = new Date(Date.now() + 31 * dayMs);
  expect(await releaseCommissions(db, { until: later.toISOString() })).toBeGreaterThan(0);
}

/** A batch of everything payable, made by one person, edited by another, approved by a third, carried out. */
export async function payBatch(
  stage: PayoutStage,
  {
    staff,
    door,
    period,
  }: {
    readonly staff: Awaited<ReturnType<typeof enterStaff>>;
    readonly door: Asked;
    readonly period: string;
  },
): Promise<Batch> {
  const { maker, editor, approver, second } = staff;
  const create = { init: maker.request({ programId: 'default', period }), status: 201 };
  const made = batchWithPayoutsSchema.parse(
    await ask(door, '/api/v2/payouts/batch/create', create),
  );
  const path = batchPath(made);
  const stand = (by: TestOperator, digest: string) => ({ init: by.request({ digest }) });
  const self = { ...stand(maker, made.digest), status: 403 };
  expect(await ask(door, `${path}/approve`, self)).toMatchObject({ code: 'SAME_OPERATOR' });
  const otherKey = await withOtherKey(stage.db, maker);
  const { headers, ...request } = self.init;
  const withKey = {
    ...Object.fromEntries(new Headers(headers)),
    'idempotency-key': crypto.randomUUID(),
  };
  const again = { ...request, headers: { ...withKey, authorization: `Bearer ${otherKey}` } };
  expect(await ask(door, `${path}/approve`, { init: again, status: 403 })).toMatchObject({
    code: 'SAME_OPERATOR',
  });
  const approved = await ask(door, `${path}/approve`, {
    ...stand(approver, made.digest),
    status: 200,
  });
  expect(approved).toMatchObject({ status: 'APPROVED' });
  const left = made.payouts[0]?.id;
  const edit = editor.request({ digest: made.digest, exclude: [left] }, { method: 'PATCH' });
  const edited = batchSchema.parse(await ask(door, path, { init: edit, status: 200 }));
  expect(edited).toMatchObject({ status: 'PENDING', version: 2, approvals: [] });
  const early = { init: maker.request({}), status: 409 };
  expect(await ask(door, `${path}/execute`, early)).toMatchObject({ code: 'APPROVALS_MISSING' });
  const stale = { ...stand(second, made.digest), status: 409 };
  expect(await ask(door, `${path}/approve`, stale)).toMatchObject({ code: 'BATCH_CHANGED' });
  await ask(door, `${path}/approve`, { ...stand(second, edited.digest), status: 200 });
  await ask(door, `${path}/execute`, { init: maker.request({}), status: 202 });
  const read = async () =>
    batchSchema.parse(await ask(door, path, { init: maker.request(), status: 200 }));
  await until(async () => (await read()).finishedAt !== null, {
    ...{ what: 'the batch to be finished', ...storyPatience },
    state: read,
  });
  const done = await read();
  expect(done).toMatchObject({ status: 'COMPLETED', paidAmount: done.totalAmount });
  return done;
}

const affiliateRow = z.object({
  affiliate: z.string(),
  wallet: storedAddress,
  asset: z.enum(['USDC', 'USDT']),
  paid: z.coerce.bigint(),
  open: z.coerce.bigint(),
  booked: z.coerce.bigint(),
});

/**
 * Every affiliate has on the chain what of its commissions is PAID, and is owed in the books what is not; and the treasury
 * has on the chain and in the books the fees less what was paid out.
 */
export async function expectAllAgree(
  stage: PayoutStage,
  fees: ReadonlyMap<string, bigint>,
): Promise<void> {
  const { db, chain, tokens, treasury } = stage;
  const rows = await queryRows(
    db,
    sql`select a.id as affiliate, a.wallet, c.asset,
        coalesce(sum(c.amount) filter (where c.status = 'PAID'), 0)::text as paid,
        coalesce(sum(c.amount) filter (where c.status in ('ACCRUED', 'PAYABLE')), 0)::text as open,
        coalesce((select sum(b.balance) from accounts k join account_balances b on b.account_id = k.id
          where k.name = 'affiliate:' || a.id || ':liability' and b.asset = c.asset), 0)::text as booked
      from commissions c join affiliates a on a.id = c.affiliate_id group by a.id, a.wallet, c.asset`,
    affiliateRow,
  );
  expect(rows.length).toBeGreaterThan(10);
  const paidOut = new Map<string, bigint>();
  for (const { wallet, asset, paid, open, booked } of rows) {
    const token = asset === 'USDC' ? tokens.usdc : tokens.usdt;
    expect([wallet, await chain.erc20Balance(token, wallet), booked]).toEqual([wallet, paid, open]);
    paidOut.set(asset, (paidOut.get(asset) ?? 0n) + paid);
  }
  for (const [asset, total] of fees) {
    const token = asset === 'USDC' ? tokens.usdc : tokens.usdt;
    const left = total - (paidOut.get(asset) ?? 0n);
    expect([asset, await chain.erc20Balance(token, treasury)]).toEqual([asset, left]);
  }
  expect(await differingAccounts(db)).toEqual([]);
  await expectBalancedLedger({ db });
}

/** A claim whose commissions were all paid. */
export async function paidClaim({ db }: PayoutStage, claims: readonly string[]): Promise<string> {
  const [row] = await queryRows(
    db,
    sql`select r.intent_id as id from commission_runs r join commissions c on c.run_id = r.id
      where r.intent_id in (select value::uuid from jsonb_array_elements_text(${JSON.stringify(claims)}::jsonb))
      group by r.intent_id having bool_and(c.status = 'PAID') and count(*) > 1 limit 1`,
    z.object({ id: z.string() }),
  );
  if (row === undefined) throw new Error('Expected a claim whose commissions are paid');
  return row.id;
}

/** Two people have the settlement of a claim reversed; what was paid is carried below zero. */
export async function reverseClaim(
  stage: PayoutStage,
  { maker, editor }: Awaited<ReturnType<typeof enterStaff>>,
  claim: string,
): Promise<void> {
  const path = `/api/v2/intents/${claim}/reversal`;
  const status = z.object({ status: z.string() });
  const reason = { reason: 'the fee was taken by mistake' };
  for (const by of [maker, editor])
    await ask(stage.door(), path, { init: by.request(reason), status: 202 });
  const look = async () => {
    const told = await ask(stage.door(), path, { init: maker.request(), status: 200 });
    return status.parse(told).status === 'REVERSED';
  };
  await until(look, { what: `claim ${claim} to be reversed`, ...storyPatience });
  const rows = await queryRows(
    stage.db,
    sql`select c.amount::text as amount, c.status from commissions c join commission_runs r on r.id = c.run_id
      where r.intent_id = ${claim}::uuid order by c.amount`,
    z.object({ amount: z.coerce.bigint(), status: z.string() }),
  );
  expect(rows.reduce((sum, { amount }) => sum + amount, 0n)).toBe(0n);
  const carried = rows.filter(({ amount }) => amount < 0n);
  expect(new Set(carried.map((row) => row.status))).toEqual(new Set(['PAYABLE']));
  expect(carried.length * 2).toBe(rows.length);
}

/** What was carried is in payouts of a batch, and paid with it. */
export async function expectCarried(
  stage: PayoutStage,
  claim: string,
  batch: Batch,
): Promise<void> {
  const rows = await queryRows(
    stage.db,
    sql`select c.status, p.batch_id as batch from commissions c join commission_runs r on r.id = c.run_id
        left join payout_items i on i.commission_id = c.id and i.live left join payouts p on p.id = i.payout_id
      where r.intent_id = ${claim}::uuid and c.amount < 0`,
    z.object({ status: z.string(), batch: z.string().nullable() }),
  );
  expect(rows.length).toBeGreaterThan(0);
  for (const row of rows) {
    // Whoever was left out of that batch by an edit carries it on.
    if (row.batch === null) expect(row.status).toBe('PAYABLE');
    else expect(row).toEqual({ status: 'PAID', batch: batch.batchId });
  }
  expect(rows.some((row) => row.batch !== null)).toBe(true);
}

const thisMonth = () => new Date().toISOString().slice(0, 7);

/** The whole story. */
export async function playPayoutStory(stage: PayoutStage): Promise<void> {
  const staff = await enterStaff(stage);
  const members = await growRewardedTree(stage, staff.owner);
  const claims = await payThroughTree(stage, members, stage.usersMax);
  await expectFeesSplit(stage);
  await skipHoldPeriod(stage);
  const first = await payBatch(stage, { staff, door: stage.door(), period: thisMonth() });
  await expectAllAgree(stage, await expectFeesSplit(stage));
  const claim = await paidClaim(stage, claims);
  await reverseClaim(stage, staff, claim);
  await payThroughTree(stage, members, members.length * 3);
  await skipHoldPeriod(stage);
  const next = nextOf(first.period);
  const second = await payBatch(stage, { staff, door: stage.nextMonth, period: next });
  await expectCarried(stage, claim, second);
  await expectAllAgree(stage, await expectFeesSplit(stage));
}

function nextOf(period: string): string {
  const [year = 0, month = 0] = period.split('-').map(Number);
  return new Date(Date.UTC(year, month)).toISOString().slice(0, 7);
}

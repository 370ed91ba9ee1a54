/** Paid claims that are each to be held up at one crash point, and what must be true of them in the end. */
import { eq, sql } from 'drizzle-orm';
import { expect } from 'vitest';
import { z } from 'zod';
import { createChain } from '../../../chain/viem-chain.ts';
import { accept } from '../../../db/accept.ts';
import { queryRows } from '../../../db/database.ts';
import { intents } from '../../../db/schema/intents.ts';
import { workflowIdOf } from '../../../domain/ids.ts';
import { type CrashPoint, factsOf } from '../../../platform/crash-points.ts';
import { expectAllExactlyOnce } from '../oracles/all-exactly-once.ts';
import { claimItem, walletNumber } from '../samples/writes.ts';
import { until } from '../until.ts';
import type { Held } from '../worlds/crash-gate.ts';
import type { RealPlatform } from '../worlds/real-platform.ts';
import { enterUsers, payFee } from './claimants.ts';
import { retryItem } from './decisions.ts';
import { type HttpAnswer, write } from './flow.ts';

const fee = 100_000_000n;
const endTimeoutMs = 90_000;

/** A claim on its way to its point. */
export interface CrashClaim {
  readonly point: CrashPoint;
  readonly wallet: `0x${string}`;
  readonly txHash: `0x${string}`;
  readonly key: string;
}

/** A claim that was taken in. */
export interface AcceptedClaim extends CrashClaim {
  readonly intentId: string;
  readonly workflowId: string;
}

let wallets = 0xdead00;

/** A registered wallet that has paid, for each point; for a claim that is to fail, too little. */
export async function payForClaims(
  platform: RealPlatform,
  points: readonly CrashPoint[],
): Promise<CrashClaim[]> {
  const claims: CrashClaim[] = [];
  for (const point of points) {
    const wallet = walletNumber(wallets++);
    await enterUsers(platform, [wallet]);
    const amount = factsOf(point).way === 'fails' ? 1n : fee;
    const txHash = await payFee(platform, { wallet, amount });
    claims.push({ point, wallet, txHash, key: `${point}-${wallet}` });
  }
  return claims;
}

/** The workflow ID that the API gives a claim. */
export function workflowIdOfClaim({ wallet, key }: CrashClaim): string {
  const caller = `wallet:${wallet}`;
  return workflowIdOf('claim', { program: 'default', caller, operation: 'claim.record' }, key);
}

/** Sends a claim to the API. */
export function sendClaim(api: string, { wallet, txHash, key }: CrashClaim): Promise<HttpAnswer> {
  const body = { wallet, txHash, tokenType: 'USDC' };
  return write(`${api}/api/claim/record`, key, body);
}

/** Has a claim taken in by the API; one that the relay is to find is written without anybody starting it. */
export async function acceptClaim(
  platform: RealPlatform,
  api: string,
  claim: CrashClaim,
): Promise<AcceptedClaim & { readonly answer: HttpAnswer | null }> {
  if (factsOf(claim.point).way === 'relayed') {
    const { wallet, txHash, key } = claim;
    const item = claimItem({ programId: platform.programId, wallet, key, txHash });
    await accept(platform.db, [item]);
    if (item.effect.type !== 'claim') throw new Error('Expected a claim');
    const { id: intentId, workflowId } = item.effect.intent;
    return { ...claim, intentId, workflowId, answer: null };
  }
  const answer = await sendClaim(api, claim);
  expect(answer.status, answer.text).toBe(202);
  return { ...(await findClaim(platform, claim)), answer };
}

/** The intent of a wallet's claim. */
export async function findClaim(platform: RealPlatform, claim: CrashClaim): Promise<AcceptedClaim> {
  const found = await platform.db.select().from(intents).where(eq(intents.wallet, claim.wallet));
  const [only, ...others] = found;
  if (only === undefined || others.length > 0)
    throw new Error(`Expected one intent of ${claim.wallet}, got ${found.length}`);
  return { ...claim, intentId: only.id, workflowId: only.workflowId };
}

/** Where a claim is to be held up. */
export function heldAt({ point, intentId, workflowId }: AcceptedClaim): Held {
  return { point, subjects: [intentId, workflowId] };
}

type IntentRow = typeof intents.$inferSelect;

/** Waits until an intent is as it should be; one that has ended otherwise is an error. */
export async function untilIntent(
  platform: RealPlatform,
  { intentId, point }: AcceptedClaim,
  isSo: (row: IntentRow) => boolean,
): Promise<void> {
  let row: IntentRow | undefined;
  const look = async () => {
    [row] = await platform.db.select().from(intents).where(eq(intents.id, intentId));
    if (row !== undefined && isSo(row)) return true;
    if (row?.state === 'SETTLED' || row?.state === 'FAILED')
      throw new Error(`The claim held at ${point} is ${JSON.stringify(row)}`);
    return false;
  };
  const what = `the claim held at ${point} to get on`;
  await until(look, { what, timeoutMs: endTimeoutMs, everyMs: 100, state: () => row });
}

/** Waits until each claim has come to the end its way leads to. */
export async function untilEnded(
  platform: RealPlatform,
  claims: readonly AcceptedClaim[],
): Promise<void> {
  for (const claim of claims) {
    const end = factsOf(claim.point).way === 'fails' ? 'FAILED' : 'SETTLED';
    await untilIntent(platform, claim, ({ state, parked }) => state === end && !parked);
  }
}

/** Writes an operator's decision to retry, as the API does. */
export async function decideRetry(
  platform: RealPlatform,
  { intentId }: AcceptedClaim,
): Promise<void> {
  const { programId, db } = platform;
  const [outcome] = await accept(db, [retryItem({ programId, intentId })]);
  expect(outcome?.status).toBe('accepted');
}

const failedRow = z.object({ failed: z.number(), payments: z.number(), sent: z.number() });

/**
 * Expects what was to settle to be settled exactly once, with one delivery, and what was to fail to have failed with
 * its payment booked once and nothing sent.
 */
export async function expectEffectsOnce(
  platform: RealPlatform,
  claims: readonly AcceptedClaim[],
): Promise<void> {
  const settled = claims.filter(({ point }) => factsOf(point).way !== 'fails');
  await expectAllExactlyOnce(platform, settled);
  const chain = createChain(platform.endpoint);
  for (const { intentId, wallet, point } of claims) {
    if (factsOf(point).way !== 'fails') continue;
    const [found] = await queryRows(
      platform.db,
      sql`select
        (select count(*)::int from intents where id = ${intentId} and state = 'FAILED' and failure_code = 'PAYMENT_MISMATCH') as failed,
        (select count(*)::int from payments where intent_id = ${intentId}) as payments,
        (select count(*)::int from slots where intent_id = ${intentId}) as sent`,
      failedRow,
    );
    expect(found, point).toEqual({ failed: 1, payments: 1, sent: 0 });
    expect(await chain.erc20Balance(platform.tokens.sge, wallet)).toBe(0n);
  }
  await chain.close();
}

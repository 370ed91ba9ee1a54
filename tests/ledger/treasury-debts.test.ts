/**
 * Goal: a treasury goes below what it has for what is gone already, and for nothing else: a payment that the chain has taken
 * back, and a payout whose money was held before. Method: postings as the activities make them, and the same by others, on
 * both engines.
 */
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../db/database.ts';
import { intents, payments } from '../../db/schema/intents.ts';
import {
  mirrorPostings,
  paymentBookedPostings,
  payoutPaidPostings,
  programAccount,
} from '../../domain/chart-of-accounts.ts';
import { newId } from '../../domain/ids.ts';
import { ensureAffiliateAccounts } from '../../ledger/affiliate-accounts.ts';
import { balanceOf } from '../../ledger/balances.ts';
import { InsufficientBalance } from '../../ledger/errors.ts';
import { convertHolds, takeHold } from '../../ledger/holds.ts';
import { post } from '../../ledger/post.ts';
import { createIntent, createProgram } from '../harness/samples/ledger-fixtures.ts';
import { engines, openTestDatabase, type TestDatabase } from '../harness/worlds/databases.ts';

const amount = 100n;

describe.each(engines)('%s', (engine) => {
  let database: TestDatabase;
  let db: Database;
  beforeAll(async () => {
    database = await openTestDatabase(engine);
    db = database.app;
  });
  afterAll(() => database?.[Symbol.asyncDispose]());

  /** A program whose treasury has one payment, which an intent has booked. */
  async function booked() {
    const programId = await createProgram(database);
    const intentId = await createIntent(db, programId);
    const id = newId();
    await db.insert(payments).values({
      ...{ id, programId, intentId, chainId: 31337, txHash: id, logIndex: 0, transferLogs: 1 },
      ...{
        asset: 'USDC',
        amount,
        payer: '0x1',
        recipient: '0x2',
        blockNumber: 7n,
        blockHash: '0x7',
      },
    });
    const postings = paymentBookedPostings({ programId, amount, asset: 'USDC' });
    await post(db, [{ programId, intentId, reference: `payment:${id}`, postings }]);
    const account = programAccount(programId, 'treasury');
    const has = async () => await balanceOf(db, account, 'USDC');
    const takeBack = async (reference: string, by: string | null = intentId) =>
      await post(db, [
        {
          ...{ programId, reference, postings: mirrorPostings(postings) },
          ...(by === null ? {} : { intentId: by }),
        },
      ]);
    return { programId, intentId, paymentId: id, account, has, takeBack };
  }

  /** The payout of it all, held. */
  async function held({ programId, account }: Awaited<ReturnType<typeof booked>>) {
    const intentId = await createIntent(db, programId);
    await takeHold(db, { programId, intentId, account, asset: 'USDC', amount });
    const affiliateId = newId();
    await ensureAffiliateAccounts(db, programId, [affiliateId]);
    const postings = payoutPaidPostings({ programId, affiliateId, amount, asset: 'USDC' });
    const settle = async () => {
      await convertHolds(db, [intentId]);
      await post(db, [{ programId, intentId, reference: `settlement:${intentId}`, postings }]);
    };
    return { intentId, settle, postings };
  }

  test('what was held before a payment vanished is settled all the same', async () => {
    const one = await booked();
    const payout = await held(one);
    await expect(one.takeBack(`vanished:payment:${one.paymentId}`)).rejects.toThrow(
      InsufficientBalance,
    );
    await db.update(payments).set({ status: 'VANISHED' }).where(eq(payments.id, one.paymentId));
    await one.takeBack(`vanished:payment:${one.paymentId}`);
    expect(await one.has()).toEqual({ posted: 0n, held: amount, available: -amount });
    await payout.settle();
    expect(await one.has()).toEqual({ posted: -amount, held: 0n, available: -amount });
  });

  test('nothing else does, whatever it is called', async () => {
    const one = await booked();
    await held(one);
    const refused = [
      one.takeBack(`test:${newId()}`),
      one.takeBack(`reversal:${newId()}`),
      one.takeBack(`reversal:${one.intentId}`),
      one.takeBack('settlement:x', null),
      one.takeBack(`settlement:${one.intentId}`),
    ];
    for (const outcome of await Promise.allSettled(refused))
      expect(outcome).toMatchObject({
        status: 'rejected',
        reason: expect.any(InsufficientBalance),
      });
    const [intent] = await db.select().from(intents).where(eq(intents.id, one.intentId));
    expect(intent?.state).toBe('PENDING');
    expect(await one.has()).toEqual({ posted: amount, held: amount, available: 0n });
  });
});

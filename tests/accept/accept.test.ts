/**
 * Goal: accept claims each key once and answers each request once, whatever comes together (design
 * rules 1 to 5). Method: the same suite on PGlite and PostgreSQL; what needs concurrency on PostgreSQL only.
 */
import { eq, sql } from 'drizzle-orm';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expireAnswers } from '../../activities/expire-answers.ts';
import { createAcceptor } from '../../api/accept-batcher.ts';
import { accept, lookupReplay, storeAnswer } from '../../db/accept.ts';
import type { AcceptItem } from '../../db/accept-types.ts';
import { intents } from '../../db/schema/intents.ts';
import { newId } from '../../domain/ids.ts';
import { failIntent, settleClaim } from '../harness/actors/move-intent.ts';
import { runs } from '../harness/depth.ts';
import { property } from '../harness/property.ts';
import {
  bodyOf,
  claimItem,
  countRows,
  hashNumber,
  openTestProgram,
  registerItem,
  settleUser,
  walletNumber,
} from '../harness/samples/writes.ts';
import { engines, openTestDatabase, type TestDatabase } from '../harness/worlds/databases.ts';

let wallets = 1000;
const nextWallet = () => walletNumber(wallets++);

describe.each(engines)('accept on %s', (engine) => {
  let database: TestDatabase;
  let programId: string;

  beforeAll(async () => {
    database = await openTestDatabase(engine, { connectionsMax: 20 });
    programId = await database.asOwner((owner) => openTestProgram(owner));
  });
  afterAll(() => database[Symbol.asyncDispose]());

  const register = (key: string, wallet = nextWallet(), content?: string): AcceptItem =>
    registerItem({ programId, wallet, key, ...(content === undefined ? {} : { content }) });

  async function acceptOne(item: AcceptItem) {
    const [outcome] = await accept(database.app, [item]);
    if (outcome === undefined) throw new Error('Expected an outcome');
    return outcome;
  }

  test('a replay is the first answer, byte for byte', async () => {
    const wallet = nextWallet();
    const first = await acceptOne(register('same', wallet));
    const again = await acceptOne(register('same', wallet));
    expect(first.status).toBe('accepted');
    expect(again.status).toBe('replayed');
    expect(bodyOf(again)).toBe(bodyOf(first));
    expect(await lookupReplay(database.app, register('same', wallet))).toEqual(again);
  });

  test('another request under the same key is a mismatch and changes nothing', async () => {
    const wallet = nextWallet();
    await acceptOne(register('reused', wallet));
    const before = await countRows(database.app, 'intents');
    expect((await acceptOne(register('reused', wallet, 'other content'))).status).toBe('mismatch');
    expect(await countRows(database.app, 'intents')).toBe(before);
  });

  test('the same key of another wallet is another key', async () => {
    expect((await acceptOne(register('shared key'))).status).toBe('accepted');
    expect((await acceptOne(register('shared key'))).status).toBe('accepted');
  });

  test('a duplicate inside one batch has one effect and one answer', async () => {
    const wallet = nextWallet();
    const before = await countRows(database.app, 'intents');
    const outcomes = await accept(database.app, [
      register('twin', wallet),
      register('twin', wallet),
    ]);
    expect(outcomes.map((outcome) => outcome.status)).toEqual(['accepted', 'replayed']);
    expect(bodyOf(outcomes[1])).toBe(bodyOf(outcomes[0]));
    expect(await countRows(database.app, 'intents')).toBe(before + 1);
  });

  test('a wallet registered under another key finds its registration, also inside one batch', async () => {
    const wallet = nextWallet();
    const [first, second] = await accept(database.app, [
      register('one', wallet),
      register('two', wallet),
    ]);
    const results = [first, second].map((outcome) =>
      outcome?.status === 'accepted' ? outcome.result : null,
    );
    expect(results.map((result) => result?.type === 'register' && result.outcome).sort()).toEqual([
      'created',
      'existing',
    ]);
    expect(
      new Set(results.map((result) => result?.type === 'register' && result.intentId)).size,
    ).toBe(1);
  });

  test('a refusal that may change frees its key; a final one is stored', async () => {
    const wallet = nextWallet();
    const claim = () => claimItem({ programId, wallet, key: 'c1', txHash: hashNumber(1) });
    const refused = await acceptOne(claim());
    expect(refused.status === 'refused' && refused.error.code).toBe('NOT_REGISTERED');
    expect(await lookupReplay(database.app, claim())).toBeNull();
    await acceptOne(register('r1', wallet));
    await settleUser(database.app, programId, wallet);
    const accepted = await acceptOne(claim());
    expect(accepted.status).toBe('accepted');
    await database.app.execute(sql`insert into claims (program_id, wallet, intent_id)
      select program_id, wallet, id from intents where wallet = ${wallet} and kind = 'claim'`);
    const final = () => claimItem({ programId, wallet, key: 'c2', txHash: hashNumber(2) });
    // The claim that has the slot may still fail and give it back.
    const early = await acceptOne(final());
    expect(early.status === 'refused' && early.error.code).toBe('ALREADY_CLAIMED');
    expect(await lookupReplay(database.app, final())).toBeNull();
    await settleClaim(database.app, wallet);
    const first = await acceptOne(final());
    expect(bodyOf(first)).toContain('ALREADY_CLAIMED');
    const replay = await acceptOne(final());
    expect(replay.status).toBe('replayed');
    expect(bodyOf(replay)).toBe(bodyOf(first));
  });

  test('a used payment is a final refusal once what it paid for is settled; one that came to nothing is free for its own wallet', async () => {
    const txHash = hashNumber(3);
    const [payer, other] = [nextWallet(), nextWallet()];
    for (const wallet of [payer, other]) {
      await acceptOne(register(`used ${wallet}`, wallet));
      await settleUser(database.app, programId, wallet);
    }
    const claim = (wallet: ReturnType<typeof nextWallet>, key: string) =>
      acceptOne(claimItem({ programId, wallet, key, txHash }));
    const paying = await claim(payer, 'pays');
    const intentId =
      paying.status === 'accepted' && paying.result?.type === 'claim' ? paying.result.intentId : '';
    await database.app.execute(sql`insert into payments (id, program_id, intent_id, chain_id, tx_hash, log_index,
        transfer_logs, asset, amount, payer, recipient, block_number, block_hash)
      values (${newId()}, ${programId}, ${intentId}, 31337, ${txHash}, 0, 1, 'USDC', 1, ${payer}, '0x1', 1, '0x')`);
    for (const wallet of [payer, other]) {
      const refused = await claim(wallet, 'early');
      expect(refused.status === 'refused' && refused.error.code).toBe('PAYMENT_ALREADY_USED');
    }
    await failIntent(database.app, intentId, 'TRANSACTION_REVERTED');
    expect((await claim(other, 'early')).status).toBe('refused');
    expect((await claim(payer, 'early')).status).toBe('accepted');
    await database.app.execute(
      sql`update payments set status = 'APPLIED' where tx_hash = ${txHash}`,
    );
    const final = await claim(other, 'late');
    expect(bodyOf(final)).toContain('PAYMENT_ALREADY_USED');
    expect(bodyOf(await claim(other, 'late'))).toBe(bodyOf(final));
  });

  test("a payment that an operator gave up stays the operator's to resolve", async () => {
    const wallet = nextWallet();
    await acceptOne(register('given up', wallet));
    await settleUser(database.app, programId, wallet);
    const txHash = hashNumber(4);
    const claim = claimItem({ programId, wallet, key: 'given up', txHash });
    await acceptOne(claim);
    const intentId = claim.effect.type === 'claim' ? claim.effect.intent.id : '';
    await database.app.execute(sql`insert into payments (id, program_id, intent_id, chain_id, tx_hash, log_index,
        transfer_logs, asset, amount, payer, recipient, block_number, block_hash)
      values (${newId()}, ${programId}, ${intentId}, 31337, ${txHash}, 0, 1, 'USDC', 1, ${wallet}, '0x1', 1, '0x')`);
    await failIntent(database.app, intentId, 'ABANDONED');
    const again = await acceptOne(claimItem({ programId, wallet, key: 'again', txHash }));
    expect(again.status === 'refused' && again.error.code).toBe('PAYMENT_ALREADY_USED');
  });

  test('a payment counts from the registration on, also when a later quote is named', async () => {
    const wallet = nextWallet();
    await acceptOne(register('quoted', wallet));
    await settleUser(database.app, programId, wallet);
    const quoteId = newId();
    await database.app.execute(sql`insert into quotes (id, program_id, wallet, token, fee_amount, quoted_block, expires_at)
      values (${quoteId}, ${programId}, ${wallet}, 'USDC', 100000000, 900, now() + interval '1 hour')`);
    const claim = claimItem({ programId, wallet, key: 'quoted', txHash: hashNumber(900) });
    if (claim.effect.type !== 'claim') throw new Error('Expected a claim');
    const outcome = await acceptOne({ ...claim, effect: { ...claim.effect, quoteId } });
    expect(outcome.status).toBe('accepted');
    const [intent] = await database.app
      .select()
      .from(intents)
      .where(eq(intents.id, claim.effect.intent.id));
    // The harness registers wallets in block 7.
    expect(intent?.input).toMatchObject({ quoteId, notBeforeBlock: '7' });
  });

  test('one bad item does not fail its batch', async () => {
    const broken = register('broken');
    const bad: AcceptItem = {
      ...broken,
      answer: () => {
        throw new Error('this answer can not be rendered');
      },
    };
    const outcomes = await accept(database.app, [register('good 1'), bad, register('good 2')]);
    expect(outcomes.map((outcome) => outcome.status)).toEqual(['accepted', 'failed', 'accepted']);
    expect(await lookupReplay(database.app, broken)).toBeNull();
  });

  test('a constraint that fails for one item is bisected away', async () => {
    const taken = register('taken');
    await acceptOne(taken);
    const clash = register('clash');
    if (clash.effect.type !== 'register' || taken.effect.type !== 'register')
      throw new Error('Expected registrations');
    const clashing: AcceptItem = {
      ...clash,
      effect: {
        ...clash.effect,
        intent: { ...clash.effect.intent, workflowId: taken.effect.intent.workflowId },
      },
    };
    const items = [
      ...Array.from({ length: 7 }, (_, index) => register(`around ${index}`)),
      clashing,
    ];
    const outcomes = await accept(database.app, items);
    expect(outcomes.map((outcome) => outcome.status)).toEqual([
      ...Array(7).fill('accepted'),
      'failed',
    ]);
  });

  test('an answer given later is stored once; whoever asks gets the first', async () => {
    const open: AcceptItem = { ...register('later'), answer: () => null };
    expect((await acceptOne(open)).status).toBe('accepted');
    expect((await acceptOne(open)).status).toBe('unanswered');
    const first = await storeAnswer(database.app, open, {
      status: 200,
      headers: {},
      body: 'first',
    });
    const second = await storeAnswer(database.app, open, {
      status: 202,
      headers: {},
      body: 'second',
    });
    expect([first.body, second.body]).toEqual(['first', 'first']);
    expect(bodyOf(await acceptOne(open))).toBe('first');
  });

  test('an old answer expires once its intent is final, and its key never runs again', async () => {
    const item = register('old');
    const first = await acceptOne(item);
    const intentId =
      first.status === 'accepted' && first.result?.type === 'register' ? first.result.intentId : '';
    // The intent is open: its answer stays, however old.
    await expireAnswers(database.app, { retentionDays: 0 });
    expect((await acceptOne(item)).status).toBe('replayed');
    await database.app.execute(
      sql`update intents set state = 'FAILED', failure_code = 'ABANDONED', changed_by = 'test', change_reason = 'test' where id = ${intentId}`,
    );
    expect(await expireAnswers(database.app, { retentionDays: 1 })).toBe(0);
    expect(await expireAnswers(database.app, { retentionDays: 0 })).toBeGreaterThanOrEqual(1);
    const before = await countRows(database.app, 'intents');
    expect(await acceptOne(item)).toEqual({ status: 'expired', intentId });
    expect(await countRows(database.app, 'intents')).toBe(before);
  });

  test('a crash between claim and commit leaves nothing behind', async () => {
    const item = register('crashed');
    const counts = () =>
      Promise.all([
        countRows(database.app, 'intents'),
        countRows(database.app, 'users'),
        countRows(database.app, 'idempotency_records'),
      ]);
    const before = await counts();
    await expect(
      database.app.transaction(async (tx) => {
        const [outcome] = await accept(tx, [item]);
        expect(outcome?.status).toBe('accepted');
        throw new Error('the process dies here');
      }),
    ).rejects.toThrow('the process dies here');
    expect(await counts()).toEqual(before);
    expect((await acceptOne(item)).status).toBe('accepted');
  });

  property(
    [
      fc.array(fc.tuple(fc.nat(4), fc.nat(2)), { minLength: 1, maxLength: 20 }),
      fc.string({ minLength: 8, maxLength: 8 }),
    ],
    { numRuns: runs(8) },
  )(
    'any batch: one effect per key, every outcome consistent with the first request of its key',
    async (requests, seed) => {
      const owner = nextWallet();
      const items = requests.map(([key, content]) =>
        register(`${seed}${key}`, owner, `content ${content}`),
      );
      const outcomes = await accept(database.app, items);
      const firstContent = new Map<number, number>();
      requests.forEach(([key, content], index) => {
        const first = firstContent.get(key);
        if (first === undefined) {
          firstContent.set(key, content);
          expect(['accepted', 'replayed', 'mismatch']).toContain(outcomes[index]?.status);
        } else expect(outcomes[index]?.status).toBe(first === content ? 'replayed' : 'mismatch');
      });
      const again = await accept(database.app, items);
      again.forEach((outcome, index) => {
        const before = outcomes[index];
        if (before?.status === 'accepted' || before?.status === 'replayed')
          expect(bodyOf(outcome)).toBe(bodyOf(before));
      });
    },
  );

  if (engine === 'postgres') {
    test('50 concurrent duplicates cause one effect and fifty equal answers', async () => {
      const wallet = nextWallet();
      const before = await countRows(database.app, 'intents');
      const outcomes = await Promise.all(
        Array.from({ length: 50 }, () => acceptOne(register('fifty', wallet))),
      );
      expect(outcomes.filter((outcome) => outcome.status === 'accepted')).toHaveLength(1);
      expect(new Set(outcomes.map(bodyOf)).size).toBe(1);
      expect(await countRows(database.app, 'intents')).toBe(before + 1);
    });

    test('batches with the same keys in opposite order do not deadlock', async () => {
      const owners = Array.from({ length: 40 }, nextWallet);
      const batch = (round: number) =>
        owners.map((wallet) => register(`opposite ${round}`, wallet));
      for (let round = 0; round < 10; round++) {
        const results = await Promise.all([
          accept(database.app, batch(round)),
          accept(database.app, batch(round).reverse()),
          accept(database.app, batch(round)),
        ]);
        expect(results.flat().filter((outcome) => outcome.status === 'accepted')).toHaveLength(40);
        expect(results.flat().filter((outcome) => outcome.status === 'replayed')).toHaveLength(80);
      }
    });

    test('a key whose first request is still running answers as unanswered after a short wait', async () => {
      const item = register('running');
      await database.app.transaction(async (tx) => {
        await accept(tx, [item]);
        // The harness waits 20 s for locks; a request does not.
        const waiting = database.app.transaction(async (other) => {
          await other.execute(sql`set local lock_timeout = '200ms'`);
          return await accept(other, [item]);
        });
        const [outcome] = await waiting;
        expect(outcome?.status).toBe('unanswered');
      });
    });

    test('group commit: 300 writes at once, each with its effect and its own answer', async () => {
      const started: string[] = [];
      const acceptor = createAcceptor({
        db: database.app,
        onIntent: (start) => started.push(start.intentId),
      });
      const outcomes = await Promise.all(
        Array.from({ length: 300 }, (_, index) => acceptor.accept(register(`group ${index}`))),
      );
      expect(outcomes.every((outcome) => outcome.status === 'accepted')).toBe(true);
      expect(new Set(outcomes.map(bodyOf)).size).toBe(300);
      expect(new Set(started).size).toBe(300);
    });
  }
});

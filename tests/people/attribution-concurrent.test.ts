/**
 * Goal: who brought whom holds while everything comes at once: one user per wallet, a lock is one of the proofs that
 * got through and never another, what proves nothing takes nothing from a proof, no circle and no deadlock. Method:
 * many connections to PostgreSQL (and batches on PGlite) send registrations, proofs and new affiliates together.
 */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { AcceptItem, AcceptOutcome } from '../../db/accept-types.ts';
import { queryRows } from '../../db/database.ts';
import { newId } from '../../domain/ids.ts';
import { inDepth } from '../harness/depth.ts';
import { seeded } from '../harness/samples/seeded.ts';
import { openTestProgram, walletNumber } from '../harness/samples/writes.ts';
import { engines, openTestDatabase, type TestDatabase } from '../harness/worlds/databases.ts';
import {
  type attributionRow,
  codeOf,
  loopIn,
  referralWorld,
  verdictOf,
} from '../harness/worlds/referral-world.ts';

type World = ReturnType<typeof referralWorld>;

describe.each(engines)('attribution on %s', (engine) => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await openTestDatabase(engine, { connectionsMax: 16 });
  });
  afterAll(() => database[Symbol.asyncDispose]());

  async function newWorld() {
    const slug = newId();
    const programId = await database.asOwner((owner) => openTestProgram(owner, slug));
    return { programId, world: referralWorld(database.app, programId) };
  }

  test('of many proofs of one wallet one locks it, and squatters change nothing', async () => {
    const { programId, world } = await newWorld();
    const codes = [];
    for (let index = 0; index < 5; index++)
      codes.push(codeOf(await world.join(walletNumber(200 + index))));
    const owner = walletNumber(300);
    const sent = await Promise.all(
      [...codes, ...codes].map((code, index) =>
        world.registration({ wallet: owner, named: { code }, proven: index >= codes.length }),
      ),
    );
    const outcomes = (await Promise.all(sent.map((item) => world.send(item)))).flat();
    expect(outcomes.map(verdictOf).sort()).toEqual(
      ['existing', 'new'].flatMap((verdict) => Array(verdict === 'new' ? 1 : 9).fill(verdict)),
    );
    const [attribution, ...others] = await world.attributions();
    expect(others).toEqual([]);
    expect(attribution?.state).toBe('LOCKED');
    const proofs = sent.map(nonceOf);
    const winner = codes[proofs.indexOf(attribution?.proof ?? null) % codes.length];
    const [named] = await queryRows(
      database.app,
      sql`select referral_code as code from affiliates where program_id = ${programId}::uuid and wallet = ${attribution?.affiliate}`,
      z.object({ code: z.string() }),
    );
    expect(named?.code).toBe(winner);
  });

  test('two affiliates that bring each other at once: one of them is refused', async () => {
    for (let round = 0; round < 10; round++) {
      const { world } = await newWorld();
      const [a, b] = [walletNumber(400), walletNumber(401)] as const;
      const codeA = codeOf(await world.join(a));
      const codeB = codeOf(await world.join(b));
      const sent = await Promise.all([
        world.registration({ wallet: a, named: { code: codeB }, proven: true }),
        world.registration({ wallet: b, named: { code: codeA }, proven: true }),
      ]);
      const outcomes =
        round % 2 === 0
          ? (await Promise.all(sent.map((item) => world.send(item)))).flat()
          : await world.send(...sent);
      expect(outcomes.map(verdictOf).sort()).toEqual(['REFERRAL_CYCLE', 'new']);
      expect(loopIn(await world.firmEdges())).toBeNull();
    }
  });

  test('a nonce proves once, however many registrations carry it', async () => {
    const { world } = await newWorld();
    const wallet = walletNumber(500);
    const first = await world.registration({ wallet, named: null, proven: true });
    const twins = await Promise.all(
      Array.from({ length: 4 }, () => world.registration({ wallet, named: null, proven: false })),
    );
    const copies = twins.map((twin) => withProofOf(twin, first));
    const outcomes = (await Promise.all([first, ...copies].map((item) => world.send(item)))).flat();
    const verdicts = outcomes.map(verdictOf).sort();
    expect(verdicts).toEqual([...Array(4).fill('WALLET_PROOF_INVALID'), 'new']);
  });

  test('everything at once', async () => {
    const { programId, world } = await newWorld();
    const pick = seeded(7);
    const wallets = Array.from({ length: 30 }, (_, index) => walletNumber(600 + index));
    const codes = new Map<string, string>();
    for (const wallet of wallets.slice(0, 6)) codes.set(wallet, codeOf(await world.join(wallet)));

    const sent = await sendRounds(world, { pick, wallets, codes });
    expect(sent.filter(({ outcome }) => outcome?.status === 'failed')).toEqual([]);
    expect(loopIn(await world.firmEdges())).toBeNull();
    const attributions = await world.attributions();
    for (const attribution of attributions) expectAsProven(attribution, sent);
    expect(attributions.filter(({ state }) => state === 'LOCKED').length).toBeGreaterThan(10);
    const [counted] = await queryRows(
      database.app,
      sql`select count(*)::int as users from users where program_id = ${programId}::uuid`,
      z.object({ users: z.number() }),
    );
    expect(attributions.length).toBe(counted?.users);
  });
});

interface Sent {
  readonly item: AcceptItem;
  readonly outcome: AcceptOutcome | undefined;
}

function wasAccepted({ outcome }: Sent): boolean {
  return outcome?.status === 'accepted' && outcome.result !== null;
}

interface Draw {
  readonly pick: (below: number) => number;
  readonly wallets: readonly `0x${string}`[];
  /** By wallet. */
  readonly codes: Map<string, string>;
}

/** A registration, proven or not, or somebody who becomes an affiliate. */
async function drawnItem(world: World, { pick, wallets, codes }: Draw): Promise<AcceptItem> {
  const wallet = wallets[pick(wallets.length)] ?? walletNumber(600);
  const known = [...codes.values()];
  const code = known[pick(known.length)] ?? 'NOBODYXX';
  if (pick(4) === 0) return await world.joining(wallet, pick(2) === 0 ? code : null);
  const named = pick(3) === 0 ? null : { code };
  return await world.registration({ wallet, named, proven: pick(2) === 0 });
}

const rounds = inDepth(3, 6);

/** Rounds of eight batches at once; whoever became an affiliate can be named from the next round on. */
async function sendRounds(world: World, draw: Draw): Promise<Sent[]> {
  const sent: Sent[] = [];
  for (let round = 0; round < rounds; round++) {
    const batches: AcceptItem[][] = [];
    for (let batch = 0; batch < 8; batch++) {
      const items = Array.from({ length: 6 }, () => drawnItem(world, draw));
      batches.push(await Promise.all(items));
    }
    const outcomes = await Promise.all(batches.map((batch) => world.send(...batch)));
    const pairs = batches.flatMap((batch, row) =>
      batch.map((item, column) => ({ item, outcome: outcomes[row]?.[column] })),
    );
    sent.push(...pairs);
    for (const { item, outcome } of pairs.filter(wasAccepted)) {
      if (item.effect.type === 'affiliate' && outcome !== undefined)
        draw.codes.set(item.effect.wallet, codeOf(outcome));
    }
  }
  return sent;
}

/** Locked by one of the wallet's own proofs that got through, where there is one. */
function expectAsProven(
  { state, proof, wallet, affiliate }: z.infer<typeof attributionRow>,
  sent: readonly Sent[],
): void {
  const own = sent
    .filter((one) => wasAccepted(one) && walletOf(one.item) === wallet)
    .map(({ item }) => nonceOf(item))
    .filter((id) => id !== null);
  expect(state).toBe(own.length > 0 ? 'LOCKED' : 'PROVISIONAL');
  if (proof !== null) expect(own).toContain(proof);
  expect(affiliate).not.toBe(wallet);
}

/** The wallet a registration is of; a proof of terms proves nothing about who brought a wallet. */
function walletOf({ effect }: AcceptItem): string | null {
  return effect.type === 'register' ? effect.intent.wallet : null;
}

function nonceOf({ effect }: AcceptItem): string | null {
  return effect.type === 'register' || effect.type === 'affiliate'
    ? (effect.proof?.nonce ?? null)
    : null;
}

function withProofOf(item: AcceptItem, other: AcceptItem): AcceptItem {
  if (item.effect.type !== 'register' || other.effect.type !== 'register') return item;
  return { ...item, effect: { ...item.effect, proof: other.effect.proof } };
}

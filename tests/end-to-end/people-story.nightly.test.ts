/**
 * Goal: who brought whom is exactly what was proven, whatever squatters try, and programs stay apart, on the real parts.
 * Method: two API processes and a worker on PostgreSQL, Redis, Temporal and Anvil; two programs with trees of depth
 * 3 and their users, who register with, without or late with a proof, while a squatter in each program goes for their keys,
 * attributions and claim slots; then the database is compared with what was proven, row by row.
 */
import { sql } from 'drizzle-orm';
import type { PrivateKeyAccount } from 'viem/accounts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { deployIdentityToken } from '../../chain/deploy.ts';
import { developmentAccounts } from '../../chain/development-keys.ts';
import { queryRows } from '../../db/database.ts';
import { payFee } from '../harness/actors/claimants.ts';
import { awaitFinal } from '../harness/actors/flow.ts';
import { enterOperator, type TestOperator } from '../harness/actors/operators.ts';
import { growTree, type Member, type Tree } from '../harness/actors/people-cast.ts';
import { type Asked, newWallet, serverAt, signedProof, signIn } from '../harness/actors/sign-in.ts';
import { atOnce } from '../harness/at-once.ts';
import { expectBalancedLedger, expectOneDelivery } from '../harness/oracles/exactly-once.ts';
import { type RealPlatform, startRealPlatform } from '../harness/worlds/real-platform.ts';

const usersMax = 300;
const width = 12;
const programs = ['default', 'second'] as const;
type Program = (typeof programs)[number];

let platform: RealPlatform;
let operator: TestOperator;
let doors: readonly Asked[];
let url: string;

beforeAll(async () => {
  platform = await startRealPlatform({ blockTimeS: 1 });
  const [, ...apis] = await Promise.all([
    platform.startWorker({ PAYMENT_WAIT_MS: '5000' }),
    platform.startApi({ REGISTER_WAIT_MS: '0' }),
    platform.startApi({ REGISTER_WAIT_MS: '0' }),
  ]);
  doors = apis.map((api) => serverAt(api.url));
  url = apis[0]?.url ?? '';
  operator = await enterOperator(platform.db);
});
afterAll(() => platform?.[Symbol.asyncDispose]());

/** One of the two API processes. */
let asked = 0;
const door = (): Asked => {
  const one = doors[asked++ % doors.length];
  if (one === undefined) throw new Error('Expected an API');
  return one;
};

interface Answered {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

const anything = z.record(z.string(), z.unknown());

async function send(path: string, init: RequestInit): Promise<Answered> {
  const response = await door().request(path, init);
  return { status: response.status, body: anything.parse(await response.json()) };
}

async function post(path: string, body: object, more: Readonly<Record<string, string>> = {}) {
  const headers = { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() };
  return await send(path, {
    method: 'POST',
    headers: { ...headers, ...more },
    body: JSON.stringify(body),
  });
}

/** What is to be known of a wallet in a program in the end. */
interface Truth {
  readonly state: 'PROVISIONAL' | 'LOCKED';
  readonly affiliate: string | null;
}

interface User {
  readonly account: PrivateKeyAccount;
  readonly tree: Tree;
  readonly other: Tree;
  /** Who really brought it; null: nobody. */
  readonly bringer: Member | null;
  readonly key: string;
}

const register = async ({ account, tree, key }: User, more: object, as = key) =>
  await post(
    '/api/v2/users',
    { programId: tree.program, wallet: account.address, ...more },
    { 'idempotency-key': as },
  );
const codeOf = (member: Member | null) => (member === null ? {} : { refCode: member.referralCode });
const proofIn = async (program: string, account: PrivateKeyAccount) =>
  await signedProof(door(), account, { program, purpose: 'REGISTRATION' });

/** A squatter comes first, under the very key that the owner will use; the owner proves the wallet late. */
async function late(user: User): Promise<void> {
  const first = await register(user, codeOf(user.tree.squatter));
  expect(first).toMatchObject({ status: 201, body: { isNew: true } });
  const proof = await proofIn(user.tree.program, user.account);
  const [proven, again] = await Promise.all([
    register(user, { ...codeOf(user.bringer), proof }),
    register(user, codeOf(user.tree.squatter), `${user.key}-again`),
  ]);
  const known = { status: 200, body: { isNew: false, intentId: first.body['intentId'] } };
  expect([proven, again]).toMatchObject([known, known]);
}

/** The owner says who it was and proves nothing; a squatter proves with what he has: his own key, another program's proof. */
async function unproven(user: User): Promise<void> {
  expect((await register(user, codeOf(user.bringer))).status).toBe(201);
  const { squatter, program } = user.tree;
  const forged = await proofIn(program, squatter.account);
  const foreign = await proofIn(user.other.program, user.account);
  for (const more of [{}, { proof: forged }, { proof: foreign }]) {
    const tried = await register(user, { ...codeOf(squatter), ...more }, crypto.randomUUID());
    expect(tried.status).toBe(Object.hasOwn(more, 'proof') ? 401 : 200);
  }
  const across = await register(user, codeOf(user.other.squatter), crypto.randomUUID());
  expect(across).toMatchObject({ status: 422, body: { code: 'UNKNOWN_REFERRAL' } });
}

/** The owner proves at once; the same proof counts no second time, and nothing after it changes anything. */
async function proven(user: User): Promise<void> {
  const proof = await proofIn(user.tree.program, user.account);
  const theft = { ...codeOf(user.tree.squatter), proof };
  expect((await register(user, { ...codeOf(user.bringer), proof })).status).toBe(201);
  expect((await register(user, theft, crypto.randomUUID())).status).toBe(401);
  const second = await proofIn(user.tree.program, user.account);
  const regret = { ...codeOf(user.tree.squatter), proof: second };
  expect((await register(user, regret, crypto.randomUUID())).status).toBe(200);
}

const ways = [late, unproven, proven];

/** The second program: a token of its own for the wallets that are in both, and terms that are published. */
async function openSecond(): Promise<void> {
  const [deployer] = developmentAccounts;
  if (deployer === undefined) throw new Error('Expected development accounts');
  const identityTokenAddress = await deployIdentityToken({
    endpoint: platform.endpoint,
    deployer: { unlocked: deployer.address },
    minter: platform.treasury,
  });
  const made = await send(
    '/api/v2/programs',
    operator.request({
      ...{ name: 'Second', slug: 'second', treasuryAddress: platform.treasury },
      ...{ feeUsd: 100, claimAmount: 1, confirmations: 1, identityTokenAddress },
    }),
  );
  expect(made.status).toBe(201);
  const terms = { version: '2026-01', text: 'Be honest.' };
  const published = await send('/api/v2/programs/second/terms', operator.request(terms));
  expect(published.status).toBe(201);
}

/** Affiliates who try to be brought by themselves or by those below them, and by those above. */
async function tryCircles({ program, members }: Tree, truth: Map<string, Truth>): Promise<void> {
  const [root, child] = members;
  const deepest = members.find(({ depth }) => depth === 3);
  if (root === undefined || child === undefined || deepest === undefined)
    throw new Error('Expected a tree of depth 3');
  const tryAs = async (member: Member, named: Member | null) =>
    await post('/api/v2/users', {
      ...{ programId: program, wallet: member.account.address, ...codeOf(named) },
      proof: await proofIn(program, member.account),
    });
  expect((await tryAs(root, root)).body['code']).toBe('SELF_REFERRAL');
  expect((await tryAs(root, deepest)).body['code']).toBe('REFERRAL_CYCLE');
  expect((await tryAs(child, deepest)).body['code']).toBe('REFERRAL_CYCLE');
  expect((await tryAs(deepest, root)).status).toBe(201);
  expect((await tryAs(root, null)).status).toBe(201);
  truth.set(keyOf(deepest.account), { state: 'LOCKED', affiliate: keyOf(root.account) });
  truth.set(keyOf(root.account), { state: 'LOCKED', affiliate: null });
}

const keyOf = ({ address }: PrivateKeyAccount) => address.toLowerCase();

function usersOf(trees: Readonly<Record<Program, Tree>>): User[] {
  return Array.from({ length: usersMax }, (_, index) => {
    const [tree, other] =
      index % 2 === 0 ? [trees.default, trees.second] : [trees.second, trees.default];
    // Every tenth one was brought by nobody.
    const bringer = index % 10 === 9 ? null : (tree.members[index % tree.members.length] ?? null);
    return { account: newWallet(), tree, other, bringer, key: `user-${index}` };
  });
}

test(`${usersMax} users, two programs, squatters: all is as proven`, async () => {
  await openSecond();
  const shared = newWallet();
  const trees = {
    default: await growTree(door(), 'default', shared),
    second: await growTree(door(), 'second', shared),
  };
  const truths = { default: new Map<string, Truth>(), second: new Map<string, Truth>() };
  const users = usersOf(trees);
  await atOnce([...users.entries()], width, async ([index, user]) => {
    const way = ways[index % ways.length] ?? late;
    await way(user);
    truths[user.tree === trees.default ? 'default' : 'second'].set(keyOf(user.account), {
      state: way === unproven ? 'PROVISIONAL' : 'LOCKED',
      affiliate: user.bringer === null ? null : keyOf(user.bringer.account),
    });
  });
  // Some are in both programs, where others have brought them.
  await atOnce(users.slice(0, 20), width, async ({ account, tree, other }) => {
    const bringer = other.members[0] ?? null;
    const there = { account, tree: other, other: tree, bringer, key: crypto.randomUUID() };
    await proven(there);
    truths[other === trees.default ? 'default' : 'second'].set(keyOf(account), {
      state: 'LOCKED',
      affiliate: bringer === null ? null : keyOf(bringer.account),
    });
  });
  for (const program of programs) await tryCircles(trees[program], truths[program]);
  for (const program of programs) {
    expect(await storedTree(program)).toEqual(toldTree(trees[program]));
    expect(await storedTruth(program)).toEqual(truths[program]);
    await expectOwnPeople(trees[program]);
  }
  await expectAllSettled(truths.default.size + truths.second.size);
  await keepSlot(users.filter((user) => user.tree === trees.default).slice(0, 2));
  await expectBalancedLedger(platform);
});

const ofProgram = (program: string) => sql`(select id from programs where slug = ${program})`;

async function storedTree(program: string): Promise<Map<string, string>> {
  const rows = await queryRows(
    platform.db,
    sql`select a.wallet, coalesce(p.wallet, '') || '/' || a.depth as place from affiliates a
      left join affiliates p on p.id = a.parent_id where a.program_id = ${ofProgram(program)}`,
    z.object({ wallet: z.string(), place: z.string() }),
  );
  return new Map(rows.map(({ wallet, place }) => [wallet, place]));
}

function toldTree({ members, squatter }: Tree): Map<string, string> {
  return new Map(
    [...members, squatter].map(({ account, parent, depth }) => [
      keyOf(account),
      `${parent === null ? '' : keyOf(parent.account)}/${depth}`,
    ]),
  );
}

/** Who brought whom, and by the wallet's own proof in this very program where it is locked. */
async function storedTruth(program: string): Promise<Map<string, Truth>> {
  const rows = await queryRows(
    platform.db,
    sql`select t.wallet, t.state, a.wallet as affiliate,
        t.state = 'PROVISIONAL' or (w.wallet = t.wallet and w.program_id = t.program_id and w.purpose = 'REGISTRATION') as "ownProof",
        a.id is null or a.program_id = t.program_id as "ownAffiliate"
      from attributions t left join affiliates a on a.id = t.affiliate_id left join wallet_proofs w on w.id = t.proof_id
      where t.program_id = ${ofProgram(program)}`,
    z.object({
      wallet: z.string(),
      state: z.enum(['PROVISIONAL', 'LOCKED']),
      affiliate: z.string().nullable(),
      ownProof: z.literal(true),
      ownAffiliate: z.literal(true),
    }),
  );
  return new Map(rows.map(({ wallet, state, affiliate }) => [wallet, { state, affiliate }]));
}

/** What the root of a tree sees over HTTP is its own; its session is nobody's in the other program. */
async function expectOwnPeople({ program, members: [root] }: Tree): Promise<void> {
  if (root === undefined) throw new Error('Expected a root');
  const { bearer: headers } = await signIn(door(), root.account, program);
  const page = await send(`/api/v2/affiliates/attribution?program=${program}&limit=200`, {
    headers,
  });
  const { referrals } = z
    .object({ referrals: z.array(z.object({ wallet: z.string() })) })
    .parse(page.body);
  const own = [...(await storedTruth(program))].filter(
    ([, { affiliate }]) => affiliate === keyOf(root.account),
  );
  expect(referrals.map(({ wallet }) => wallet.toLowerCase()).sort()).toEqual(
    own.map(([wallet]) => wallet).sort(),
  );
  const elsewhere = programs.find((other) => other !== program);
  const foreign = await send(`/api/v2/affiliates/me?program=${elsewhere}`, { headers });
  expect(foreign.status).toBe(401);
}

/** Every wallet has one registration and one identity token in each program it is in. */
async function expectAllSettled(count: number): Promise<void> {
  await expect
    .poll(
      async () => {
        const [row] = await queryRows(
          platform.db,
          sql`select count(*)::int as intents, count(*) filter (where i.state = 'SETTLED')::int as settled,
          count(distinct (u.program_id, u.token_id))::int as tokens
          from intents i left join users u on u.register_intent_id = i.id where i.kind = 'register'`,
          z.object({ intents: z.number(), settled: z.number(), tokens: z.number() }),
        );
        return row;
      },
      { timeout: 120_000, interval: 500 },
    )
    .toEqual({ intents: count, settled: count, tokens: count });
}

/** A squatter records a claim that was never paid, under the key of the owner, who then pays and claims. */
async function keepSlot(users: readonly User[]): Promise<void> {
  await atOnce(users, users.length, async ({ account }) => {
    const wallet = account.address;
    const key = { 'idempotency-key': 'claim' };
    const bogus = { wallet, tokenType: 'USDC', txHash: `0x${'be'.repeat(32)}` };
    expect((await post('/api/claim/record', bogus, key)).status).toBe(202);
    const txHash = await payFee(platform, { wallet, amount: 100_000_000n });
    const { bearer } = await signIn(door(), account);
    const claim = await post('/api/claim/record', { ...bogus, txHash }, { ...key, ...bearer });
    expect(claim.status).toBe(202);
    const intentId = z.string().parse(claim.body['intentId']);
    const { state } = await awaitFinal(url, intentId);
    expect(state).toBe('SETTLED');
    await expectOneDelivery(platform, wallet);
  });
}

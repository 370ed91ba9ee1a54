/**
 * Goal: claims in any program: prepared for treasury and vault, recorded, shown, and refused while a gate is closed.
 * Method: the app over PGlite with a chain that is nothing but numbers.
 */
import { eq, sql } from 'drizzle-orm';
import { decodeFunctionData, erc20Abi } from 'viem';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { claimVault } from '../../chain/contracts/claim-vault.generated.ts';
import { intents } from '../../db/schema/intents.ts';
import { programs, quotes, users, walletGates } from '../../db/schema/programs.ts';
import { newId } from '../../domain/ids.ts';
import { hashNumber, settleUser } from '../../tests/harness/samples/writes.ts';
import {
  openTestApi,
  randomWallet,
  type TestApi,
  write,
} from '../../tests/harness/worlds/api-app.ts';
import type { App } from '../app-parts.ts';
import { preparedClaimSchema } from '../schemas/prepared-claim.ts';

const fee = 100_000_000n;
const abi = [...erc20Abi, ...claimVault.abi];
const hexData = z.templateLiteral(['0x', z.string()]);
const vault = `0x${'7a'.repeat(20)}` as const;
let api: TestApi;
let app: App;
let otherId: string;
beforeAll(async () => {
  api = await openTestApi();
  app = api.app();
  otherId = await api.openProgram('other');
});
afterAll(() => api[Symbol.asyncDispose]());
beforeEach(async () => {
  api.chain.vault = null;
  api.chain.allowance = 0n;
  api.chain.down = false;
  await configure({
    status: 'ACTIVE',
    delivery: 'TREASURY',
    vaultAddress: null,
    kycRequired: false,
    commerceRequired: false,
    acceptedTokens: ['USDC', 'USDT'],
  });
});

const configure = (change: Partial<typeof programs.$inferInsert>) =>
  api.db.update(programs).set(change).where(eq(programs.id, otherId));

const post = (path: string, body: object) => app.request(path, write(body));
const claim = (body: object) => post('/api/v2/claims/intent', { programId: 'other', ...body });
const codeOf = async (response: Response) =>
  z.object({ code: z.string() }).parse(await response.json()).code;

async function registered(): Promise<`0x${string}`> {
  const wallet = randomWallet();
  const response = await app.request('/api/register', write({ wallet }));
  const { intentId } = z.object({ intentId: z.string() }).parse(await response.json());
  await api.db
    .insert(users)
    .values({ id: newId(), programId: otherId, wallet, registerIntentId: intentId });
  await settleUser(api.db, otherId, wallet);
  return wallet;
}

async function prepare(wallet: string, token?: 'USDC' | 'USDT') {
  const response = await claim({ wallet, ...(token === undefined ? {} : { token }) });
  expect(response.status).toBe(200);
  return preparedClaimSchema.parse(await response.json());
}

describe('prepared', () => {
  test('a claim for the treasury is one transfer, quoted with whom to pay', async () => {
    const prepared = await prepare(randomWallet());
    expect(prepared).toMatchObject({ needsApproval: false, needsReset: false });
    expect(prepared.transactions.map(({ data }) => data.slice(0, 10))).toEqual(['0xa9059cbb']);
    const [quote] = await api.db.select().from(quotes).where(eq(quotes.id, prepared.quoteId));
    expect(quote?.recipient).toBe(prepared.spender.toLowerCase());
    expect(quote?.programId).toBe(otherId);
  });

  test.each([
    ['USDC', 0n, ['approve', 'claim']],
    ['USDC', fee - 1n, ['approve', 'claim']],
    ['USDT', 0n, ['approve', 'claim']],
    ['USDT', fee - 1n, ['reset', 'approve', 'claim']],
    ['USDT', fee, ['claim']],
  ] as const)('a vault in %s with an allowance of %s', async (token, allowance, calls) => {
    await configure({ delivery: 'VAULT', vaultAddress: vault });
    api.chain.vault = fee;
    api.chain.allowance = allowance;
    const prepared = await prepare(randomWallet(), token);
    const names = prepared.transactions.map(({ data }) => {
      const { functionName, args } = decodeFunctionData({ abi, data: hexData.parse(data) });
      return functionName === 'approve' && args[1] === 0n ? 'reset' : functionName;
    });
    expect(names).toEqual(calls);
    expect(prepared.transactions.at(-1)?.to.toLowerCase()).toBe(vault);
    expect(prepared.spender.toLowerCase()).toBe(vault);
    expect(prepared).toMatchObject({
      needsReset: names.includes('reset'),
      needsApproval: allowance < fee,
      currentAllowance: allowance.toString(),
    });
  });

  test('nothing is prepared while the vault takes another fee, or the chain does not answer', async () => {
    await configure({ delivery: 'VAULT', vaultAddress: vault });
    api.chain.vault = fee + 1n;
    expect(await codeOf(await claim({ wallet: randomWallet() }))).toBe('UNAVAILABLE');
    api.chain.down = true;
    expect((await claim({ wallet: randomWallet() })).status).toBe(503);
  });
});

describe('recorded', () => {
  test('an intent of that program, with everybody whom the wallet may have paid', async () => {
    const wallet = await registered();
    const prepared = await prepare(wallet);
    await configure({ treasuryAddress: `0x${'11'.repeat(20)}` });
    const response = await claim({ wallet, txHash: hashNumber(1), quoteId: prepared.quoteId });
    expect(response.status).toBe(202);
    const answer = z.object({ intentId: z.string() }).parse(await response.json());
    expect(response.headers.get('location')).toBe(`/api/v2/intents/${answer.intentId}`);
    const [row] = await api.db.select().from(intents).where(eq(intents.id, answer.intentId));
    expect(row?.programId).toBe(otherId);
    const { recipients } = z.object({ recipients: z.array(z.string()) }).parse(row?.input);
    expect(recipients.toSorted()).toEqual(
      [`0x${'11'.repeat(20)}`, prepared.spender.toLowerCase()].toSorted(),
    );
  });

  test('a quote of another program is none', async () => {
    const wallet = await registered();
    const here = await post('/api/claim/prepare', { wallet });
    const { quoteId } = preparedClaimSchema.parse(await here.json());
    expect(await codeOf(await claim({ wallet, txHash: hashNumber(2), quoteId }))).toBe(
      'QUOTE_NOT_FOUND',
    );
  });

  test('a wallet that is registered elsewhere is not registered here', async () => {
    const wallet = randomWallet();
    await app.request('/api/register', write({ wallet }));
    await settleUser(api.db, api.programId, wallet);
    const refused = await claim({ wallet, txHash: hashNumber(3) });
    expect(refused.status).toBe(422);
    expect(await codeOf(refused)).toBe('NOT_REGISTERED');
  });

  test('a wallet that has claimed, and a payment that has paid, is refused here as on the old route', async () => {
    const wallet = await registered();
    const txHash = hashNumber(8);
    const first = await claim({ wallet, txHash });
    const { intentId } = z.object({ intentId: z.string() }).parse(await first.json());
    await api.db.execute(
      sql`insert into claims (program_id, wallet, intent_id) values (${otherId}, ${wallet}, ${intentId})`,
    );
    expect(await codeOf(await claim({ wallet, txHash }))).toBe('ALREADY_CLAIMED');
    await api.db.execute(sql`insert into payments (id, program_id, intent_id, chain_id, tx_hash, log_index, transfer_logs,
        asset, amount, payer, recipient, block_number, block_hash)
      values (gen_random_uuid(), ${otherId}, ${intentId}, 31337, ${txHash}, 0, 1, 'USDC', 1, ${wallet}, ${wallet}, 1, '0x')`);
    expect(await codeOf(await claim({ wallet: await registered(), txHash }))).toBe(
      'PAYMENT_ALREADY_USED',
    );
  });

  test('wrong requests name what is wrong', async () => {
    const wallet = randomWallet();
    for (const [body, status] of [
      [{ wallet, programId: 'nowhere' }, 404],
      [{ wallet, programId: crypto.randomUUID() }, 404],
      [{ wallet, programId: 'a\0b' }, 404],
      [{ wallet, programId: '' }, 400],
      [{ wallet, programId: 7 }, 400],
      [{ wallet, token: 'DAI' }, 400],
      [{ wallet, txHash: '0x12' }, 400],
      [{ wallet: '0x12' }, 400],
      [{}, 400],
    ] as const) {
      expect((await claim(body)).status).toBe(status);
    }
    expect(
      (await app.request('/api/v2/claims/intent', write({ programId: 'other' }, null))).status,
    ).toBe(400);
  });
});

describe('gates', () => {
  const closed: [string, Partial<typeof programs.$inferInsert>, number][] = [
    ['PROGRAM_PAUSED', { status: 'PAUSED' }, 403],
    ['KYC_REQUIRED', { kycRequired: true }, 403],
    ['PAYMENT_REQUIRED', { commerceRequired: true }, 403],
    ['TOKEN_NOT_ACCEPTED', { acceptedTokens: ['USDT'] }, 422],
  ];

  test.each(closed)('%s refuses quote and claim, and shows', async (code, change, status) => {
    const wallet = await registered();
    await configure(change);
    for (const body of [{ wallet }, { wallet, txHash: hashNumber(4) }]) {
      const refused = await claim(body);
      expect(refused.status).toBe(status);
      expect(await codeOf(refused)).toBe(code);
    }
    const info = await app.request(`/api/v2/claims/info?wallet=${wallet}&programId=other`);
    expect(await info.json()).toMatchObject({ eligible: code === 'TOKEN_NOT_ACCEPTED' });
  });

  test('a wallet that has passed its gates may claim; the gates of another program are not its own', async () => {
    const wallet = await registered();
    await configure({ kycRequired: true, commerceRequired: true });
    const passed = { kycPassedAt: new Date(), commercePaidAt: new Date() };
    await api.db.insert(walletGates).values({ programId: api.programId, wallet, ...passed });
    expect(await codeOf(await claim({ wallet }))).toBe('KYC_REQUIRED');
    await api.db.insert(walletGates).values({ programId: otherId, wallet, ...passed });
    expect((await claim({ wallet })).status).toBe(200);
    expect((await claim({ wallet, txHash: hashNumber(5) })).status).toBe(202);
  });

  test('a token that is not taken any more still pays for what was quoted in it', async () => {
    const wallet = await registered();
    await prepare(wallet, 'USDC');
    await configure({ acceptedTokens: ['USDT'] });
    expect((await claim({ wallet, txHash: hashNumber(6) })).status).toBe(202);
  });

  test('the old routes have the gates of the default program', async () => {
    const wallet = randomWallet();
    const set = (change: Partial<typeof programs.$inferInsert>) =>
      api.db.update(programs).set(change).where(eq(programs.id, api.programId));
    await set({ kycRequired: true });
    const refused = await post('/api/register', { wallet });
    expect(refused.status).toBe(403);
    expect(await codeOf(refused)).toBe('KYC_REQUIRED');
    await set({ kycRequired: false, commerceRequired: true });
    expect(await codeOf(await post('/api/register', { wallet }))).toBe('PAYMENT_REQUIRED');
    expect(await codeOf(await post('/api/claim/prepare', { wallet }))).toBe('PAYMENT_REQUIRED');
    await api.db
      .insert(walletGates)
      .values({ programId: api.programId, wallet, commercePaidAt: new Date() });
    expect((await post('/api/register', { wallet })).status).toBe(202);
    await settleUser(api.db, api.programId, wallet);
    const status = () => app.request(`/api/status?wallet=${wallet}`);
    expect(await (await status()).json()).toMatchObject({ eligible: true });
    await set({ kycRequired: true });
    expect(await (await status()).json()).toMatchObject({ eligible: false, minted: true });
    expect(await (await app.request(`/api/claim/info?wallet=${wallet}`)).json()).toMatchObject({
      eligible: false,
    });
    const body = { wallet, tokenType: 'USDC', txHash: hashNumber(7) };
    expect(await codeOf(await post('/api/claim/record', body))).toBe('KYC_REQUIRED');
    expect(await codeOf(await post('/api/claim/prepare', { wallet }))).toBe('KYC_REQUIRED');
    const unpaid = { ...body, wallet: randomWallet() };
    await set({ kycRequired: false, commerceRequired: false });
    await post('/api/register', { wallet: unpaid.wallet });
    await settleUser(api.db, api.programId, unpaid.wallet);
    await set({ commerceRequired: true });
    expect(await codeOf(await post('/api/claim/record', unpaid))).toBe('PAYMENT_REQUIRED');
    // What is registered already is answered as before.
    expect((await post('/api/register', { wallet })).status).toBe(202);
    await set({ kycRequired: false, commerceRequired: false, acceptedTokens: ['USDT'] });
    expect(await codeOf(await post('/api/claim/record', body))).toBe('TOKEN_NOT_ACCEPTED');
    expect(await codeOf(await post('/api/claim/prepare', { wallet }))).toBe('TOKEN_NOT_ACCEPTED');
    await set({ acceptedTokens: ['USDC', 'USDT'] });
  });
});

describe('shown', () => {
  test('where a wallet stands in each program', async () => {
    const wallet = await registered();
    const info = async (program: string) => {
      const answer = await app.request(`/api/v2/claims/info?wallet=${wallet}&programId=${program}`);
      return answer.json();
    };
    expect(await info(otherId)).toEqual({
      eligible: true,
      registered: true,
      claimed: false,
      claimInfo: {
        feeUsd: 100,
        claimAmount: 1000,
        token: 'SGE',
        acceptedTokens: ['USDC', 'USDT'],
        kycRequired: false,
        commerceRequired: false,
      },
      claimTxHash: null,
    });
    expect(await info('default')).toMatchObject({ eligible: false, registered: false });
  });

  test('wrong questions are refused', async () => {
    const ask = async (query: string) => {
      const response = await app.request(`/api/v2/claims/info?${query}`);
      return [response.status, await codeOf(response)];
    };
    const wallet = randomWallet();
    expect(await ask(`wallet=${wallet}`)).toEqual([400, 'VALIDATION_FAILED']);
    expect(await ask(`programId=other`)).toEqual([400, 'MISSING_WALLET']);
    expect(await ask(`wallet=0x1&programId=other`)).toEqual([400, 'INVALID_ADDRESS']);
    expect(await ask(`wallet=${wallet}&programId=nowhere`)).toEqual([404, 'NOT_FOUND']);
    expect(await ask(`wallet=${wallet}&programId=a%00b`)).toEqual([404, 'NOT_FOUND']);
  });
});

// Goal: a wallet signs in by exactly the message it was given, once, and everything else is refused: other
// domains, chains, programs, purposes, times, nonces, signatures. Method: app.request() on PGlite; messages are
// changed a part at a time and signed again by the same wallet.

import { sql } from 'drizzle-orm';
import type { PrivateKeyAccount } from 'viem/accounts';
import { createSiweMessage, parseSiweMessage } from 'viem/siwe';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { walletProofs, walletSessions } from '../../db/schema/people.ts';
import { sha256Hex } from '../../domain/ids.ts';
import {
  askMessage,
  authRequest,
  newWallet,
  signedProof,
} from '../../tests/harness/actors/sign-in.ts';
import { createProblemJudge } from '../../tests/harness/oracles/problem-judge.ts';
import { openTestApi, type TestApi, testSettings } from '../../tests/harness/worlds/api-app.ts';
import type { App } from '../app-parts.ts';
import { newSessionAnswer, nonceAnswer } from '../schemas/auth.ts';

const { problemOf } = createProblemJudge();
/** Of secp256k1. */
const curveOrder = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
let api: TestApi;
let app: App;
beforeAll(async () => {
  api = await openTestApi();
  app = api.app();
  await api.openProgram('other');
});
afterAll(() => api[Symbol.asyncDispose]());

async function verify(
  body: unknown,
  headers: Record<string, string> = {},
  by = app,
): Promise<Response> {
  return await by.request('/api/auth/verify', authRequest(body, headers));
}

async function refused(body: unknown, by = app): Promise<string> {
  return (await problemOf(await verify(body, {}, by), 'WALLET_PROOF_INVALID')).detail;
}

async function sign(account: PrivateKeyAccount, message: string) {
  return { message, signature: await account.signMessage({ message }) };
}

describe('a nonce', () => {
  test('comes with the message to sign, or with what it is made of', async () => {
    const { address } = newWallet();
    const response = await app.request(
      '/api/auth/nonce',
      authRequest({ wallet: address.toLowerCase() }),
    );
    expect(response.headers.get('cache-control')).toBe('no-store');
    const given = nonceAnswer.parse(await response.json());
    expect(given).toMatchObject({
      program: { id: api.programId, slug: 'default' },
      purpose: 'SESSION',
      domain: 'localhost',
      uri: 'http://localhost',
      chainId: 31_337,
      resources: ['urn:quittance:program:default', 'urn:quittance:purpose:session'],
    });
    expect(parseSiweMessage(given.message ?? '')).toMatchObject({
      address,
      domain: given.domain,
      nonce: given.nonce,
      statement: given.statement,
      resources: given.resources,
    });
    const bare = await app.request('/api/auth/nonce', { method: 'POST' });
    expect(nonceAnswer.parse(await bare.json())).toMatchObject({
      message: null,
      purpose: 'SESSION',
    });
  });

  test('is for the program that is named, by slug or by id; there may be none of that name', async () => {
    const ask = (body: unknown) => app.request('/api/auth/nonce', authRequest(body));
    for (const named of [{ program: 'default' }, { programId: api.programId }]) {
      expect(await (await ask(named)).json()).toMatchObject({ program: { slug: 'default' } });
    }
    await problemOf(await ask({ program: 'nowhere' }), 'NOT_FOUND');
    await problemOf(await ask({ programId: api.programId, program: 'other' }), 'NOT_FOUND');
    await problemOf(await ask({ programId: crypto.randomUUID() }), 'NOT_FOUND');
  });

  test('is not given for nonsense', async () => {
    const ask = (body: unknown) => app.request('/api/auth/nonce', authRequest(body));
    await problemOf(await ask({ wallet: '0x12' }), 'INVALID_ADDRESS');
    await problemOf(await ask({ wallet: '' }), 'MISSING_WALLET');
    for (const body of [
      { purpose: 'EVERYTHING' },
      { purpose: 'TERMS' },
      { purpose: 'TERMS', terms: { version: 'a b', hash: 'x' } },
      { programId: 'default' },
      { program: 'De fault' },
      { program: '\u0000' },
      [],
    ]) {
      await problemOf(await ask(body), 'VALIDATION_FAILED');
    }
    const headers = { 'content-type': 'application/json' };
    const post = { method: 'POST', headers };
    await problemOf(await app.request('/api/auth/nonce', { ...post, body: '{' }), 'MALFORMED_JSON');
    const big = JSON.stringify({ program: 'x'.repeat(1024 * 1024) });
    await problemOf(await app.request('/api/auth/nonce', { ...post, body: big }), 'BODY_TOO_LARGE');
  });

  test('that expired long ago is cleared away by new ones', async () => {
    await api.db.execute(sql`insert into auth_nonces (nonce, program_id, expires_at)
      values ('longgone1', ${api.programId}::uuid, now() - interval '2 days')`);
    await askMessage(app, newWallet().address);
    const left = await api.db.execute(sql`select from auth_nonces where nonce = 'longgone1'`);
    expect(z.object({ rows: z.array(z.unknown()) }).parse(left).rows).toEqual([]);
  });
});

describe('signing in', () => {
  test('gives a token and a cookie no script can read, and keeps only the hash', async () => {
    const account = newWallet();
    const proof = await signedProof(app, account);
    const response = await verify(proof);
    const session = newSessionAnswer.parse(await response.json());
    expect(session).toMatchObject({
      wallet: account.address,
      program: { id: api.programId, slug: 'default' },
      tokenType: 'Bearer',
    });
    const cookie = response.headers.get('set-cookie') ?? '';
    expect(cookie).toContain(`__Host-quittance-${api.programId}=${session.token};`);
    for (const part of ['HttpOnly', 'Secure', 'SameSite=Lax', 'Path=/', 'Expires=']) {
      expect(cookie).toContain(part);
    }
    expect(cookie).not.toContain('Domain');
    const rows = await api.db.select().from(walletSessions);
    expect(rows.map(({ tokenHash }) => tokenHash)).toContain(sha256Hex(session.token));
    expect(JSON.stringify(rows)).not.toContain(session.token);
    expect(api.logLines.filter((line) => line.includes(session.token))).toEqual([]);
    const proofs = await api.db.select().from(walletProofs);
    expect(proofs).toMatchObject([
      { ...proof, wallet: account.address.toLowerCase(), purpose: 'SESSION', method: 'EOA' },
    ]);
  });

  test('works once for each nonce, also when tried ten times at once', async () => {
    const proof = await signedProof(app, newWallet());
    const answers = await Promise.all(Array.from({ length: 10 }, () => verify(proof)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(await refused(proof)).toContain('nonce');
  });

  test('does not work with a nonce that has expired, nor with one nobody gave out', async () => {
    const account = newWallet();
    await api.db.execute(sql`insert into auth_nonces (nonce, program_id, expires_at)
      values ('expired123', ${api.programId}::uuid, now() - interval '1 second')`);
    const said = parseSiweMessage(await askMessage(app, account.address));
    for (const nonce of ['expired123', 'madeupbyme']) {
      const message = rewritten(said, { nonce });
      expect(await refused(await sign(account, message))).toContain('nonce');
    }
  });

  test.each<[string, object, string]>([
    ['another domain', { domain: 'evil.example', uri: 'https://evil.example' }, 'domain'],
    ['a domain with a port it has not', { domain: 'localhost.evil.example' }, 'domain'],
    ['a URI of another domain', { uri: 'https://evil.example/' }, 'URI'],
    ['a URI with a user in it', { uri: 'https://a:b@localhost/' }, 'URI'],
    ['a URI that is no page', { uri: 'urn:localhost' }, 'URI'],
    ['another chain', { chainId: 1 }, 'chain'],
    [
      'another program',
      { resources: ['urn:quittance:program:other', 'urn:quittance:purpose:session'] },
      'resources',
    ],
    [
      'another purpose',
      { resources: ['urn:quittance:program:default', 'urn:quittance:purpose:registration'] },
      'resources',
    ],
    ['no resources', { resources: [] }, 'resources'],
    [
      'more than it should',
      { resources: ['urn:quittance:program:default', 'urn:quittance:purpose:session', 'urn:x:y'] },
      'resources',
    ],
    ['another statement', { statement: 'Give away all my tokens.' }, 'statement'],
    ['the future', { issuedAt: new Date(Date.now() + 120_000) }, 'future'],
    ['the distant past', { issuedAt: new Date(Date.now() - 3_600_000) }, 'old'],
    ['a time that is over', { expirationTime: new Date(Date.now() - 1000) }, 'expired'],
    ['a time to come', { notBefore: new Date(Date.now() + 3_600_000) }, 'yet'],
  ])('does not work with a message for %s', async (_what, changes, reason) => {
    const account = newWallet();
    const said = parseSiweMessage(await askMessage(app, account.address));
    expect(await refused(await sign(account, rewritten(said, changes)))).toContain(reason);
    // The same message unchanged, for comparison.
    expect((await verify(await sign(account, rewritten(said, {})))).status).toBe(200);
  });

  test('a message for another purpose is none for signing in', async () => {
    const account = newWallet();
    const terms = { version: 'v1', hash: 'ab'.repeat(32) };
    for (const asked of [{ purpose: 'REGISTRATION' }, { purpose: 'TERMS', terms }]) {
      await refused(await signedProof(app, account, asked));
    }
  });

  test('a message for one program does not count in another, whatever the body says', async () => {
    const account = newWallet();
    const proof = await signedProof(app, account, { program: 'other' });
    await refused(proof);
    await refused({ ...proof, program: 'default' });
    expect((await verify({ ...proof, program: 'other' })).status).toBe(200);
    // A nonce of the other program in a message for this one.
    const nonce = parseSiweMessage(
      await askMessage(app, account.address, { program: 'other' }),
    ).nonce;
    const said = parseSiweMessage(await askMessage(app, account.address));
    const mixed = rewritten(said, { ...(nonce === undefined ? {} : { nonce }) });
    expect(await refused(await sign(account, mixed))).toContain('nonce');
  });

  test("a clock that is a little ahead, and other libraries' spelling of times, are fine", async () => {
    const account = newWallet();
    const said = parseSiweMessage(await askMessage(app, account.address));
    const ahead = rewritten(said, { issuedAt: new Date(Date.now() + 30_000) });
    expect((await verify(await sign(account, ahead))).status).toBe(200);
    const message = (await askMessage(app, account.address)).replaceAll(/\.\d{3}Z/g, 'Z');
    expect((await verify(await sign(account, message))).status).toBe(200);
  });

  test('domains that are configured count, and then no others', async () => {
    const configured = api.app({ authDomains: ['app.example', 'app.example:8443'] });
    const account = newWallet();
    const message = await askMessage(configured, account.address);
    expect(message).toMatch(/^app\.example wants/);
    expect(message).toContain('URI: https://app.example\n');
    expect(await refused(await sign(account, message))).toContain('domain');
    expect((await verify(await sign(account, message), {}, configured)).status).toBe(200);
    expect(await refused(await signedProof(app, account), configured)).toContain('domain');
    const origin = 'https://app.example:8443';
    const asked = await api
      .app({ authDomains: ['app.example', 'app.example:8443'], corsOrigins: [origin] })
      .request('/api/auth/nonce', authRequest({}, { origin }));
    expect(await asked.json()).toMatchObject({ domain: 'app.example:8443' });
  });
});

describe('signatures', () => {
  test("that are another wallet's, or of another message, are refused", async () => {
    const [account, other] = [newWallet(), newWallet()];
    const message = await askMessage(app, account.address);
    await refused({ message, signature: await other.signMessage({ message }) });
    await refused({ message, signature: await account.signMessage({ message: `${message} ` }) });
    for (const byte of ['00', 'ff']) await refused({ message, signature: `0x${byte.repeat(65)}` });
    expect((await verify(await sign(account, message))).status).toBe(200);
  });

  test('have one spelling: the mirrored one does not count', async () => {
    const account = newWallet();
    const { message, signature } = await signedProof(app, account);
    const s = curveOrder - BigInt(`0x${signature.slice(66, 130)}`);
    const v = signature.endsWith('1b') ? '1c' : '1b';
    const mirrored = `${signature.slice(0, 66)}${s.toString(16).padStart(64, '0')}${v}`;
    await refused({ message, signature: mirrored });
    expect(
      (await verify({ message, signature: signature.toUpperCase().replace('0X', '0x') })).status,
    ).toBe(200);
  });

  test('of a wallet that is a contract count when its code says so; a node that is away is no answer', async () => {
    const { address } = newWallet();
    const message = await askMessage(app, address);
    const signature = '0xc0ffee';
    await refused({ message, signature });
    api.chain.down = true;
    await problemOf(await verify({ message, signature }), 'UNAVAILABLE');
    api.chain.down = false;
    api.chain.contractSignatures.set(address.toLowerCase(), signature);
    const response = await verify({ message, signature });
    expect(response.status).toBe(200);
    const rows = await api.db.select().from(walletProofs);
    expect(rows.find(({ wallet }) => wallet === address.toLowerCase())?.method).toBe('CONTRACT');
  });

  test('that do not hold have a small limit for each address; those that hold have none', async () => {
    const limited = api.app({ limits: { ...testSettings.limits, badSignaturePerMin: 2 } });
    const account = newWallet();
    const message = await askMessage(limited, account.address);
    const wrong = { message, signature: await newWallet().signMessage({ message }) };
    for (let tries = 0; tries < 2; tries += 1) await refused(wrong, limited);
    await problemOf(await verify(wrong, {}, limited), 'RATE_LIMITED');
    expect((await verify(await sign(account, message), {}, limited)).status).toBe(200);
  });
});

describe('bodies', () => {
  test('that are no signed message are refused as such', async () => {
    const account = newWallet();
    const { message, signature } = await signedProof(app, account);
    for (const body of [
      {},
      { message },
      { signature },
      { message: '', signature },
      { message: 'hello', signature },
      { message: 1, signature },
      { message: 'x'.repeat(5000), signature },
      { message: `${message}\u0000`, signature },
      { message: message.replace('localhost wants', 'localhost wänts'), signature },
      { message: message.replace('\nVersion: 1', '\nVersion: 2'), signature },
      { message: message.replace(/Issued At: .*/, 'Issued At: yesterday'), signature },
      { message: message.replace('\nURI:', '\nand all my tokens\nURI:'), signature },
      { message: `${message}\nand all my tokens`, signature },
      { message: `${message}\n`, signature },
      { message, signature: '0x' },
      { message, signature: signature.slice(0, -1) },
      { message, signature: signature.slice(2) },
      { message, signature: `0x${'zz'.repeat(65)}` },
      { message, signature: `0x${'00'.repeat(9000)}` },
      { message, signature, programId: 'x' },
    ]) {
      await problemOf(await verify(body), 'VALIDATION_FAILED');
    }
    await problemOf(await verify({ message, signature, program: 'nowhere' }), 'NOT_FOUND');
    const post = { method: 'POST', headers: { 'content-type': 'application/json' } };
    const path = '/api/auth/verify';
    await problemOf(await app.request(path, { ...post, body: '{' }), 'MALFORMED_JSON');
    await problemOf(
      await app.request(path, { method: 'POST', body: 'x' }),
      'UNSUPPORTED_MEDIA_TYPE',
    );
    const big = JSON.stringify({ message: 'x'.repeat(1024 * 1024) });
    await problemOf(await app.request(path, { ...post, body: big }), 'BODY_TOO_LARGE');
    expect((await verify({ message, signature })).status).toBe(200);
  });
});

function rewritten(said: ReturnType<typeof parseSiweMessage>, changes: object): string {
  const { address, domain, uri, chainId, nonce } = said;
  if (!address || !domain || !uri || !chainId || !nonce)
    throw new Error('Expected a whole message');
  return createSiweMessage({
    ...said,
    address,
    domain,
    uri,
    chainId,
    nonce,
    version: '1',
    ...changes,
  });
}

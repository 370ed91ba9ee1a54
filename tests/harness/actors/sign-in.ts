/** Wallets that sign, over HTTP as a client would. */
import { generatePrivateKey, type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts';
import { z } from 'zod';
import type { Address } from '../../../domain/chain-port.ts';

/** Whatever answers requests: an app in this process, or a server. */
export interface Asked {
  request(path: string, init?: RequestInit): Response | Promise<Response>;
}

/** A server as {@link Asked}. */
export function serverAt(url: string): Asked {
  return { request: (path, init) => fetch(`${url}${path}`, init) };
}

/** A new wallet with its key. */
export function newWallet(): PrivateKeyAccount {
  return privateKeyToAccount(generatePrivateKey());
}

const nonceShape = z.object({ message: z.string() });
const sessionShape = z.object({ token: z.string(), program: z.object({ id: z.string() }) });

/** A JSON body by POST, without an idempotency key: what `/api/auth/*` takes. */
export function authRequest(
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): RequestInit {
  return {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  };
}

/** The message that the platform gives a wallet to sign; `asked` as in POST /api/auth/nonce. */
export async function askMessage(
  app: Asked,
  wallet: string,
  asked: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const response = await app.request('/api/auth/nonce', authRequest({ wallet, ...asked }));
  return nonceShape.parse(await response.json()).message;
}

/** A proof of a wallet, as requests carry it. */
export async function signedProof(
  app: Asked,
  account: PrivateKeyAccount,
  asked: Readonly<Record<string, unknown>> = {},
) {
  const message = await askMessage(app, account.address, asked);
  return { message, signature: await account.signMessage({ message }) };
}

/** A wallet that is signed in, with the headers that say so. */
export interface SignedIn {
  readonly wallet: Address;
  readonly token: string;
  readonly bearer: { readonly authorization: string };
  readonly cookie: { readonly cookie: string };
}

/** Signs a wallet in; `program` is a slug, the default program without it. */
export async function signIn(
  app: Asked,
  account: PrivateKeyAccount,
  program?: string,
): Promise<SignedIn> {
  const named = program === undefined ? {} : { program };
  const proof = await signedProof(app, account, named);
  const response = await app.request('/api/auth/verify', authRequest({ ...proof, ...named }));
  const session = sessionShape.parse(await response.json());
  return {
    wallet: account.address,
    token: session.token,
    bearer: { authorization: `Bearer ${session.token}` },
    cookie: { cookie: `__Host-quittance-${session.program.id}=${session.token}` },
  };
}

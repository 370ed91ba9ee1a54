/** Wallets that become affiliates over HTTP, as a client would: they read the terms, sign them and send them. */
import type { PrivateKeyAccount } from 'viem/accounts';
import { z } from 'zod';
import { write } from '../worlds/api-app.ts';
import { type Asked, signedProof } from './sign-in.ts';

const published = z.object({
  terms: z.object({ version: z.string(), hash: z.string() }).nullable(),
});

/** What a program that has published nothing is signed for. */
export const anyTerms = { version: '1', hash: 'ab'.repeat(32) };

/** Version and hash of a program's terms as they are now. */
export async function termsOf(app: Asked, program = 'default') {
  const response = await app.request(`/api/v2/programs/${program}/terms`);
  const { terms } = published.parse(await response.json());
  return terms === null ? anyTerms : { version: terms.version, hash: terms.hash };
}

/** The body that makes a wallet an affiliate of a program (a slug) under the current terms. */
export async function affiliateRequest(
  app: Asked,
  account: PrivateKeyAccount,
  { program = 'default', ...more }: Readonly<Record<string, unknown>> & { program?: string } = {},
) {
  const terms = await termsOf(app, program);
  const proof = await signedProof(app, account, { program, purpose: 'TERMS', terms });
  return {
    programId: program,
    wallet: account.address,
    terms: { ...terms, ...proof },
    ...more,
  };
}

const registered = z.object({
  affiliate: z.object({ id: z.string(), referralCode: z.string() }),
});

/** Makes a wallet an affiliate and gives its id and code. */
export async function joinAffiliates(
  app: Asked,
  account: PrivateKeyAccount,
  asked: Parameters<typeof affiliateRequest>[2] = {},
): Promise<{ readonly id: string; readonly referralCode: string }> {
  const body = await affiliateRequest(app, account, asked);
  const response = await app.request('/api/v2/affiliates/register', write(body));
  if (!response.ok) throw new Error(`Expected an affiliate, got ${await response.text()}`);
  return registered.parse(await response.json()).affiliate;
}

import { createFundedWallet, type FundedWallet } from '../../chain/funded-wallet.ts';
import { newIdempotencyKey } from '../../client/new-key.ts';
import type { TabPlatform } from '../tab/start-tab.ts';
import {
  type Config,
  configAnswer,
  type Intent,
  type PaymentToken,
  type Prepared,
  prepareAnswer,
  recordAnswer,
  registerAnswer,
  statusAnswer,
} from './answers.ts';
import { type Balance, readBalances } from './balances.ts';
import { followIntent, readIntent } from './follow-intent.ts';
import {
  type ApiAnswer,
  createTabApi,
  type Problem,
  problemOf,
  readAnswer,
  type TabApi,
} from './tab-api.ts';

/** What the walk stands on: the platform's API and settings. */
export interface Ground {
  readonly platform: TabPlatform;
  readonly api: TabApi;
  readonly config: Config;
}

/** A wallet with test money, and what everybody had before it did anything. */
export interface Walker {
  readonly token: PaymentToken;
  readonly wallet: FundedWallet;
  readonly before: readonly Balance[];
}

/** A fee that was paid on chain. */
export interface Payment {
  readonly prepared: Prepared;
  readonly txHash: string;
}

/** A claim that was recorded: the request, its answer, and what became of it. */
export interface Claim {
  readonly key: string;
  readonly body: Readonly<Record<string, string>>;
  readonly answer: ApiAnswer;
  readonly intent: Intent;
  readonly balances: readonly Balance[];
}

/** The same request once more, and what there is to see afterwards. */
export type Repetition = Pick<Claim, 'answer' | 'intent' | 'balances'>;

const fundedMinor = 250_000_000n;

/** Asks the platform how it is set up. */
export async function openGround(platform: TabPlatform): Promise<Ground> {
  const api = createTabApi(platform);
  return { platform, api, config: await api.get('/api/config', configAnswer) };
}

/** A fresh wallet with 250 of the payment token and ETH for gas, from a development account of the tab's chain. */
export async function makeWallet(ground: Ground, token: PaymentToken): Promise<Walker> {
  const { config, platform } = ground;
  const wallet = await createFundedWallet({
    endpoint: { chainId: config.chainId, connection: { provider: platform.provider } },
    token: config.tokens[token].address,
    amount: fundedMinor,
  });
  return { token, wallet, before: await readBalances(wallet, config, token) };
}

/** Registers the wallet and follows the minting of its identity token; gives the token's id. */
export async function register(
  { api }: Ground,
  { wallet }: Walker,
  onChange: (intent: Intent) => void,
): Promise<string | null> {
  const answer = await api.post('/api/register', newKey('register'), { wallet: wallet.address });
  const { intentId } = readAnswer(answer, registerAnswer);
  await followIntent(api, intentId, onChange);
  const status = await api.get(`/api/status?wallet=${wallet.address}`, statusAnswer);
  return status.tokenId;
}

/** Asks what the claim costs and pays it with the transactions the API has prepared. */
export async function pay({ api }: Ground, { wallet, token }: Walker): Promise<Payment> {
  const answer = await api.post('/api/claim/prepare', newKey('prepare'), {
    wallet: wallet.address,
    tokenType: token,
  });
  const prepared = readAnswer(answer, prepareAnswer);
  let txHash = '';
  // In order: a token that needs an approval first says so here.
  for (const { to, data } of prepared.transactions) txHash = await wallet.send({ to, data });
  return { prepared, txHash };
}

/** Records the claim under a fresh key and follows it until it is settled. */
export async function claim(
  ground: Ground,
  { walker, payment }: { readonly walker: Walker; readonly payment: Payment },
  onChange: (intent: Intent) => void,
): Promise<Claim> {
  const { api, config } = ground;
  const { wallet, token } = walker;
  const { txHash, prepared } = payment;
  const key = newKey('claim');
  const body = { wallet: wallet.address, tokenType: token, txHash, quoteId: prepared.quoteId };
  const answer = await api.post('/api/claim/record', key, body);
  const { intentId } = readAnswer(answer, recordAnswer);
  const intent = await followIntent(api, intentId, onChange);
  return { key, body, answer, intent, balances: await readBalances(wallet, config, token) };
}

/** Sends the claim's request again, byte for byte, and looks at everything once more. */
export async function repeat(
  { api, config }: Ground,
  { wallet, token }: Walker,
  { key, body, intent }: Claim,
): Promise<Repetition> {
  const answer = await api.post('/api/claim/record', key, body);
  return {
    answer,
    intent: await readIntent(api, intent.id),
    balances: await readBalances(wallet, config, token),
  };
}

/** Requests that must be refused. */
export type Misuse = 'same-key' | 'second-claim';

/**
 * Tries what is not allowed: another request under the claim's key, or another claim under a fresh one.
 * Gives the problem document of the refusal, or null when it was let through.
 */
export async function misuse(
  { api }: Ground,
  { key, body }: Claim,
  how: Misuse,
): Promise<Problem | null> {
  const otherHash = `0x${'ab'.repeat(32)}`;
  const answer =
    how === 'same-key'
      ? await api.post('/api/claim/record', key, { ...body, txHash: otherHash })
      : await api.post('/api/claim/record', newKey('claim'), body);
  return problemOf(answer);
}

function newKey(purpose: string): string {
  return `${purpose}-${newIdempotencyKey()}`;
}

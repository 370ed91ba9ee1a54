/** The claim flow over HTTP, as a client drives it. */
import { z } from 'zod';
import { until } from '../until.ts';

const registered = z.object({
  intentId: z.string(),
  status: z.string(),
  tokenId: z.string().nullable(),
});
const recorded = z.object({ intentId: z.string(), status: z.string() });
export const intentShape = z.object({
  id: z.string(),
  state: z.string(),
  parked: z.boolean(),
  workflowId: z.string(),
  transitions: z.array(z.object({ to: z.string(), reason: z.string() })),
  failure: z.object({ code: z.string() }).optional(),
  payment: z.object({ status: z.string() }).optional(),
  delivery: z.object({ nonce: z.number(), txHash: z.string().nullable() }).optional(),
  ledgerTransactions: z.array(
    z.object({
      reference: z.string(),
      postings: z.array(
        z.object({
          account: z.string(),
          direction: z.enum(['debit', 'credit']),
          amount: z.object({ amount: z.string(), asset: z.string() }),
        }),
      ),
    }),
  ),
});
export type IntentBody = z.infer<typeof intentShape>;

/** An answer of the API. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** Sends a write under a key. */
export async function write(url: string, key: string, body: unknown): Promise<HttpAnswer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify(body),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** Registers a wallet and waits until its identity token is there. */
export async function registerWallet(api: string, wallet: string): Promise<IntentBody> {
  const answer = await write(`${api}/api/register`, `register-${wallet}`, { wallet });
  if (answer.status >= 300) throw new Error(`Registration was refused: ${answer.text}`);
  return await awaitFinal(api, registered.parse(JSON.parse(answer.text)).intentId);
}

export interface ClaimRequest {
  readonly wallet: string;
  readonly txHash: string;
  readonly tokenType?: 'USDC' | 'USDT';
  readonly key: string;
}

/** Records a claim and gives its intent's id. */
export async function recordClaim(
  api: string,
  { key, tokenType = 'USDC', ...body }: ClaimRequest,
): Promise<string> {
  const answer = await write(`${api}/api/claim/record`, key, { ...body, tokenType });
  if (answer.status !== 202) throw new Error(`The claim was refused: ${answer.text}`);
  return recorded.parse(JSON.parse(answer.text)).intentId;
}

/** An intent as the API shows it. */
export async function readIntent(api: string, intentId: string): Promise<IntentBody> {
  const response = await fetch(`${api}/api/v2/intents/${intentId}`, {
    headers: { prefer: 'wait=5' },
  });
  return intentShape.parse(await response.json());
}

/** Waits until an intent is SETTLED or FAILED; refuses to wait for one that parks. */
export async function awaitFinal(
  api: string,
  intentId: string,
  timeoutMs = 120_000,
): Promise<IntentBody> {
  let transitions: IntentBody['transitions'] = [];
  const look = async () => {
    const intent = await readIntent(api, intentId);
    if (intent.state === 'SETTLED' || intent.state === 'FAILED') return intent;
    transitions = intent.transitions;
    if (intent.parked)
      throw new Error(`Expected intent ${intentId} to end: ${JSON.stringify(transitions)}`);
    return null;
  };
  const what = `intent ${intentId} to end`;
  // The API waits itself before it answers.
  return await until(look, { what, timeoutMs, everyMs: 0, state: () => transitions });
}

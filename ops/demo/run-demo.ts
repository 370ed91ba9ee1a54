import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { createFundedWallet, type FundedWallet } from '../../chain/funded-wallet.ts';
import type { components } from '../../client/api.generated.ts';
import { answerOf, createClient, type QuittanceClient } from '../../client/create-client.ts';
import { formatMinor } from '../../domain/money.ts';
import { DemoFailed } from './demo-failed.ts';
import { showLedger } from './show-ledger.ts';

type Schemas = components['schemas'];
type Intent = Schemas['Intent'];

const hex = z.templateLiteral(['0x', z.string().regex(/^[0-9a-fA-F]+$/)]);
const accepted = z.object({ intentId: z.string() });
/** The demo is watched: it says soon that nobody answers. */
const attemptsMax = 3;

/** Options of {@link runDemo}. */
export interface DemoOptions {
  readonly url: string;
  readonly token: 'USDC' | 'USDT';
  readonly timeoutMs: number;
  readonly print: (line: string) => void;
}

interface Demo extends DemoOptions {
  readonly api: QuittanceClient;
  readonly config: Schemas['Config'];
  readonly wallet: FundedWallet;
}

/**
 * Registers a fresh wallet, prepares, pays with a real token transfer, records the claim, follows it
 * to SETTLED, shows what was written, and sends the same request again to show that nothing changes.
 * @throws DemoFailed, FundedWalletFailed or an error of the client saying which step did not work and why.
 */
export async function runDemo(options: DemoOptions): Promise<void> {
  const { print } = options;
  const api = createClient({ baseUrl: options.url, attemptsMax });
  const config = await answerOf(api.GET('/api/config'));
  print(`Quittance at ${options.url}, mode ${config.mode}, chain ${config.chainId}\n`);
  print(`1. A fresh wallet, funded with ETH and 250 ${options.token}`);
  const token = hex.parse(config.tokens[options.token].address);
  const endpoint = { chainId: config.chainId, connection: { rpcUrls: [config.rpcUrl] } };
  const wallet = await createFundedWallet({ endpoint, token, amount: 250_000_000n });
  print(`   ${wallet.address}`);
  const demo: Demo = { ...options, api, config, wallet };

  await register(demo);
  const payment = await pay(demo);
  const recorded = await record(demo, payment);
  const intent = await follow(demo, recorded.intentId);
  await show(demo, intent);
  await sendAgain(demo, { ...recorded, before: intent });
}

async function register({ api, wallet, print, ...demo }: Demo): Promise<void> {
  print('\n2. Registering: the identity token is minted');
  const body = { wallet: wallet.address };
  const registered = await answerOf(api.POST('/api/register', { body }));
  const intent = await follow({ ...demo, api, wallet, print }, registered.intentId);
  print(
    `   identity token ${registered.tokenId ?? '(minted)'}, transaction ${intent.delivery?.txHash}`,
  );
}

async function pay({
  api,
  wallet,
  print,
  token,
}: Demo): Promise<{ txHash: string; quoteId: string }> {
  print('\n3. Preparing the claim: what it costs and where to pay');
  const body = { wallet: wallet.address, tokenType: token };
  const prepared = await answerOf(api.POST('/api/claim/prepare', { body }));
  print(`   fee ${prepared.feeFormatted} ${token}, quote ${prepared.quoteId}`);
  print(`\n4. Paying with a real ${token} transfer`);
  // In order: a token that needs an approval first says so here.
  const hashes = [];
  for (const { to, data } of prepared.transactions) {
    hashes.push(await wallet.send({ to: hex.parse(to), data: hex.parse(data) }));
  }
  const txHash = hashes.at(-1);
  if (txHash === undefined) throw new DemoFailed('Expected at least one transaction to pay with.');
  print(`   transaction ${txHash}`);
  return { txHash, quoteId: prepared.quoteId };
}

interface Recorded {
  readonly intentId: string;
  readonly text: string;
  /** Sends the same request again, under the same key. */
  readonly send: () => Promise<{ readonly text: string; readonly response: Response }>;
}

async function record(
  { api, wallet, print, token }: Demo,
  payment: { txHash: string; quoteId: string },
): Promise<Recorded> {
  const key = `demo-${randomUUID()}`;
  print(`\n5. Recording the claim under the idempotency key ${key}`);
  const body = { wallet: wallet.address, tokenType: token, ...payment };
  const params = { header: { 'Idempotency-Key': key } };
  async function send() {
    // As text, because it is compared byte for byte.
    const call = api.POST('/api/claim/record', { params, body, parseAs: 'text' });
    return { text: await answerOf(call), response: (await call).response };
  }
  const { text, response } = await send();
  const { intentId } = accepted.parse(JSON.parse(text));
  print(`   ${response.status}, intent ${intentId}`);
  return { intentId, text, send };
}

/** Prints each transition as it happens, and a dot while nothing does. */
async function follow({ api, print, timeoutMs }: Demo, intentId: string): Promise<Intent> {
  const giveUpAt = Date.now() + timeoutMs;
  let shown = 0;
  for (;;) {
    const intent = await readIntent(api, intentId);
    for (const transition of intent.transitions.slice(shown)) {
      print(`   ${transition.at}  ${transition.to.padEnd(9)}  ${transition.reason}`);
    }
    shown = intent.transitions.length;
    if (intent.state === 'SETTLED') return intent;
    if (intent.state === 'FAILED') {
      throw new DemoFailed(
        `Intent ${intentId} failed: ${intent.failure?.code} ${intent.failure?.detail}`,
      );
    }
    if (intent.parked)
      throw new DemoFailed(`Intent ${intentId} is parked: an operator has to look at it.`);
    if (Date.now() > giveUpAt)
      throw new DemoFailed(`Intent ${intentId} is still ${intent.state} after ${timeoutMs} ms.`);
    await sleep(100);
  }
}

async function show({ api, config, wallet, token, print }: Demo, intent: Intent): Promise<void> {
  print('\n6. What was written');
  for (const line of showLedger(intent)) print(`   ${line}`);
  const query = { wallet: wallet.address };
  const info = await answerOf(api.GET('/api/claim/info', { params: { query } }));
  const left = await wallet.balance(hex.parse(config.tokens[token].address));
  print(
    `\n   wallet: ${info.sgeBalanceFormatted} SGE, ${formatMinor(left, 6)} ${token}, claimed: ${info.hasClaimed}`,
  );
  print(`   payment   ${intent.payment?.txHash}`);
  print(`   delivery  ${intent.delivery?.txHash}`);
  if (config.temporalUiUrl !== null) {
    print(
      `   Temporal  ${config.temporalUiUrl}/namespaces/default/workflows/${encodeURIComponent(intent.workflowId)}`,
    );
  }
}

async function sendAgain(
  { api, print }: Demo,
  { intentId, text, send, before }: Recorded & { readonly before: Intent },
): Promise<void> {
  print('\n7. The same request again, under the same key');
  const replay = await send();
  const after = await readIntent(api, intentId);
  const sameAnswer = replay.text === text;
  const sameRecord = JSON.stringify(after) === JSON.stringify(before);
  print(`   Idempotency-Replayed: ${replay.response.headers.get('idempotency-replayed')}`);
  print(`   answer byte for byte the same: ${sameAnswer ? 'yes' : 'NO'}`);
  print(`   intent, ledger and transactions unchanged: ${sameRecord ? 'yes' : 'NO'}`);
  if (!sameAnswer || !sameRecord) throw new DemoFailed('The repeated request changed something.');
  print('\nSettled once.');
}

async function readIntent(api: QuittanceClient, id: string): Promise<Intent> {
  return await answerOf(api.GET('/api/v2/intents/{id}', { params: { path: { id } } }));
}

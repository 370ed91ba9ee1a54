import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { formatMinor } from '../../domain/money.ts';
import {
  type ApiAnswer,
  createDemoApi,
  type DemoApi,
  DemoFailed,
  parseAnswer,
} from './api-client.ts';
import { createDemoWallet, type DemoWallet } from './demo-wallet.ts';
import {
  type Config,
  claimInfoShape,
  configShape,
  type Intent,
  intentShape,
  preparedShape,
  recordedShape,
  registeredShape,
} from './shapes.ts';
import { showLedger } from './show-ledger.ts';

/** Options of {@link runDemo}. */
export interface DemoOptions {
  readonly url: string;
  readonly token: 'USDC' | 'USDT';
  readonly timeoutMs: number;
  readonly print: (line: string) => void;
}

interface Demo extends DemoOptions {
  readonly api: DemoApi;
  readonly config: Config;
  readonly wallet: DemoWallet;
}

/**
 * Registers a fresh wallet, prepares, pays with a real token transfer, records the claim, follows it
 * to SETTLED, shows what was written, and sends the same request again to show that nothing changes.
 * @throws DemoFailed saying which step did not work and why.
 */
export async function runDemo(options: DemoOptions): Promise<void> {
  const { print } = options;
  const api = createDemoApi(options.url);
  const config = await api.get('/api/config', configShape);
  print(`Quittance at ${options.url}, mode ${config.mode}, chain ${config.chainId}\n`);
  print(`1. A fresh wallet, funded with ETH and 250 ${options.token}`);
  const { address: token } = config.tokens[options.token];
  const wallet = await createDemoWallet({ ...config, token, amount: 250_000_000n });
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
  const answer = await api.post('/api/register', randomUUID(), { wallet: wallet.address });
  const registered = parseAnswer(answer, registeredShape);
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
  const answer = await api.post('/api/claim/prepare', randomUUID(), {
    wallet: wallet.address,
    tokenType: token,
  });
  const prepared = parseAnswer(answer, preparedShape);
  print(`   fee ${prepared.feeFormatted} ${token}, quote ${prepared.quoteId}`);
  print(`\n4. Paying with a real ${token} transfer`);
  // In order: a token that needs an approval first says so here.
  const hashes = [];
  for (const transaction of prepared.transactions) hashes.push(await wallet.send(transaction));
  const txHash = hashes.at(-1);
  if (txHash === undefined) throw new DemoFailed('Expected at least one transaction to pay with.');
  print(`   transaction ${txHash}`);
  return { txHash, quoteId: prepared.quoteId };
}

interface Recorded {
  readonly intentId: string;
  readonly key: string;
  readonly body: unknown;
  readonly answer: ApiAnswer;
}

async function record(
  { api, wallet, print, token }: Demo,
  payment: { txHash: string; quoteId: string },
): Promise<Recorded> {
  const key = `demo-${randomUUID()}`;
  print(`\n5. Recording the claim under the idempotency key ${key}`);
  const body = { wallet: wallet.address, tokenType: token, ...payment };
  const answer = await api.post('/api/claim/record', key, body);
  const { intentId } = parseAnswer(answer, recordedShape);
  print(`   ${answer.status}, intent ${intentId}`);
  return { intentId, key, body, answer };
}

/** Prints each transition as it happens, and a dot while nothing does. */
async function follow({ api, print, timeoutMs }: Demo, intentId: string): Promise<Intent> {
  const giveUpAt = Date.now() + timeoutMs;
  let shown = 0;
  for (;;) {
    const intent = await api.get(`/api/v2/intents/${intentId}`, intentShape);
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
  const info = await api.get(`/api/claim/info?wallet=${wallet.address}`, claimInfoShape);
  const left = await wallet.balance(config.tokens[token].address);
  print(
    `\n   wallet: ${info.sgeBalanceFormatted} SGE, ${formatMinor(left, 6)} ${token}, claimed: ${info.hasClaimed}`,
  );
  print(`   payment   ${intent.payment?.txHash}`);
  print(`   delivery  ${intent.delivery?.txHash}`);
  if (config.temporalUiUrl != null) {
    print(
      `   Temporal  ${config.temporalUiUrl}/namespaces/default/workflows/${encodeURIComponent(intent.workflowId)}`,
    );
  }
}

async function sendAgain(
  { api, print }: Demo,
  { intentId, key, body, answer, before }: Recorded & { readonly before: Intent },
): Promise<void> {
  print('\n7. The same request again, under the same key');
  const replay = await api.post('/api/claim/record', key, body);
  const after = await api.get(`/api/v2/intents/${intentId}`, intentShape);
  const sameAnswer = replay.text === answer.text && replay.status === answer.status;
  const sameRecord = JSON.stringify(after) === JSON.stringify(before);
  print(`   Idempotency-Replayed: ${replay.headers.get('idempotency-replayed')}`);
  print(`   answer byte for byte the same: ${sameAnswer ? 'yes' : 'NO'}`);
  print(`   intent, ledger and transactions unchanged: ${sameRecord ? 'yes' : 'NO'}`);
  if (!sameAnswer || !sameRecord) throw new DemoFailed('The repeated request changed something.');
  print('\nSettled once.');
}

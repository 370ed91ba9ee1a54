/** One valid request for every route: what the tests over all routes start from. */
import { z } from 'zod';
import type { App } from '../../../api/app-parts.ts';
import { parkByHand } from '../actors/decisions.ts';
import { endAsSettled, settleRegistration } from '../actors/move-intent.ts';
import { enterOperator, type TestOperator } from '../actors/operators.ts';
import { newWallet, signedProof, signIn } from '../actors/sign-in.ts';
import { affiliateRequest } from '../actors/signed-terms.ts';
import { randomWallet, type TestApi, write } from '../worlds/api-app.ts';
import { bring, growLine, runOf } from './commission-tree.ts';
import {
  approvalSample,
  decisionSample,
  disputedSample,
  executionSample,
  newBatchSample,
  ofBatch,
  retrySample,
} from './payout-samples.ts';
import { settlePayment } from './settled-payments.ts';

/** Where samples are taken from. */
export interface SampleWorld {
  readonly api: TestApi;
  readonly app: App;
  /** Owner of all programs. */
  readonly owner: TestOperator;
}

/** A valid request, as far as the route's method and path do not say it. */
export interface RouteSample {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: Readonly<Record<string, unknown>>;
  /** Headers that say who asks. @default the owner's key where the route knows operators */
  readonly credentials?: Readonly<Record<string, string>>;
}

type SampleTaker = (world: SampleWorld) => RouteSample | Promise<RouteSample>;

const nothing: SampleTaker = () => ({});
const address: SampleTaker = () => ({ query: { address: randomWallet() } });
const wallet: SampleTaker = () => ({ query: { wallet: randomWallet() } });

/** By operation id. Each use is a new request, which a write has not seen yet. */
export const routeSamples: Readonly<Record<string, SampleTaker>> = {
  readIndex: nothing,
  readConfig: nothing,
  readHealth: nothing,
  readOldHealth: nothing,
  readReadiness: nothing,
  readMetrics: nothing,
  readDocument: nothing,
  showReference: nothing,
  showErrors: nothing,
  callChain: () => ({ body: { jsonrpc: '2.0', id: 1, method: 'eth_chainId', params: [] } }),
  readGasPrice: nothing,
  readBlock: nothing,
  validateWallet: address,
  readWalletBalances: address,
  readWalletNft: address,
  readStatus: wallet,
  readClaimInfo: wallet,
  readClaimHistory: wallet,
  register: () => ({ body: { wallet: randomWallet() } }),
  prepareClaim: () => ({ body: { wallet: randomWallet() } }),
  recordClaim: async (world) => ({
    body: { wallet: await registeredWallet(world), tokenType: 'USDC', txHash: randomHash() },
  }),
  claimInProgram: async (world) => ({
    body: { programId: world.api.programId, wallet: await registeredWallet(world) },
  }),
  readProgramClaimInfo: async (world) => ({
    query: { programId: world.api.programId, wallet: await registeredWallet(world) },
  }),
  listPrograms: nothing,
  readProgram: ofProgram(),
  readProgramStats: ofProgram(),
  createProgram: () => ({
    body: {
      name: 'A sample',
      slug: `sample-${crypto.randomUUID()}`,
      treasuryAddress: randomWallet(),
      feeUsd: 100,
      claimAmount: 1000,
    },
  }),
  changeProgram: ofProgram({ holdPeriodDays: 30 }),
  readWalletGates: () => ({ params: { id: 'default', wallet: randomWallet() } }),
  setWalletGates: () => ({
    params: { id: 'default', wallet: randomWallet() },
    body: { kycPassed: true, reason: 'a sample' },
  }),
  fundInventory: (world) => {
    world.api.chain.erc20 = 10n ** 30n;
    return ofProgram({ amount: '1', reason: 'a sample' })(world);
  },
  readProgramTerms: ofProgram(),
  publishProgramTerms: () => ({
    params: { id: 'default' },
    body: { version: `sample-${crypto.randomUUID()}`, text: 'Be honest.' },
  }),
  registerUser: () => ({ body: { programId: 'default', wallet: randomWallet() } }),
  readUserStatus: () => ({ query: { programId: 'default', wallet: randomWallet() } }),
  readUserIntent: async (world) => ({ params: { id: (await newRegistration(world)).intentId } }),
  registerAffiliate: async (world) => ({ body: await affiliateRequest(world.app, newWallet()) }),
  readAffiliate: askedAffiliate,
  readAffiliateTree: askedAffiliate,
  readOwnAffiliateStats: askedAffiliate,
  readAffiliateTimeseries: askedAffiliate,
  readAffiliateAttribution: askedAffiliate,
  listOwnCommissions: askedAffiliate,
  listCommissions: async (world) => ({ params: { wallet: await affiliateWallet(world) } }),
  explainCommission: async (world) => ({
    params: { id: await earnedCommission(world) },
    query: { program: 'default' },
  }),
  backtestRules: ofProgram({
    rules: { directCommissionPct: 10, overrideCommissionPct: 5, maxAffiliateDepth: 2 },
    from: '2026-10-01T00:00:00Z',
    to: '2026-11-01T00:00:00Z',
  }),
  previewPayoutBatch: newBatchSample,
  createPayoutBatch: newBatchSample,
  createPayoutBatchAlias: newBatchSample,
  listPayoutBatches: () => ({ query: { status: 'PENDING' } }),
  listPayoutBatchesAlias: () => ({ query: { period: '2026-10' } }),
  readPayoutBatch: ofBatch(),
  editPayoutBatch: ofBatch(({ digest, payoutId }) => ({
    ...{ digest, methods: [{ payoutId, method: 'WIRE' }] },
  })),
  approvePayoutBatch: approvalSample,
  executePayoutBatch: executionSample,
  retryFailedPayouts: retrySample,
  decidePayout: decisionSample,
  readPayoutDecision: disputedSample,
  cancelPayoutBatch: ofBatch(() => ({ reason: 'a sample' })),
  exportPayoutBatch: ofBatch(),
  importPayoutResults: ofBatch(({ payoutId }) => ({
    rows: [{ payoutId, outcome: 'PAID', amount: '10000000', asset: 'USDC' }],
  })),
  listOwnPayouts: askedAffiliate,
  readPayoutSummary: () => ({ query: { program: 'default' } }),
  readAffiliateStats: async (world) => ({ params: { wallet: await affiliateWallet(world) } }),
  changeAffiliate: async (world) => ({
    params: { wallet: await affiliateWallet(world) },
    body: { status: 'SUSPENDED', reason: 'a sample' },
  }),
  issueNonce: () => ({ body: { wallet: randomWallet() } }),
  signIn: async ({ app }) => ({ body: await signedProof(app, newWallet()) }),
  signOut: async ({ app }) => ({
    credentials: (await signIn(app, newWallet())).bearer,
    body: {},
  }),
  readSession: async ({ app }) => ({ credentials: (await signIn(app, newWallet())).bearer }),
  listOperators: nothing,
  createOperator: () => ({ body: { name: `sample ${crypto.randomUUID()}` } }),
  changeOperator: async ({ api }) => ({
    params: { id: (await enterOperator(api.db)).id },
    body: { disabled: true },
  }),
  listApiKeys: nothing,
  createApiKey: async ({ api }) => ({
    body: { operatorId: (await enterOperator(api.db)).id, name: 'a sample' },
  }),
  revokeApiKey: async ({ api }) => ({
    params: { id: (await enterOperator(api.db)).keyId },
    body: { reason: 'a sample' },
  }),
  reverseSettlement: reversalSample,
  readReversal: async (world) => ({ params: { id: (await newRegistration(world)).intentId } }),
  readIntent: async (world) => ({ params: { id: (await newRegistration(world)).intentId } }),
  followIntent: async (world) => ({ params: { id: (await newRegistration(world)).intentId } }),
  listParkedIntents: () => ({ query: { program: 'default' } }),
  readParkedIntent: async (world) => ({ params: { intentId: await parkedIntent(world) } }),
  retryParkedIntent: parkedDecision,
  abandonParkedIntent: parkedDecision,
  listFindings: nothing,
  readAdminStats: nothing,
  readProgramTimeseries: nothing,
  listMints: nothing,
  listPayments: nothing,
  readWalletFile: () => ({ params: { address: randomWallet() } }),
};

function ofProgram(body?: RouteSample['body']): SampleTaker {
  return () => ({ params: { id: 'default' }, ...(body === undefined ? {} : { body }) });
}

async function newRegistration({ app }: SampleWorld) {
  const registered = randomWallet();
  const response = await app.request('/api/register', write({ wallet: registered }));
  const { intentId } = z.object({ intentId: z.string() }).parse(await response.json());
  return { wallet: registered, intentId };
}

async function registeredWallet(world: SampleWorld): Promise<string> {
  const registration = await newRegistration(world);
  await settleRegistration(world.api.db, registration.intentId);
  return registration.wallet;
}

async function affiliateWallet({ app }: SampleWorld): Promise<string> {
  const account = newWallet();
  const body = await affiliateRequest(app, account);
  await app.request('/api/v2/affiliates/register', write(body));
  return account.address;
}

async function earnedCommission({ api: { db, programId } }: SampleWorld): Promise<string> {
  const [affiliate] = await growLine(db, programId, 1);
  const wallet = randomWallet();
  await bring(db, wallet, { affiliate, proven: true });
  const intentId = await settlePayment(db, { programId, wallet, fee: 100_000_000n });
  return (await runOf(db, intentId)).earned[0]?.id ?? '';
}

/** A claim that was paid for and has settled. */
async function reversalSample({ api: { db, programId } }: SampleWorld): Promise<RouteSample> {
  const id = await settlePayment(db, { programId, wallet: randomWallet(), fee: 100_000_000n });
  await endAsSettled(db, id);
  return { params: { id }, body: { reason: 'a sample' } };
}

async function askedAffiliate(world: SampleWorld): Promise<RouteSample> {
  return { query: { program: 'default', wallet: await affiliateWallet(world) } };
}

async function parkedIntent(world: SampleWorld): Promise<string> {
  const { intentId } = await newRegistration(world);
  await parkByHand(world.api.db, intentId);
  return intentId;
}

async function parkedDecision(world: SampleWorld): Promise<RouteSample> {
  return { params: { intentId: await parkedIntent(world) }, body: { reason: 'a sample' } };
}

function randomHash(): string {
  return `0x${crypto.randomUUID().replaceAll('-', '').repeat(2)}`;
}

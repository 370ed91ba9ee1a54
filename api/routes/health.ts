import { createRoute, z } from '@hono/zod-openapi';
import { formatMinor } from '../../domain/money.ts';
import type { App, RouteServices } from '../app-parts.ts';
import { chainFactsReader } from '../chain-facts.ts';
import type { DefaultProgram } from '../default-program.ts';
import { jsonResponse, partlessProblemResponses } from '../schemas/problem.ts';
import { checksummed } from '../schemas/wallet.ts';

/** Below this the relayer can not pay for many more transactions: 0.05 of the chain's coin, in wei. */
const lowBalanceWei = 50_000_000_000_000_000n;
const mainnetChainId = 1;

const address = z.string().nullable();

const healthAnswer = z
  .object({
    ok: z.boolean(),
    healthy: z.boolean(),
    mode: z.enum(['mock', 'real']),
    chainId: z.int(),
    blockNumber: z.int().nullable(),
    signerAddress: address,
    sgeidAddress: address,
    sgeAddress: address,
    usdcAddress: address,
    usdtAddress: address,
    treasuryAddress: address,
    chain: z.object({ chainId: z.int(), blockNumber: z.int().nullable(), isMainnet: z.boolean() }),
    api: z.object({ healthy: z.boolean(), version: z.string() }),
    rpc: z.object({
      healthy: z.boolean(),
      latency: z.int().nullable().openapi({ description: 'Milliseconds.' }),
    }),
    contracts: z.object({
      sgeId: address,
      sge: address,
      usdc: address,
      usdt: address,
      treasury: address,
    }),
    features: z.object({
      registration: z.boolean(),
      claims: z.boolean(),
      idempotencyRequired: z.boolean(),
      rpc: z.boolean(),
    }),
    relayer: z.object({ address, balanceEth: z.string().nullable(), lowBalance: z.boolean() }),
  })
  .openapi('Health');

const route = createRoute({
  method: 'get',
  path: '/healthz',
  operationId: 'readHealth',
  tags: ['Operations'],
  summary: 'Whether the process is alive, and what it last knew of the chain',
  description: 'Always 200 while the process runs; `/readyz` says whether it can work.',
  responses: { 200: jsonResponse('Alive.', healthAnswer), ...partlessProblemResponses() },
});
const oldRoute = createRoute({
  ...route,
  path: '/api/healthz',
  operationId: 'readOldHealth',
  summary: 'The same as /healthz',
});

/** `GET /healthz` and `GET /api/healthz`: the union of the old flat form and the nested one. */
export function mountHealth(app: App, services: RouteServices): void {
  const { settings, chain, relayerAddress } = services;
  const chainFacts = chainFactsReader({ chain, relayerAddress });

  async function health(): Promise<z.infer<typeof healthAnswer>> {
    const [facts, program] = await Promise.all([chainFacts(), lastProgram()]);
    const { blockNumber, relayerBalance } = facts;
    const contracts = contractsOf(program);
    const signerAddress = relayerAddress === null ? null : checksummed(relayerAddress);
    const active = program?.status === 'ACTIVE';
    return {
      ok: true,
      healthy: facts.healthy,
      mode: settings.mode,
      chainId: chain.chainId,
      blockNumber,
      signerAddress,
      sgeidAddress: contracts.sgeId,
      sgeAddress: contracts.sge,
      usdcAddress: contracts.usdc,
      usdtAddress: contracts.usdt,
      treasuryAddress: contracts.treasury,
      chain: { chainId: chain.chainId, blockNumber, isMainnet: chain.chainId === mainnetChainId },
      api: { healthy: true, version: settings.version },
      rpc: { healthy: facts.healthy, latency: facts.latencyMs },
      contracts,
      features: {
        registration: active,
        claims: active,
        idempotencyRequired: settings.idempotencyRequired,
        rpc: services.rpc !== undefined,
      },
      relayer: {
        address: signerAddress,
        balanceEth: relayerBalance === null ? null : formatMinor(relayerBalance, 18),
        lowBalance: relayerBalance !== null && relayerBalance < lowBalanceWei,
      },
    };
  }

  let known: DefaultProgram | null = null;
  /** The program as last read: health does not fail with the database. */
  async function lastProgram(): Promise<DefaultProgram | null> {
    const waitMs = 1000;
    const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), waitMs));
    known = (await Promise.race([services.program().catch(() => null), late])) ?? known;
    return known;
  }

  app.openapi(route, async (c) => c.json(await health(), 200));
  app.openapi(oldRoute, async (c) => c.json(await health(), 200));
}

function contractsOf(program: DefaultProgram | null) {
  const token = (symbol: string): string | null => {
    const known = program?.tokens.get(symbol);
    return known === undefined ? null : checksummed(known.address);
  };
  return {
    sgeId: token('SGEID'),
    sge: token('SGE'),
    usdc: token('USDC'),
    usdt: token('USDT'),
    treasury: program === null ? null : checksummed(program.treasuryAddress),
  };
}

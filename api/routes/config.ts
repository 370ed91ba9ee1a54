import { createRoute, z } from '@hono/zod-openapi';
import { knownContract } from '../../db/queries/known-contracts.ts';
import type { App, RouteServices } from '../app-parts.ts';
import { type DefaultProgram, programToken } from '../default-program.ts';
import { jsonResponse, problemResponses } from '../schemas/problem.ts';
import { checksummed, walletAnswer } from '../schemas/wallet.ts';

const tokenSchema = z.object({ address: walletAnswer, decimals: z.int() });

const configAnswer = z
  .object({
    mode: z.enum(['mock', 'real']),
    version: z.string(),
    chainId: z.int(),
    rpcUrl: z.string().openapi({ description: 'A public JSON-RPC address.' }),
    explorerUrl: z.string().nullable(),
    defaultProgram: z.object({ id: z.string(), slug: z.string() }),
    tokens: z.object({ USDC: tokenSchema, USDT: tokenSchema, SGE: tokenSchema }),
    treasuryAddress: walletAnswer,
    claimVaultAddress: walletAnswer
      .nullable()
      .openapi({ description: 'A claim vault that set-up has deployed for one program to use.' }),
    spareIdentityTokenAddress: walletAnswer
      .nullable()
      .openapi({ description: 'An identity token deployed for one more program to use.' }),
    temporalUiUrl: z.string().nullable(),
  })
  .openapi('Config');

const route = createRoute({
  method: 'get',
  path: '/api/config',
  operationId: 'readConfig',
  tags: ['Operations'],
  summary: 'Where am I: mode, chain, tokens and addresses',
  responses: {
    200: jsonResponse('The configuration that clients need.', configAnswer),
    ...problemResponses(),
  },
});

/** `GET /api/config`. */
export function mountConfig(app: App, services: RouteServices): void {
  const { settings, chain } = services;

  app.openapi(route, async function config(c) {
    const program = await services.program();
    const { chainId } = chain;
    const vault = await knownContract(services.db, { chainId, name: 'claim_vault' });
    const spareToken = await knownContract(services.db, { chainId, name: 'identity_token' });
    const body: z.infer<typeof configAnswer> = {
      mode: settings.mode,
      version: settings.version,
      chainId: chain.chainId,
      rpcUrl: settings.publicRpcUrl ?? new URL('/rpc', c.req.url).href,
      explorerUrl: settings.explorerUrl,
      defaultProgram: { id: program.id, slug: program.slug },
      tokens: {
        USDC: tokenView(program, 'USDC'),
        USDT: tokenView(program, 'USDT'),
        SGE: tokenView(program, 'SGE'),
      },
      treasuryAddress: checksummed(program.treasuryAddress),
      claimVaultAddress: vault === null ? null : checksummed(vault),
      spareIdentityTokenAddress: spareToken === null ? null : checksummed(spareToken),
      temporalUiUrl: settings.temporalUiUrl,
    };
    return c.json(body, 200);
  });
}

function tokenView(program: DefaultProgram, symbol: string): z.infer<typeof tokenSchema> {
  const { address, decimals } = programToken(program, symbol);
  return { address: checksummed(address), decimals };
}

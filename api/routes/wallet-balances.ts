import { createRoute, z } from '@hono/zod-openapi';
import type { Address } from '../../domain/chain-port.ts';
import { formatMinor } from '../../domain/money.ts';
import type { App, RouteServices } from '../app-parts.ts';
import { type DefaultProgram, programToken } from '../default-program.ts';
import { jsonResponse, problemResponses, walletProblems } from '../schemas/problem.ts';
import { checksummed, walletAnswer } from '../schemas/wallet.ts';
import { addressQuery } from '../schemas/wallet-query.ts';

const balanceSchema = z
  .object({
    raw: z.string().openapi({ description: 'Minor units.', example: '1500000' }),
    formatted: z.string().openapi({ example: '1.5' }),
    decimals: z.int().openapi({ example: 6 }),
  })
  .openapi('Balance');

const balancesAnswer = z
  .object({
    address: walletAnswer,
    balances: z.object({
      eth: balanceSchema,
      sge: balanceSchema,
      usdc: balanceSchema,
      usdt: balanceSchema,
    }),
  })
  .openapi('WalletBalances');

/** Of the chain's own coin: wei. */
const coinDecimals = 18;

const route = createRoute({
  method: 'get',
  path: '/api/wallet/balances',
  operationId: 'readWalletBalances',
  tags: ['Wallets'],
  summary: 'What a wallet has on chain',
  description: 'As of the newest block the node knows.',
  request: { query: addressQuery },
  responses: {
    200: jsonResponse(
      "The chain's coin, the program's token and the payment tokens.",
      balancesAnswer,
    ),
    ...problemResponses(...walletProblems),
  },
});

/** `GET /api/wallet/balances`. */
export function mountWalletBalances(app: App, services: RouteServices): void {
  const { chain } = services;

  app.openapi(route, async function walletBalances(c) {
    const { address } = c.req.valid('query');
    const program = await services.program();
    const tokenBalance = tokenBalances(services, program, address);
    // Asked together, so that they go to the node as one batch.
    const [wei, sge, usdc, usdt] = await Promise.all([
      chain.balance(address),
      tokenBalance('SGE'),
      tokenBalance('USDC'),
      tokenBalance('USDT'),
    ]);
    const eth = balanceView(wei, coinDecimals);
    return c.json({ address: checksummed(address), balances: { eth, sge, usdc, usdt } }, 200);
  });
}

function tokenBalances({ chain }: RouteServices, program: DefaultProgram, owner: Address) {
  return async function tokenBalance(symbol: string): Promise<z.infer<typeof balanceSchema>> {
    const token = programToken(program, symbol);
    return balanceView(await chain.erc20Balance(token.address, owner), token.decimals);
  };
}

function balanceView(amount: bigint, decimals: number): z.infer<typeof balanceSchema> {
  return { raw: amount.toString(), formatted: formatMinor(amount, decimals), decimals };
}

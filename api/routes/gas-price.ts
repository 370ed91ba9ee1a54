import { createRoute, z } from '@hono/zod-openapi';
import type { FeeMarket } from '../../domain/chain-port.ts';
import { formatMinor } from '../../domain/money.ts';
import type { App, RouteServices } from '../app-parts.ts';
import { jsonResponse, problemResponses } from '../schemas/problem.ts';
import { createSharedRead } from '../shared-read.ts';

/** Prices move with blocks, which are seconds apart. */
const maxAgeMs = 1000;
const gweiDecimals = 9;

const wei = z.string().openapi({ description: 'Wei per gas.', example: '1500000000' });

const gasPriceAnswer = z
  .object({
    gasPrice: wei,
    gasPriceGwei: z.string().openapi({ description: 'The same in gwei.', example: '1.5' }),
    maxFeePerGas: wei,
    maxPriorityFeePerGas: wei,
  })
  .openapi('GasPrice');

const route = createRoute({
  method: 'get',
  path: '/api/gas-price',
  operationId: 'readGasPrice',
  tags: ['Chain'],
  summary: 'What gas costs now',
  description: 'At most a second old. The two fees are what a transaction signed now should offer.',
  responses: { 200: jsonResponse('The prices.', gasPriceAnswer), ...problemResponses() },
});

/** `GET /api/gas-price`. */
export function mountGasPrice(app: App, { chain }: RouteServices): void {
  const feeMarket = createSharedRead({ read: () => chain.feeMarket(), maxAgeMs });
  app.openapi(route, async (c) => c.json(gasPriceView(await feeMarket()), 200));
}

function gasPriceView(market: FeeMarket): z.infer<typeof gasPriceAnswer> {
  return {
    gasPrice: market.gasPrice.toString(),
    gasPriceGwei: formatMinor(market.gasPrice, gweiDecimals),
    maxFeePerGas: market.maxFeePerGas.toString(),
    maxPriorityFeePerGas: market.maxPriorityFeePerGas.toString(),
  };
}

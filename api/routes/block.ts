import { createRoute, z } from '@hono/zod-openapi';
import type { BlockView } from '../../domain/chain-port.ts';
import type { App, RouteServices } from '../app-parts.ts';
import { jsonResponse, problemResponses } from '../schemas/problem.ts';
import { txHashAnswer } from '../schemas/wallet.ts';
import { createSharedRead } from '../shared-read.ts';

const maxAgeMs = 250;

const blockAnswer = z
  .object({
    number: z.int(),
    blockNumber: z.int().openapi({ description: 'The same, for older clients.' }),
    timestamp: z.int().openapi({ description: 'Unix seconds.' }),
    hash: txHashAnswer,
    baseFeePerGas: z
      .string()
      .nullable()
      .openapi({ description: 'Wei per gas; null on a chain without base fees.' }),
  })
  .openapi('Block');

const route = createRoute({
  method: 'get',
  path: '/api/block',
  operationId: 'readBlock',
  tags: ['Chain'],
  summary: 'The newest block',
  description: 'At most a quarter of a second after the node.',
  responses: { 200: jsonResponse('The block.', blockAnswer), ...problemResponses() },
});

/** `GET /api/block`. */
export function mountBlock(app: App, { chain }: RouteServices): void {
  const head = createSharedRead({ read: () => chain.head(), maxAgeMs });
  app.openapi(route, async (c) => c.json(blockView(await head()), 200));
}

function blockView(block: BlockView): z.infer<typeof blockAnswer> {
  const number = Number(block.number);
  return {
    number,
    blockNumber: number,
    timestamp: Number(block.timestamp),
    hash: block.hash,
    baseFeePerGas: block.baseFeePerGas?.toString() ?? null,
  };
}

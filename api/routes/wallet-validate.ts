import { createRoute, z } from '@hono/zod-openapi';
import type { App, RouteServices } from '../app-parts.ts';
import { jsonResponse, problemResponses } from '../schemas/problem.ts';
import { checksummed, walletAnswer, walletMessages, walletParameter } from '../schemas/wallet.ts';

/** Longer than anything that could be meant as an address. */
const addressCharsMax = 1000;

const validAnswer = z.object({
  valid: z.literal(true),
  address: walletAnswer,
  isContract: z.boolean(),
  warning: z.string().nullable(),
});
const invalidAnswer = z.object({
  valid: z.literal(false),
  error: z.string().openapi({ description: 'What was expected.' }),
});
const validationAnswer = z.union([validAnswer, invalidAnswer]).openapi('WalletValidation');

const route = createRoute({
  method: 'get',
  path: '/api/wallet/validate',
  operationId: 'validateWallet',
  tags: ['Wallets'],
  summary: 'Whether a text is an address, and of what',
  request: {
    query: z.object({
      address: z
        .string({
          error: ({ input }) => (input === undefined ? walletMessages.missing : 'one text'),
        })
        .min(1, walletMessages.missing)
        .max(addressCharsMax, `at most ${addressCharsMax} characters`)
        .openapi({
          description: 'Any text.',
          example: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8',
        }),
    }),
  },
  responses: {
    200: jsonResponse('What was found; no address is an answer too.', validationAnswer),
    ...problemResponses('MISSING_WALLET', 'VALIDATION_FAILED'),
  },
});

const contractWarning =
  'This is a contract: it can only use what is sent to it if it was made for that.';

/** `GET /api/wallet/validate`. */
export function mountWalletValidate(app: App, { chain }: RouteServices): void {
  app.openapi(route, async function validateWallet(c) {
    const parsed = walletParameter.safeParse(c.req.valid('query').address);
    if (!parsed.success) {
      return c.json({ valid: false, error: `Expected ${walletMessages.invalid}.` } as const, 200);
    }
    const isContract = await chain.isContract(parsed.data);
    const body: z.infer<typeof validAnswer> = {
      valid: true,
      address: checksummed(parsed.data),
      isContract,
      warning: isContract ? contractWarning : null,
    };
    return c.json(body, 200);
  });
}

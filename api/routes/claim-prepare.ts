import { createRoute, z } from '@hono/zod-openapi';
import { ApiError } from '../../domain/errors.ts';
import { newId } from '../../domain/ids.ts';
import { formatMinor } from '../../domain/money.ts';
import { jsonAnswer } from '../answers.ts';
import type { App, RouteServices } from '../app-parts.ts';
import { clientAddress } from '../client-address.ts';
import { type DefaultProgram, programToken } from '../default-program.ts';
import { idempotentWrite, type WritePlan } from '../idempotent-write.ts';
import { claimLimits } from '../rate-limit.ts';
import { jsonResponse, problemResponses, writeProblems } from '../schemas/problem.ts';
import { checksummed, walletAnswer, walletParameter } from '../schemas/wallet.ts';
import { writeRequestHeaders, writeResponseHeaders } from '../schemas/write-headers.ts';

const prepareBody = z
  .object({
    wallet: walletParameter,
    tokenType: z.enum(['USDC', 'USDT'], { error: 'USDC or USDT' }).default('USDC'),
  })
  .openapi('PrepareClaimRequest');

const prepareAnswer = z
  .object({
    wallet: walletAnswer,
    tokenType: z.enum(['USDC', 'USDT']),
    tokenAddress: walletAnswer,
    spender: walletAnswer.openapi({ description: 'The treasury, which the fee is paid to.' }),
    feeAmount: z.string().openapi({ description: 'Minor units.', example: '100000000' }),
    feeFormatted: z.string(),
    currentAllowance: z.string(),
    needsApproval: z.boolean().openapi({ description: 'false: the fee is a plain transfer.' }),
    needsReset: z.boolean(),
    transactions: z
      .array(
        z.object({
          step: z.int(),
          description: z.string(),
          to: walletAnswer,
          data: z.string().openapi({ description: 'Calldata, hex.' }),
          value: z.string().openapi({ description: 'Wei.', example: '0' }),
        }),
      )
      .openapi({ description: 'What the wallet is to send, in this order.' }),
    quoteId: z.string(),
    expiresAt: z.iso.datetime(),
  })
  .openapi('PreparedClaim');

const route = createRoute({
  method: 'post',
  path: '/api/claim/prepare',
  operationId: 'prepareClaim',
  tags: ['Claims'],
  summary: 'Quote the fee and prepare its payment',
  request: {
    headers: writeRequestHeaders,
    body: { required: true, content: { 'application/json': { schema: prepareBody } } },
  },
  responses: {
    200: {
      ...jsonResponse('The quote and the transactions to send.', prepareAnswer),
      headers: writeResponseHeaders,
    },
    ...problemResponses(...writeProblems, 'PROGRAM_PAUSED'),
  },
});

/** `POST /api/claim/prepare`. */
export function mountClaimPrepare(app: App, services: RouteServices): void {
  app.openapi(route, async function prepareClaim(c) {
    const body = c.req.valid('json');
    return await idempotentWrite(c, services, {
      operation: 'claim.prepare',
      wallet: body.wallet,
      body,
      limits: claimLimits(
        services.settings,
        body.wallet,
        clientAddress(c, services.settings.trustedProxies),
      ),
      plan: ({ program }) => planQuote(services, program, body),
    });
  });
}

async function planQuote(
  { chain, settings, now }: RouteServices,
  program: DefaultProgram,
  { wallet, tokenType }: z.infer<typeof prepareBody>,
): Promise<WritePlan> {
  // Sooner than the chain is asked; accepting checks it again.
  if (program.status !== 'ACTIVE') throw new ApiError('PROGRAM_PAUSED');
  const token = programToken(program, tokenType);
  const treasury = `0x${program.treasuryAddress.slice(2)}` as const;
  const [head, allowance] = await Promise.all([
    chain.head(),
    chain.erc20Allowance(token.address, wallet, treasury),
  ]);
  const amount = program.feeAmount;
  const pay = chain.encode({
    type: 'erc20.transfer',
    token: token.address,
    to: treasury,
    amount: amount.toString(),
  });
  const quoteId = newId();
  const expiresAt = new Date(now().getTime() + settings.quoteTtlMs);
  const fee = formatMinor(amount, token.decimals);
  const body: z.infer<typeof prepareAnswer> = {
    wallet: checksummed(wallet),
    tokenType,
    tokenAddress: checksummed(token.address),
    spender: checksummed(treasury),
    feeAmount: amount.toString(),
    feeFormatted: fee,
    currentAllowance: allowance.toString(),
    needsApproval: false,
    needsReset: false,
    transactions: [
      {
        step: 1,
        description: `Pay ${fee} ${tokenType} to the treasury`,
        to: checksummed(pay.to),
        data: pay.data,
        value: '0',
      },
    ],
    quoteId,
    expiresAt: expiresAt.toISOString(),
  };
  return {
    effect: {
      type: 'quote',
      quoteId,
      wallet,
      tokenType,
      feeAmount: amount,
      quotedBlock: head.number,
      expiresAt,
    },
    render: () => jsonAnswer(200, body),
  };
}

import { createRoute, z } from '@hono/zod-openapi';
import { withProgram } from '../../db/database.ts';
import { attributionOfWallet } from '../../db/queries/attribution-of-wallet.ts';
import { intentsOfWallet } from '../../db/queries/intents-of-wallet.ts';
import { paymentsPage } from '../../db/queries/payments-page.ts';
import { walletStatus } from '../../db/queries/wallet-status.ts';
import { attributionStates } from '../../domain/attribution.ts';
import type { App, RouteServices } from '../app-parts.ts';
import { askedProgram, programReadProblems } from '../asked-program.ts';
import { intentSummaryView } from '../intent-view.ts';
import { intentSummarySchema } from '../schemas/intent.ts';
import { operatorRoute } from '../schemas/operator-route.ts';
import { paymentSchema, paymentView } from '../schemas/payment.ts';
import { jsonResponse, problemResponses } from '../schemas/problem.ts';
import { programParameters } from '../schemas/program-parameter.ts';
import { checksummed, txHashAnswer, walletAnswer, walletParameter } from '../schemas/wallet.ts';

/** Newest intents and payments that are shown. */
const shownMax = 50;
const time = z.iso.datetime();

const attributionSchema = z
  .object({
    state: z.enum(attributionStates),
    affiliate: z
      .object({ id: z.string(), wallet: walletAnswer })
      .nullable()
      .openapi({ description: 'Null: nobody brought it.' }),
    code: z.string().nullable().openapi({ description: 'The code or wallet that was given.' }),
    source: z.string(),
    claimedAt: time,
    lockedAt: time.nullable(),
  })
  .openapi('WalletAttribution');

const walletFile = z
  .object({
    wallet: walletAnswer,
    program: z.object({ id: z.string(), slug: z.string() }),
    paid: z.boolean(),
    minted: z.boolean(),
    tokenId: z.string().nullable(),
    mintTxHash: txHashAnswer.nullable(),
    claimed: z.boolean(),
    claimTxHash: txHashAnswer.nullable(),
    eligible: z.boolean(),
    attribution: z.union([attributionSchema, z.null()]),
    intents: z
      .array(intentSummarySchema)
      .openapi({ description: `The newest ${shownMax}, newest first.` }),
    payments: z
      .array(paymentSchema)
      .openapi({ description: `The newest ${shownMax}, newest first.` }),
  })
  .openapi('WalletFile');

const route = createRoute({
  ...operatorRoute,
  method: 'get',
  path: '/api/admin/wallet/{address}',
  operationId: 'readWalletFile',
  summary: 'All that a program knows of a wallet',
  request: {
    params: z.object({ address: walletParameter }),
    query: z.object(programParameters),
  },
  responses: {
    200: jsonResponse('The wallet; one never seen has nothing.', walletFile),
    ...problemResponses(...programReadProblems, 'INVALID_ADDRESS'),
  },
});

/** `GET /api/admin/wallet/:address`. */
export function mountAdminWallet(app: App, services: RouteServices): void {
  app.openapi(route, async function readWalletFile(c) {
    const { address: wallet } = c.req.valid('param');
    const { id, slug } = await askedProgram(c, services, c.req.valid('query'));
    const whose = { programId: id, wallet };
    const newest = { limit: shownMax, before: null, offset: 0 };
    const known = await withProgram(services.db, id, async (tx) => ({
      status: await walletStatus(tx, id, wallet),
      attribution: await attributionOfWallet(tx, whose),
      intents: await intentsOfWallet(tx, whose, shownMax),
      payments: await paymentsPage(tx, whose, newest),
    }));
    const { registered, ...status } = known.status;
    const body: z.infer<typeof walletFile> = {
      wallet: checksummed(wallet),
      program: { id, slug },
      ...status,
      minted: registered,
      attribution: attributionView(known.attribution),
      intents: known.intents.map(intentSummaryView),
      payments: known.payments.slice(0, shownMax).map(paymentView),
    };
    return c.json(body, 200);
  });
}

function attributionView(
  found: Awaited<ReturnType<typeof attributionOfWallet>>,
): z.infer<typeof attributionSchema> | null {
  if (found === null) return null;
  const { affiliate_id: id, affiliate_wallet: wallet } = found;
  return {
    state: found.state,
    affiliate: id === null || wallet === null ? null : { id, wallet: checksummed(wallet) },
    code: found.code,
    source: found.source,
    claimedAt: found.claimed_at.toISOString(),
    lockedAt: found.locked_at?.toISOString() ?? null,
  };
}

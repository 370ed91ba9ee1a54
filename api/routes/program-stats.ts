import { createRoute, z } from '@hono/zod-openapi';
import { withProgram } from '../../db/database.ts';
import { programCounts } from '../../db/queries/program-counts.ts';
import { trialBalance } from '../../ledger/balances.ts';
import type { App, RouteServices } from '../app-parts.ts';
import type { DefaultProgram } from '../default-program.ts';
import { findProgram } from '../find-program.ts';
import { requireRole } from '../operators.ts';
import { isKeyPresented } from '../presented-credential.ts';
import { amountSchema } from '../schemas/intent.ts';
import { keyProblems, operatorRoute } from '../schemas/operator-route.ts';
import { jsonResponse, problemResponses } from '../schemas/problem.ts';

const statsAnswer = z
  .object({
    programId: z.string(),
    registered: z.int().openapi({ description: 'Wallets with a settled registration.' }),
    claimed: z.int().openapi({ description: 'Wallets with a settled claim.' }),
    affiliates: z.int(),
    attributed: z
      .int()
      .openapi({ description: 'Wallets that an affiliate is said to have brought.' }),
    operations: z
      .object({
        openIntents: z.int(),
        parkedIntents: z.int(),
        balances: z
          .array(
            z.object({
              account: z.string(),
              side: z.enum(['debit', 'credit']),
              balance: amountSchema,
            }),
          )
          .openapi({ description: "The program's accounts, on the side where each stands." }),
      })
      .optional()
      .openapi({ description: "With the key of one of the program's operators only." }),
  })
  .openapi('ProgramStats');

const route = createRoute({
  method: 'get',
  path: '/api/v2/programs/{id}/stats',
  operationId: 'readProgramStats',
  tags: ['Programs'],
  summary: 'What a program has come to',
  description: "Counts for everybody; what is open and the books with an operator's key.",
  security: [{}, ...operatorRoute.security],
  request: { params: z.object({ id: z.string().openapi({ description: 'Its id or slug.' }) }) },
  responses: {
    200: jsonResponse('The counts.', statsAnswer),
    ...problemResponses('NOT_FOUND', ...keyProblems),
  },
});

/** `GET /api/v2/programs/:id/stats`. */
export function mountProgramStats(app: App, services: RouteServices): void {
  app.openapi(route, async function programStats(c) {
    const program = await findProgram(services.db, c.req.valid('param').id);
    const { id: programId } = program;
    const isOperator = isKeyPresented(c);
    if (isOperator) await requireRole(c, services, { role: 'viewer', programId });
    const [counts, books] = await withProgram(services.db, programId, async (tx) => [
      await programCounts(tx, programId),
      isOperator ? await trialBalance(tx, programId) : null,
    ]);
    const { registered, claimed, affiliates, attributed } = counts;
    const body: z.infer<typeof statsAnswer> = {
      programId,
      registered,
      claimed,
      affiliates,
      attributed,
      ...(books === null
        ? {}
        : {
            operations: {
              openIntents: counts.open_intents,
              parkedIntents: counts.parked_intents,
              balances: books.lines.map((line) => balanceView(program, line)),
            },
          }),
    };
    if (isOperator) c.header('Cache-Control', 'no-store');
    return c.json(body, 200);
  });
}

type Line = Awaited<ReturnType<typeof trialBalance>>['lines'][number];

function balanceView({ tokens }: DefaultProgram, { account, asset, debit, credit }: Line) {
  const decimals = tokens.get(asset)?.decimals ?? 18;
  const [side, amount] = credit > 0n ? (['credit', credit] as const) : (['debit', debit] as const);
  return { account, side, balance: { amount: amount.toString(), asset, decimals } };
}

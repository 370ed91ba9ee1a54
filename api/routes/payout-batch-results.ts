import { createRoute, z } from '@hono/zod-openapi';
import { importResults } from '../../db/import-results.ts';
import { type RowMatch, resultOutcomes, rowMatches } from '../../domain/match-results.ts';
import type { App, RouteServices } from '../app-parts.ts';
import { batchWrite } from '../batch-write.ts';
import { operatorProblems } from '../schemas/operator-route.ts';
import { bankAmount } from '../schemas/payout.ts';
import { payoutRoute } from '../schemas/payout-route.ts';
import { bodyProblems, jsonResponse, problemResponses } from '../schemas/problem.ts';
import { writeRequestHeaders, writeResponseHeaders } from '../schemas/write-headers.ts';

const rowsMax = 1000;

/** PostgreSQL takes no NUL in a text. */
const bankText = (charsMax: number) =>
  z
    .string(`at most ${charsMax} characters`)
    .trim()
    .min(1, `1 to ${charsMax} characters`)
    .max(charsMax, `at most ${charsMax} characters`)
    .refine((text) => !text.includes('\0'), 'text without NUL')
    .optional();

const resultsBody = z
  .strictObject({
    rows: z
      .array(
        z.strictObject({
          payoutId: z.string('the id of a payout').max(100, 'the id of a payout'),
          outcome: z.enum(resultOutcomes, resultOutcomes.join(', ')),
          amount: bankAmount,
          asset: z.string('an asset').max(20, 'an asset').openapi({ example: 'USDC' }),
          bankReference: bankText(200).openapi({ description: 'What the bank calls it.' }),
          detail: bankText(500).openapi({ description: "The bank's own words." }),
        }),
        `1 to ${rowsMax} rows`,
      )
      .min(1, `1 to ${rowsMax} rows`)
      .max(rowsMax, `1 to ${rowsMax} rows`),
  })
  .openapi('PayoutResults');

const resultsAnswer = z
  .object({
    batchId: z.string(),
    rows: z
      .array(z.object({ payoutId: z.string(), result: z.enum(rowMatches) }))
      .openapi({ description: 'What became of each row, in their order.' }),
    counts: z.object(countsOf(() => z.int())),
  })
  .openapi('PayoutResultsAnswer');

const route = createRoute({
  ...payoutRoute,
  method: 'post',
  path: '/api/v2/payouts/batch/{id}/results',
  operationId: 'importPayoutResults',
  summary: "Bring the bank's results of payouts that people carry out",
  description:
    "Needs an operator of the program. A row is matched by the payout's id, amount and asset. A bank decides once: the same again is `already`, another outcome is `conflict` and is not taken. What does not match is reported and changes nothing. The run of the batch applies what was taken.",
  request: {
    headers: writeRequestHeaders,
    params: z.object({ id: z.string() }),
    body: { required: true, content: { 'application/json': { schema: resultsBody } } },
  },
  responses: {
    200: {
      ...jsonResponse('What became of each row.', resultsAnswer),
      headers: writeResponseHeaders,
    },
    ...problemResponses(...operatorProblems, ...bodyProblems, 'NOT_FOUND'),
  },
});

/** `POST /api/v2/payouts/batch/:id/results`. */
export function mountPayoutBatchResults(app: App, services: RouteServices): void {
  app.openapi(route, async function importPayoutResults(c) {
    const rows = c.req.valid('json').rows.map(({ bankReference, detail, payoutId, ...row }) => ({
      ...{ ...row, payoutId: payoutId.toLowerCase() },
      ...{ bankReference: bankReference ?? null, detail: detail ?? null },
    }));
    return await batchWrite(c, services, {
      ...{ operation: 'payout_batch.results', id: c.req.valid('param').id, role: 'operator' },
      body: { rows: rows.map((row) => ({ ...row, amount: row.amount.toString() })) },
      run: async (tx, write) => {
        const matches = await importResults(tx, { ...write, rows });
        return resultsView(write.batchId, rows, matches);
      },
    });
  });
}

function resultsView(
  batchId: string,
  rows: readonly { readonly payoutId: string }[],
  matches: readonly RowMatch[],
): z.infer<typeof resultsAnswer> {
  return {
    batchId,
    rows: matches.map((result, at) => ({ payoutId: rows[at]?.payoutId ?? '', result })),
    counts: countsOf((match) => matches.filter((one) => one === match).length),
  };
}

/** Something for each way a row can end. */
function countsOf<T>(of: (match: RowMatch) => T): Record<RowMatch, T> {
  return {
    matched: of('matched'),
    already: of('already'),
    conflict: of('conflict'),
    unknown_payout: of('unknown_payout'),
    amount_differs: of('amount_differs'),
    not_manual: of('not_manual'),
    not_awaited: of('not_awaited'),
  };
}

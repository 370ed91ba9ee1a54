import { createRoute, z } from '@hono/zod-openapi';
import { type AuditedActor, recordAudit } from '../../db/audit.ts';
import type { Database } from '../../db/database.ts';
import { lockProgramWrites } from '../../db/program-writes.ts';
import { inventoriesOfChain } from '../../db/queries/inventories.ts';
import { inventoryFundedPostings, programAccount } from '../../domain/chart-of-accounts.ts';
import { ApiError, invariant } from '../../domain/errors.ts';
import { newId } from '../../domain/ids.ts';
import { minorUnits } from '../../domain/money.ts';
import { programTokenDecimals } from '../../domain/program-rules.ts';
import { balanceOf } from '../../ledger/balances.ts';
import { post } from '../../ledger/post.ts';
import { jsonAnswer } from '../answers.ts';
import type { App, RouteServices } from '../app-parts.ts';
import { type DefaultProgram, programToken } from '../default-program.ts';
import { findProgram } from '../find-program.ts';
import { operatorWrite } from '../operator-write.ts';
import { requireRole } from '../operators.ts';
import { amountSchema } from '../schemas/intent.ts';
import { operatorProblems, operatorRoute } from '../schemas/operator-route.ts';
import { bodyProblems, jsonResponse, problemResponses } from '../schemas/problem.ts';
import { reasonText } from '../schemas/reason.ts';
import { writeRequestHeaders, writeResponseHeaders } from '../schemas/write-headers.ts';

const inventoryBody = z
  .strictObject({
    amount: minorUnits
      .refine((amount) => amount > 0n, 'more than 0')
      .openapi({ type: 'string', description: 'Minor units of the program token.' }),
    reason: reasonText,
  })
  .openapi('FundInventoryRequest');

const inventoryAnswer = z
  .object({
    programId: z.string(),
    transactionId: z.string(),
    reference: z.string(),
    inventory: z.object({ posted: amountSchema, held: amountSchema, available: amountSchema }),
  })
  .openapi('FundedInventory');

const route = createRoute({
  ...operatorRoute,
  method: 'post',
  path: '/api/v2/programs/{id}/inventory',
  operationId: 'fundInventory',
  summary: 'Put program tokens at the disposal of a program',
  description:
    "Needs an owner of all programs: the tokens are in the platform's one wallet, which all programs of the chain are delivered from. What is booked to all of them together is never more than it has.",
  request: {
    headers: writeRequestHeaders,
    params: z.object({ id: z.string().openapi({ description: "The program's id or slug." }) }),
    body: { required: true, content: { 'application/json': { schema: inventoryBody } } },
  },
  responses: {
    201: { ...jsonResponse('Booked.', inventoryAnswer), headers: writeResponseHeaders },
    ...problemResponses(
      ...operatorProblems,
      ...bodyProblems,
      'NOT_FOUND',
      'INVENTORY_NOT_COVERED',
      'PROGRAM_ARCHIVED',
    ),
  },
});

/** `POST /api/v2/programs/:id/inventory`. */
export function mountProgramInventory(app: App, services: RouteServices): void {
  app.use('/api/v2/programs/:id/inventory', async (c, next) => {
    await requireRole(c, services, { role: 'owner', programId: null });
    await next();
  });
  app.openapi(route, async function fundInventory(c) {
    const body = c.req.valid('json');
    const program = await findProgram(services.db, c.req.valid('param').id);
    return await operatorWrite(c, services, {
      operation: 'program.inventory',
      operator: await requireRole(c, services, { role: 'owner', programId: null }),
      program,
      body,
      prepare: (actor) => prepareFunding(services, actor, { ...body, program }),
    });
  });
}

interface Funding extends z.output<typeof inventoryBody> {
  readonly program: DefaultProgram;
}

async function prepareFunding(
  { db, chain, relayerAddress }: RouteServices,
  actor: AuditedActor,
  { program, amount, reason }: Funding,
) {
  if (program.status === 'ARCHIVED') throw new ApiError('PROGRAM_ARCHIVED');
  if (relayerAddress === null)
    throw new ApiError('UNAVAILABLE', "The platform's wallet is not known yet.");
  const { id: programId, chainId } = program;
  // In this order: what is delivered in between is missing from the wallet and still in the books, not the other way round.
  const bookedBefore = await inventoriesOfChain(db, chainId);
  const onChain = await chain.erc20Balance(programToken(program, 'SGE').address, relayerAddress);

  return async function writeFunding(tx: Database) {
    await lockProgramWrites(tx);
    const free = onChain - (await inventoriesOfChain(tx, chainId));
    if (amount > free || amount > onChain - bookedBefore) return notCovered(free > 0n ? free : 0n);
    const reference = `funding:${chainId}:${programId}:${newId()}`;
    const postings = inventoryFundedPostings({ programId, amount, asset: 'SGE' });
    const [posted] = await post(tx, [{ programId, reference, postings }]);
    invariant(posted?.status === 'posted', `Expected ${reference} to be posted`);
    const account = programAccount(programId, 'token_inventory');
    const after = await balanceOf(tx, account, 'SGE');
    await recordAudit(tx, [
      {
        ...actor,
        programId,
        action: 'program.fund_inventory',
        subject: `program:${programId}`,
        before: { posted: (after.posted - amount).toString() },
        after: { posted: after.posted.toString(), amount: amount.toString(), reference, reason },
      },
    ]);
    const body: z.infer<typeof inventoryAnswer> = {
      programId,
      transactionId: posted.id,
      reference,
      inventory: {
        posted: tokens(after.posted),
        held: tokens(after.held),
        available: tokens(after.available),
      },
    };
    return jsonAnswer(201, body);
  };
}

function notCovered(free: bigint): ApiError {
  return new ApiError('INVENTORY_NOT_COVERED', undefined, { extra: { available: tokens(free) } });
}

function tokens(amount: bigint): z.infer<typeof amountSchema> {
  return { amount: amount.toString(), asset: 'SGE', decimals: programTokenDecimals };
}

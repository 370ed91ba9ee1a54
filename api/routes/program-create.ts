import { createRoute, type z } from '@hono/zod-openapi';
import { type AuditedActor, recordAudit } from '../../db/audit.ts';
import type { Database } from '../../db/database.ts';
import { contractTaken, lockProgramWrites } from '../../db/program-writes.ts';
import { tokensOfChain } from '../../db/queries/program-by-slug.ts';
import { programs } from '../../db/schema/programs.ts';
import { ApiError } from '../../domain/errors.ts';
import { newId } from '../../domain/ids.ts';
import { ensureProgramAccounts } from '../../ledger/accounts.ts';
import { jsonAnswer } from '../answers.ts';
import type { App, AppContext, RouteServices } from '../app-parts.ts';
import { inexactNumber } from '../exact-numbers.ts';
import { operatorWrite } from '../operator-write.ts';
import { requireRole } from '../operators.ts';
import {
  checkIdentityToken,
  checkTogether,
  checkVault,
  programDefaults,
  withSettings,
  wrongField,
} from '../program-settings.ts';
import { etagOf, programView } from '../program-view.ts';
import { operatorProblems, operatorRoute } from '../schemas/operator-route.ts';
import { jsonResponse, problemResponses, writeProblems } from '../schemas/problem.ts';
import { createProgramBody, programSchema } from '../schemas/program.ts';
import { writeRequestHeaders, writeResponseHeaders } from '../schemas/write-headers.ts';

const route = createRoute({
  ...operatorRoute,
  tags: ['Programs'],
  method: 'post',
  path: '/api/v2/programs',
  operationId: 'createProgram',
  summary: 'Create a program',
  description:
    "Needs an owner of all programs. Opens the program's accounts; its inventory of program tokens is funded apart from it.",
  request: {
    headers: writeRequestHeaders,
    body: { required: true, content: { 'application/json': { schema: createProgramBody } } },
  },
  responses: {
    201: { ...jsonResponse('Created.', programSchema), headers: writeResponseHeaders },
    ...problemResponses(...operatorProblems, ...writeProblems, 'SLUG_TAKEN'),
  },
});

type NewProgram = z.output<typeof createProgramBody>;

/** `POST /api/v2/programs`. */
export function mountProgramCreate(app: App, services: RouteServices): void {
  app.use('/api/v2/programs', async (c, next) => {
    // Before the body is judged: whoever has no key learns nothing.
    if (c.req.method === 'POST') await requireRole(c, services, { role: 'owner', programId: null });
    await next();
  });
  app.openapi(route, async function createProgram(c) {
    const body = c.req.valid('json');
    await refuseInexact(c);
    const operator = await requireRole(c, services, { role: 'owner', programId: null });
    return await operatorWrite(c, services, {
      operation: 'program.create',
      operator,
      program: await services.program(),
      body,
      prepare: (actor) => prepareProgram(services, actor, body),
    });
  });
}

/** @throws ApiError VALIDATION_FAILED for a number that a double would round. */
export async function refuseInexact(c: AppContext): Promise<void> {
  const rounded = inexactNumber(await c.req.text());
  if (rounded !== null)
    throw wrongField('/', `numbers that a double holds exactly; ${rounded} has to be a string`);
}

async function prepareProgram(
  { db, chain }: RouteServices,
  actor: AuditedActor,
  { slug, chainId = chain.chainId, identityTokenAddress: ownToken, ...settings }: NewProgram,
) {
  if (chainId !== chain.chainId) throw wrongField('/chainId', `${chain.chainId}, this server's`);
  const { name, treasuryAddress, feeUsd: feeAmount, claimAmount } = settings;
  const blank = { ...programDefaults, name, treasuryAddress, feeAmount, claimAmount };
  const columns = withSettings(blank, settings);
  checkTogether(columns);
  const tokens = await tokensOfChain(db, chainId);
  await checkVault(chain, columns, tokens);
  const identityTokenAddress = ownToken ?? null;
  await checkIdentityToken(chain, identityTokenAddress);

  return async function writeProgram(tx: Database) {
    await lockProgramWrites(tx);
    const id = newId();
    const program = { id, slug, chainId, identityTokenAddress, ...columns };
    const taken = await contractTaken(tx, program, id);
    if (taken !== null) return wrongField(`/${taken}`, 'one that no other program has');
    const [row] = await tx
      .insert(programs)
      .values(program)
      .onConflictDoNothing({ target: programs.slug })
      .returning();
    if (row === undefined) return new ApiError('SLUG_TAKEN', `The slug "${slug}" is taken.`);
    await ensureProgramAccounts(tx, id);
    const after = programView(row);
    await recordAudit(tx, [
      {
        ...actor,
        programId: id,
        action: 'program.create',
        subject: `program:${id}`,
        before: null,
        after,
      },
    ]);
    return jsonAnswer(201, after, { location: `/api/v2/programs/${id}`, etag: etagOf(row) });
  };
}

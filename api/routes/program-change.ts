import { createRoute, z } from '@hono/zod-openapi';
import { eq, sql } from 'drizzle-orm';
import { type AuditedActor, recordAudit } from '../../db/audit.ts';
import type { Database } from '../../db/database.ts';
import { contractTaken, lockProgramWrites } from '../../db/program-writes.ts';
import { programs } from '../../db/schema/programs.ts';
import { ApiError, invariant } from '../../domain/errors.ts';
import { jsonAnswer } from '../answers.ts';
import type { App, RouteServices } from '../app-parts.ts';
import type { DefaultProgram } from '../default-program.ts';
import { findProgram } from '../find-program.ts';
import { operatorWrite } from '../operator-write.ts';
import { authenticate, requireRole } from '../operators.ts';
import { checkTogether, checkVault, withSettings, wrongField } from '../program-settings.ts';
import { etagOf, type ProgramRow, programView } from '../program-view.ts';
import { operatorProblems, operatorRoute } from '../schemas/operator-route.ts';
import { jsonResponse, problemResponses, writeProblems } from '../schemas/problem.ts';
import { changeProgramBody, programSchema } from '../schemas/program.ts';
import { writeRequestHeaders, writeResponseHeaders } from '../schemas/write-headers.ts';
import { refuseInexact } from './program-create.ts';

const route = createRoute({
  ...operatorRoute,
  tags: ['Programs'],
  method: 'patch',
  path: '/api/v2/programs/{id}',
  operationId: 'changeProgram',
  summary: 'Change the settings of a program, pause or archive it',
  description:
    'Needs an owner of the program. With `version`, or the ETag in `If-Match`, only if nobody has changed it meanwhile. What was accepted before goes on as it was accepted, also in a paused or archived program.',
  request: {
    headers: writeRequestHeaders,
    params: z.object({ id: z.string().openapi({ description: 'Its id or slug.' }) }),
    body: { required: true, content: { 'application/json': { schema: changeProgramBody } } },
  },
  responses: {
    200: { ...jsonResponse('As it is now.', programSchema), headers: writeResponseHeaders },
    ...problemResponses(
      ...operatorProblems,
      ...writeProblems,
      'NOT_FOUND',
      'PROGRAM_CHANGED',
      'PROGRAM_ARCHIVED',
    ),
  },
});

type Change = z.output<typeof changeProgramBody>;

/** `PATCH /api/v2/programs/:id`. */
export function mountProgramChange(app: App, services: RouteServices): void {
  app.use('/api/v2/programs/:id', async (c, next) => {
    if (c.req.method === 'PATCH') await authenticate(c, services);
    await next();
  });
  app.openapi(route, async function changeProgram(c) {
    const body = c.req.valid('json');
    await refuseInexact(c);
    const program = await findProgram(services.db, c.req.valid('param').id);
    const { id: programId } = program;
    const operator = await requireRole(c, services, { role: 'owner', programId });
    const version = expectedVersion(body.version, c.req.header('if-match'));
    const answer = await operatorWrite(c, services, {
      operation: 'program.change',
      operator,
      program,
      body: version === null ? body : { ...body, version },
      prepare: (actor) => prepareChange(services, actor, { program, change: body, version }),
    });
    // This process need not wait until what it remembers has grown old.
    services.program.forget();
    return answer;
  });
}

/** The version a change is conditional on, by body or header; null: none. */
function expectedVersion(named: number | undefined, ifMatch: string | undefined): number | null {
  if (ifMatch === undefined || ifMatch.trim() === '*') return named ?? null;
  const [, tag] = /^\s*(?:W\/)?"([0-9]{1,9})"\s*$/.exec(ifMatch) ?? [];
  if (tag === undefined) throw wrongField('header:If-Match', 'the ETag of the program');
  const version = Number(tag);
  if (named !== undefined && named !== version)
    throw wrongField('/version', 'the same version as If-Match');
  return version;
}

interface PlannedChange {
  readonly program: DefaultProgram;
  readonly change: Change;
  readonly version: number | null;
}

async function prepareChange(
  { chain }: RouteServices,
  actor: AuditedActor,
  { program, change, version }: PlannedChange,
) {
  const { status = program.status, version: _, ...settings } = change;
  if (Object.keys(settings).length === 0 && change.status === undefined)
    throw wrongField('/', 'at least one setting');
  const refusal = refusalOf(program, version);
  if (refusal !== null) throw refusal;
  const columns = withSettings(program, settings);
  checkTogether(columns);
  await checkVault(chain, columns, program.tokens);

  return async function writeChange(tx: Database) {
    await lockProgramWrites(tx);
    const [before] = await tx.select().from(programs).where(eq(programs.id, program.id));
    invariant(before !== undefined, `Expected program ${program.id} to exist`);
    // What the vault was asked about is the program as it was read before.
    const changed = refusalOf(before, program.version);
    if (changed !== null) return changed;
    const { chainId, identityTokenAddress } = program;
    const { vaultAddress } = columns;
    const contracts = { chainId, identityTokenAddress, vaultAddress };
    const taken = await contractTaken(tx, contracts, program.id);
    if (taken !== null) return wrongField(`/${taken}`, 'one that no other program has');
    const [after] = await tx
      .update(programs)
      .set({ ...columns, status, version: before.version + 1, updatedAt: sql`now()` })
      .where(eq(programs.id, program.id))
      .returning();
    invariant(after !== undefined, `Expected program ${program.id} to be changed`);
    const subject = `program:${program.id}`;
    const [was, is] = [programView(before), programView(after)];
    await recordAudit(tx, [
      {
        ...actor,
        programId: program.id,
        action: 'program.change',
        subject,
        before: was,
        after: is,
      },
    ]);
    return jsonAnswer(200, is, { etag: etagOf(after) });
  };
}

function refusalOf(row: ProgramRow, version: number | null): ApiError | null {
  if (row.status === 'ARCHIVED') return new ApiError('PROGRAM_ARCHIVED');
  if (version === null || row.version === version) return null;
  return new ApiError(
    'PROGRAM_CHANGED',
    `The program is at version ${row.version}, not ${version}.`,
    {
      extra: { version: row.version },
    },
  );
}

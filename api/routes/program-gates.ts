import { createRoute, z } from '@hono/zod-openapi';
import { and, eq } from 'drizzle-orm';
import { type AuditedActor, recordAudit } from '../../db/audit.ts';
import { type Database, withProgram } from '../../db/database.ts';
import { walletGates } from '../../db/schema/programs.ts';
import { invariant } from '../../domain/errors.ts';
import { jsonAnswer } from '../answers.ts';
import type { App, RouteServices } from '../app-parts.ts';
import { findProgram } from '../find-program.ts';
import { operatorWrite } from '../operator-write.ts';
import { authenticate, requireRole } from '../operators.ts';
import { keyProblems, operatorProblems, operatorRoute } from '../schemas/operator-route.ts';
import { bodyProblems, jsonResponse, problemResponses } from '../schemas/problem.ts';
import { reasonText } from '../schemas/reason.ts';
import { checksummed, walletAnswer, walletParameter } from '../schemas/wallet.ts';
import { writeRequestHeaders, writeResponseHeaders } from '../schemas/write-headers.ts';

const gatesAnswer = z
  .object({
    programId: z.string(),
    wallet: walletAnswer,
    kycPassedAt: z.iso.datetime().nullable(),
    commercePaidAt: z.iso.datetime().nullable(),
  })
  .openapi('WalletGates');

const gatesBody = z
  .strictObject({
    kycPassed: z.boolean('true or false').openapi({ description: 'false takes it back.' }),
    reason: reasonText,
  })
  .openapi('WalletGatesRequest');

const params = z.object({
  id: z.string().openapi({ description: "The program's id or slug." }),
  wallet: walletParameter,
});
const path = '/api/v2/programs/{id}/wallets/{wallet}/gates';

const readRoute = createRoute({
  ...operatorRoute,
  method: 'get',
  path,
  operationId: 'readWalletGates',
  summary: 'Which gates of a program a wallet has passed',
  request: { params },
  responses: {
    200: jsonResponse('The gates; a wallet never seen has passed none.', gatesAnswer),
    ...problemResponses(...keyProblems, 'NOT_FOUND', 'INVALID_ADDRESS'),
  },
});

const setRoute = createRoute({
  ...operatorRoute,
  method: 'post',
  path,
  operationId: 'setWalletGates',
  summary: 'Say that a wallet has passed the identity check, or take it back',
  description: 'Needs an operator of the program. The wallet need not be registered yet.',
  request: {
    headers: writeRequestHeaders,
    params,
    body: { required: true, content: { 'application/json': { schema: gatesBody } } },
  },
  responses: {
    200: { ...jsonResponse('As they are now.', gatesAnswer), headers: writeResponseHeaders },
    ...problemResponses(...operatorProblems, ...bodyProblems, 'INVALID_ADDRESS', 'NOT_FOUND'),
  },
});

interface GateChange extends z.output<typeof gatesBody> {
  readonly programId: string;
  readonly wallet: string;
}

/** `GET` and `POST /api/v2/programs/:id/wallets/:wallet/gates`. */
export function mountProgramGates(app: App, services: RouteServices): void {
  const { db } = services;
  app.use('/api/v2/programs/:id/wallets/*', async (c, next) => {
    await authenticate(c, services);
    c.header('Cache-Control', 'no-store');
    await next();
  });

  app.openapi(readRoute, async function readWalletGates(c) {
    const { id, wallet } = c.req.valid('param');
    const { id: programId } = await findProgram(db, id);
    await requireRole(c, services, { role: 'viewer', programId });
    const gates = await withProgram(db, programId, (tx) => readGates(tx, { programId, wallet }));
    return c.json(gatesView({ programId, wallet }, gates), 200);
  });

  app.openapi(setRoute, async function setWalletGates(c) {
    const { id, wallet } = c.req.valid('param');
    const body = c.req.valid('json');
    const program = await findProgram(db, id);
    const { id: programId } = program;
    const operator = await requireRole(c, services, { role: 'operator', programId });
    return await operatorWrite(c, services, {
      operation: 'program.gates',
      operator,
      program,
      body,
      prepare: async (actor) => (tx) => setGates(tx, actor, { ...body, programId, wallet }),
    });
  });
}

type GateRow = typeof walletGates.$inferSelect;
type GateKey = Pick<GateRow, 'programId' | 'wallet'>;

async function readGates(tx: Database, key: GateKey): Promise<GateRow | null> {
  const [row] = await tx
    .select()
    .from(walletGates)
    .where(and(eq(walletGates.programId, key.programId), eq(walletGates.wallet, key.wallet)));
  return row ?? null;
}

async function setGates(
  tx: Database,
  actor: AuditedActor,
  { programId, wallet, kycPassed, reason }: GateChange,
) {
  const before = await readGates(tx, { programId, wallet });
  const now = new Date();
  // What was passed before keeps its time.
  const kycPassedAt = kycPassed ? (before?.kycPassedAt ?? now) : null;
  const [row] = await tx
    .insert(walletGates)
    .values({ programId, wallet, kycPassedAt, updatedAt: now })
    .onConflictDoUpdate({
      target: [walletGates.programId, walletGates.wallet],
      set: { kycPassedAt, updatedAt: now },
    })
    .returning();
  invariant(row !== undefined, `Expected the gates of ${wallet} to be kept`);
  const view = gatesView({ programId, wallet }, row);
  await recordAudit(tx, [
    {
      ...actor,
      programId,
      action: kycPassed ? 'wallet.kyc_passed' : 'wallet.kyc_taken_back',
      subject: `wallet:${wallet}`,
      before: before === null ? null : gatesView({ programId, wallet }, before),
      after: { ...view, reason },
    },
  ]);
  return jsonAnswer(200, view);
}

function gatesView(
  { programId, wallet }: GateKey,
  gates: GateRow | null,
): z.infer<typeof gatesAnswer> {
  return {
    programId,
    wallet: checksummed(wallet),
    kycPassedAt: gates?.kycPassedAt?.toISOString() ?? null,
    commercePaidAt: gates?.commercePaidAt?.toISOString() ?? null,
  };
}

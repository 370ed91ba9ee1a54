import { createRoute, z } from '@hono/zod-openapi';
import { type AuditedActor, recordAudit } from '../../db/audit.ts';
import { type Database, withProgram } from '../../db/database.ts';
import { lockTree } from '../../db/effects/referral-locks.ts';
import { currentTerms } from '../../db/queries/current-terms.ts';
import { programTerms } from '../../db/schema/people.ts';
import { ApiError } from '../../domain/errors.ts';
import { newId, sha256Hex } from '../../domain/ids.ts';
import { jsonAnswer } from '../answers.ts';
import type { App, RouteServices } from '../app-parts.ts';
import { findProgram } from '../find-program.ts';
import { operatorWrite } from '../operator-write.ts';
import { authenticate, requireRole } from '../operators.ts';
import { operatorProblems, operatorRoute } from '../schemas/operator-route.ts';
import { bodyProblems, jsonResponse, problemResponses } from '../schemas/problem.ts';
import { termsReference } from '../schemas/terms-reference.ts';
import { writeRequestHeaders, writeResponseHeaders } from '../schemas/write-headers.ts';

const textCharsMax = 200_000;

const termsSchema = z
  .object({
    programId: z.string(),
    ...termsReference.shape,
    text: z.string(),
    publishedAt: z.iso.datetime(),
  })
  .openapi('ProgramTerms');

const termsBody = z
  .strictObject({
    version: termsReference.shape.version,
    text: z
      .string('the text')
      .min(1, 'the text')
      .max(textCharsMax, `at most ${textCharsMax} characters`)
      // PostgreSQL takes no NUL, and half a surrogate pair would not be hashed as it is kept.
      .refine((text) => !/[\0\p{Cs}]/u.test(text), 'text without NUL and lone surrogates')
      .openapi({ description: 'Its SHA-256, in UTF-8, is what affiliates sign for.' }),
  })
  .openapi('ProgramTermsRequest');

const params = z.object({ id: z.string().openapi({ description: "The program's id or slug." }) });
const path = '/api/v2/programs/{id}/terms';

const readRoute = createRoute({
  method: 'get',
  path,
  operationId: 'readProgramTerms',
  tags: ['Programs'],
  summary: 'The terms that affiliates of a program agree to now',
  request: { params },
  responses: {
    200: jsonResponse(
      'The newest version; null where the program has published none.',
      z.object({ terms: termsSchema.nullable() }),
    ),
    ...problemResponses('NOT_FOUND'),
  },
});

const publishRoute = createRoute({
  ...operatorRoute,
  method: 'post',
  path,
  operationId: 'publishProgramTerms',
  summary: 'Publish a version of the terms',
  description:
    'Needs an owner of the program. A version is published once and never changes; from then on new affiliates sign this one.',
  request: {
    headers: writeRequestHeaders,
    params,
    body: { required: true, content: { 'application/json': { schema: termsBody } } },
  },
  responses: {
    201: { ...jsonResponse('Published.', termsSchema), headers: writeResponseHeaders },
    ...problemResponses(
      ...operatorProblems,
      ...bodyProblems,
      'NOT_FOUND',
      'PROGRAM_ARCHIVED',
      'TERMS_VERSION_TAKEN',
    ),
  },
});

/** `GET` and `POST /api/v2/programs/:id/terms`. */
export function mountProgramTerms(app: App, services: RouteServices): void {
  const { db } = services;
  app.openapi(readRoute, async function readProgramTerms(c) {
    const { id: programId } = await findProgram(db, c.req.valid('param').id);
    const terms = await withProgram(db, programId, (tx) => currentTerms(tx, programId));
    return c.json({ terms: terms === null ? null : termsView(terms) }, 200);
  });

  app.use(path.replace('{id}', ':id'), async (c, next) => {
    if (c.req.method === 'POST') await authenticate(c, services);
    await next();
  });
  app.openapi(publishRoute, async function publishProgramTerms(c) {
    const body = c.req.valid('json');
    const program = await findProgram(db, c.req.valid('param').id);
    const { id: programId } = program;
    const operator = await requireRole(c, services, { role: 'owner', programId });
    if (program.status === 'ARCHIVED') throw new ApiError('PROGRAM_ARCHIVED');
    return await operatorWrite(c, services, {
      operation: 'program.terms',
      operator,
      program,
      body,
      prepare: async (actor) => (tx) => publish(tx, actor, { ...body, programId }),
    });
  });
}

interface NewTerms extends z.output<typeof termsBody> {
  readonly programId: string;
}

async function publish(tx: Database, actor: AuditedActor, { programId, version, text }: NewTerms) {
  // After whoever is joining now: published means that nobody joins under the terms before.
  await lockTree(tx, programId);
  const before = await currentTerms(tx, programId);
  const [row] = await tx
    .insert(programTerms)
    .values({ id: newId(), programId, version, hash: sha256Hex(text), body: text })
    .onConflictDoNothing({ target: [programTerms.programId, programTerms.version] })
    .returning();
  if (row === undefined) return new ApiError('TERMS_VERSION_TAKEN');
  const view = termsView(row);
  const { text: _, ...after } = view;
  await recordAudit(tx, [
    {
      ...actor,
      programId,
      action: 'program.terms',
      subject: `program:${programId}`,
      before: before === null ? null : { version: before.version, hash: before.hash },
      after,
    },
  ]);
  return jsonAnswer(201, view);
}

function termsView(row: typeof programTerms.$inferSelect): z.infer<typeof termsSchema> {
  const { programId, version, hash, body: text, publishedAt } = row;
  return { programId, version, hash, text, publishedAt: publishedAt.toISOString() };
}

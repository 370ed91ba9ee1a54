import { createRoute, z } from '@hono/zod-openapi';
import { type FoundFinding, findingFacts, findingsPage } from '../../db/queries/findings-list.ts';
import type { App, RouteServices } from '../app-parts.ts';
import { requireSomeProgram } from '../operators.ts';
import { findingListSchema, type findingSchema } from '../schemas/dlq.ts';
import { operatorProblems, operatorRoute } from '../schemas/operator-route.ts';
import { pageOf, pageQuery } from '../schemas/page.ts';
import { jsonResponse, problemResponses } from '../schemas/problem.ts';

const route = createRoute({
  ...operatorRoute,
  method: 'get',
  path: '/api/admin/findings',
  operationId: 'listFindings',
  summary: 'What is not as it should be',
  description:
    'Findings of the sweeper, the watcher and the keeper of slots, newest first: what each means and what can be done. Those of the platform itself need a role in all programs.',
  request: {
    query: z.object({
      ...pageQuery,
      all: z.enum(['true', 'false'], 'true or false').default('false').openapi({
        description: '`true`: also those that are over.',
      }),
    }),
  },
  responses: {
    200: jsonResponse('One page.', findingListSchema),
    ...problemResponses(...operatorProblems, 'VALIDATION_FAILED'),
  },
});

/** `GET /api/admin/findings`. */
export function mountFindings(app: App, services: RouteServices): void {
  app.openapi(route, async function listFindings(c) {
    const { limit, cursor = null, offset, all } = c.req.valid('query');
    const programIds = await requireSomeProgram(c, services, 'viewer');
    const page = { all: all === 'true', programIds, limit, before: cursor, offset };
    const read = await findingsPage(services.db, page);
    const { items, nextCursor } = pageOf(read, limit);
    return c.json({ findings: items.map(findingView), nextCursor }, 200);
  });
}

function findingView(finding: FoundFinding): z.infer<typeof findingSchema> {
  const facts = findingFacts(finding.code);
  return {
    id: finding.id,
    code: finding.code,
    severity: facts?.severity ?? null,
    meaning: facts?.meaning ?? null,
    remedy: facts?.remedy ?? null,
    subject: finding.subject,
    program: finding.program_slug,
    detail: finding.detail,
    seen: finding.seen,
    openedAt: finding.opened_at,
    lastSeenAt: finding.last_seen_at,
    closedAt: finding.closed_at,
    closeReason: finding.close_reason,
  };
}

import { createRoute, z } from '@hono/zod-openapi';
import { withProgram } from '../../db/database.ts';
import { programDays } from '../../db/queries/program-days.ts';
import type { App, RouteServices } from '../app-parts.ts';
import { programReadProblems, publicProgram } from '../asked-program.ts';
import { operatorRoute } from '../schemas/operator-route.ts';
import { daysParameter } from '../schemas/page.ts';
import { jsonResponse, problemResponses } from '../schemas/problem.ts';
import { programParameters } from '../schemas/program-parameter.ts';

const counts = {
  registrations: z.int().openapi({ description: 'Registrations that settled.' }),
  claims: z.int().openapi({ description: 'Claims that settled.' }),
};

const timeseriesAnswer = z
  .object({
    summary: z.object(counts).openapi({ description: 'All of the days together.' }),
    timeseries: z.array(z.object({ date: z.iso.date(), ...counts })).openapi({
      description: 'Days in UTC, oldest first; days without events are zeros.',
    }),
  })
  .openapi('ProgramTimeseries');

const route = createRoute({
  ...operatorRoute,
  security: [{}, ...operatorRoute.security],
  method: 'get',
  path: '/api/admin/stats/timeseries',
  operationId: 'readProgramTimeseries',
  summary: 'What a program came to, day by day',
  description: 'For operators of the program; for anybody where COMPAT_PUBLIC_READS is on.',
  request: {
    query: z.object({
      ...programParameters,
      days: daysParameter,
    }),
  },
  responses: {
    200: jsonResponse('The days.', timeseriesAnswer),
    ...problemResponses(...programReadProblems),
  },
});

/** `GET /api/admin/stats/timeseries`. */
export function mountAdminTimeseries(app: App, services: RouteServices): void {
  app.openapi(route, async function readProgramTimeseries(c) {
    const { days, ...named } = c.req.valid('query');
    const { id: programId } = await publicProgram(c, services, named);
    const timeseries = await withProgram(services.db, programId, (tx) =>
      programDays(tx, programId, days),
    );
    const summary = { registrations: 0, claims: 0 };
    for (const day of timeseries) {
      summary.registrations += day.registrations;
      summary.claims += day.claims;
    }
    return c.json({ summary, timeseries }, 200);
  });
}

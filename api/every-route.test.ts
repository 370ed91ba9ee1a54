// Goal: every route takes a valid request, refuses as documented whatever many routes refuse, and shows nothing
// to operators of another program; a new route can not be forgotten. Method: one sample request per route
// of the OpenAPI document, sent through app.request() on PGlite as it is, with one thing wrong, and to apps of
// which a part fails.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { documentedRoutes } from '../ops/ci/routes/documented-routes.ts';
import { namesTenant } from '../ops/ci/routes/tenant-routes.ts';
import { createProblemJudge } from '../tests/harness/oracles/problem-judge.ts';
import { otherTenant } from '../tests/harness/oracles/record-answers.ts';
import {
  consuming,
  ownRefusals,
  sharedRefusals,
} from '../tests/harness/oracles/shared-refusals.ts';
import { type RouteSample, routeSamples } from '../tests/harness/samples/route-samples.ts';
import { type SampleChange, sampleRequest } from '../tests/harness/samples/sample-requests.ts';
import { openRefusingWorld, type RefusingWorld } from '../tests/harness/worlds/refusing-world.ts';

const routes = documentedRoutes(JSON.parse(readFileSync('docs/openapi.json', 'utf8')));
const { problemOf } = createProblemJudge();
let world: RefusingWorld;
beforeAll(async () => {
  world = await openRefusingWorld();
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

test('every route has a sample, and every sample a route', () => {
  const names = routes.map(({ operationId }) => operationId);
  expect(names.length).toBeGreaterThan(20);
  expect(Object.keys(routeSamples).sort()).toEqual(names.sort());
});

describe.each(routes)('$method $path', (route) => {
  async function sampleOf(): Promise<RouteSample> {
    const take = routeSamples[route.operationId];
    if (take === undefined) throw new Error(`Expected a sample of ${route.operationId}`);
    return await take(world);
  }

  let unused: RouteSample | undefined;
  /** A refusal changes nothing, so the next one is provoked on the same sample. */
  async function unusedSample(): Promise<RouteSample> {
    unused ??= await sampleOf();
    return unused;
  }

  test('takes its sample', async () => {
    const sample = await sampleOf();
    const response = await world.app.request(...sampleRequest({ world, route, sample }));
    expect([response.status, response.ok ? '' : await response.text()]).toEqual([
      route.successes.find((status) => status === response.status),
      '',
    ]);
    await response.body?.cancel();
  });

  for (const { status, code } of route.refusals) {
    const provoke = sharedRefusals[code];
    if (provoke === undefined || ownRefusals[route.operationId]?.includes(code)) continue;
    test(`refuses with ${status} ${code}`, async () => {
      const sample = await (consuming.has(code) ? sampleOf() : unusedSample());
      await problemOf(await provoke({ world, route, sample }), code);
    });
  }

  if (namesTenant(route)) {
    test('has nothing for another program', async () => {
      const sample = await sampleOf();
      // Whoever signs in does so in one program; operators have roles in some.
      const byOperator = route.forOperators && sample.credentials === undefined;
      const change = byOperator ? asStranger() : elsewhere(sample);
      const request = sampleRequest({ world, route, sample }, change);
      const response = await otherTenant(world.app).request(...request);
      const text = await response.text();
      if (response.ok && byOperator) expect(itemsIn(JSON.parse(text))).toBe(0);
      if (byOperator && !response.ok) expect([403, 404]).toContain(response.status);
      expect(text).not.toContain(world.api.programId);
    });
  }

  /** An operator of another program. */
  function asStranger(): SampleChange {
    return { headers: { authorization: `Bearer ${world.stranger.key}` } };
  }

  /** The same asked of another program. */
  function elsewhere({ body }: RouteSample): SampleChange {
    const programId = world.elsewhereId;
    return body === undefined
      ? { query: { programId } }
      : { body: JSON.stringify({ ...body, programId }) };
  }
});

/** How many items the lists in an answer have. */
function itemsIn(answer: unknown): number {
  if (Array.isArray(answer)) return answer.length;
  if (typeof answer !== 'object' || answer === null) return 0;
  return Object.values(answer).reduce<number>((sum, value) => sum + itemsIn(value), 0);
}

/** Programs that are made and changed over HTTP, by an owner of all; to be set up once at the top of a test file. */
import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import type { App } from '../../../api/app-parts.ts';
import { problemSchema } from '../../../api/schemas/problem.ts';
import { programSchema } from '../../../api/schemas/program.ts';
import { openTestApi, type TestApi } from '../worlds/api-app.ts';
import { enterOperator, type TestOperator } from './operators.ts';

export const treasuryAddress = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8';
export const vaultAddress = `0x${'7A'.repeat(20)}`;

/** What is there while the tests of a file run. */
interface ProgramWorld {
  readonly api: TestApi;
  readonly app: App;
  readonly owner: TestOperator;
}

/** Sets up an API with an owner, whose chain is well before each test, and gives what such tests do with it. */
export function programRequests() {
  let world: ProgramWorld;
  let made = 0;
  beforeAll(async () => {
    const api = await openTestApi();
    world = { api, app: api.app(), owner: await enterOperator(api.db) };
  });
  afterAll(() => world.api[Symbol.asyncDispose]());
  beforeEach(() => {
    const { chain } = world.api;
    chain.down = false;
    chain.vault = null;
    chain.code = true;
  });

  const newBody = (more: object = {}) => {
    made += 1;
    return {
      slug: `program-${made}`,
      name: 'A program',
      treasuryAddress,
      feeUsd: 100,
      claimAmount: 1000,
      ...more,
    };
  };
  const create = async (body: unknown, by = world.owner) =>
    await world.app.request('/api/v2/programs', by.request(body));
  return {
    /** Not before the file's `beforeAll`. */
    world: () => world,
    newBody,
    create,
    async created(more: object = {}) {
      const response = await create(newBody(more));
      expect(response.status).toBe(201);
      return programSchema.parse(await response.json());
    },
    async change(id: string, body: unknown, headers: Record<string, string> = {}) {
      const request = world.owner.request(body, { method: 'PATCH' });
      return await world.app.request(`/api/v2/programs/${id}`, {
        ...request,
        headers: { ...Object.fromEntries(new Headers(request.headers)), ...headers },
      });
    },
    async problem(response: Response) {
      const { status, code, errors } = problemSchema.parse(await response.json());
      expect(response.status).toBe(status);
      return { status, code, fields: errors.map(({ field }) => field) };
    },
  };
}

/** How to provoke the refusals that many routes share, on any route that documents them. */
import type { App } from '../../../api/app-parts.ts';
import type { ErrorCode } from '../../../domain/error-codes.ts';
import { newId } from '../../../domain/ids.ts';
import type { TestOperator } from '../actors/operators.ts';
import type { RouteSample } from '../samples/route-samples.ts';
import { type SampleChange, type Sampled, sampleRequest } from '../samples/sample-requests.ts';
import { randomWallet } from '../worlds/api-app.ts';
import type { RefusingWorld } from '../worlds/refusing-world.ts';

/** A route that is to refuse a request made from its sample. */
interface Provoked extends Sampled {
  readonly world: RefusingWorld;
}

type Provoke = (provoked: Provoked) => Promise<Response>;

/** Longer than any text of a query may be, and nothing that any of them may be. */
const nonsense = '!'.repeat(1100);
const bodyBytesMax = 1024 * 1024;

/** By the code that comes of it. */
export const sharedRefusals: Partial<Record<ErrorCode, Provoke>> = {
  VALIDATION_FAILED: changed(invalid),
  MALFORMED_JSON: changed(() => ({ body: '{' })),
  BODY_TOO_LARGE: changed(() => ({ body: JSON.stringify('x'.repeat(bodyBytesMax)) })),
  UNSUPPORTED_MEDIA_TYPE: changed(() => ({ headers: { 'content-type': 'text/plain' } })),
  MISSING_WALLET: changed((provoked) => withWallet(provoked, '')),
  INVALID_ADDRESS: changed((provoked) => withWallet(provoked, 'x')),
  IDEMPOTENCY_KEY_MISSING: changed(() => ({ without: 'idempotency-key' })),
  IDEMPOTENCY_KEY_MALFORMED: changed(() => ({ headers: { 'idempotency-key': 'two words' } })),
  IDEMPOTENCY_KEY_REUSED: afterwards("request_hash = 'of another request'"),
  ANSWER_EXPIRED: afterwards('body = null, expired_at = now()'),
  REQUEST_IN_PROGRESS: afterwards(
    'status = null, answered_at = null, headers = null, body = null, intent_id = null',
  ),
  ORIGIN_FORBIDDEN: changed(() => ({ headers: { origin: 'https://elsewhere.example' } })),
  UNAUTHENTICATED: unauthenticated,
  FORBIDDEN: forbidden,
  NOT_FOUND: changed(unknown),
  ADMIN_NOT_CONFIGURED: unchanged(({ unconfigured }) => unconfigured),
  RATE_LIMITED: unchanged(({ limited }) => limited),
  INTERNAL: unchanged(({ broken }) => broken),
  UNAVAILABLE: unchanged(({ away }) => away),
};

/** What only refuses a sample that was taken before: it is used up afterwards. */
export const consuming: ReadonlySet<ErrorCode> = new Set([
  'IDEMPOTENCY_KEY_REUSED',
  'ANSWER_EXPIRED',
  'REQUEST_IN_PROGRESS',
]);

/** Refusals that depend on more than a sample has: the route's own tests provoke these. */
export const ownRefusals: Readonly<Record<string, readonly ErrorCode[]>> = {
  revokeApiKey: ['FORBIDDEN'],
};

/** Sends the sample with something else about it. */
function changed(change: (provoked: Provoked) => SampleChange): Provoke {
  return async (provoked) => {
    return await provoked.world.app.request(...sampleRequest(provoked, change(provoked)));
  };
}

/** Sends the sample as it is to another app. */
function unchanged(of: (world: RefusingWorld) => App): Provoke {
  return async (provoked) => await of(provoked.world).request(...sampleRequest(provoked));
}

/** Sends the sample, changes what is stored of its key, and sends it again. */
function afterwards(assignments: string): Provoke {
  return async (provoked) => {
    const { world } = provoked;
    const key = crypto.randomUUID();
    const request = () => sampleRequest(provoked, { headers: { 'idempotency-key': key } });
    const first = await world.app.request(...request());
    if (!first.ok) throw new Error(`Expected the sample to succeed, got ${await first.text()}`);
    await world.rewriteRecord(key, assignments);
    return await world.app.request(...request());
  };
}

/** As somebody without a key, or else with one that nobody has. */
async function unauthenticated(provoked: Provoked): Promise<Response> {
  const { app } = provoked.world;
  const response = await app.request(...sampleRequest(provoked, { without: 'credentials' }));
  const headers = { authorization: 'Bearer qk_nobody' };
  return response.ok ? await app.request(...sampleRequest(provoked, { headers })) : response;
}

/** As somebody whose role carries no right to write, or else as somebody without any role. */
async function forbidden(provoked: Provoked): Promise<Response> {
  const { app, bystander, nobody } = provoked.world;
  const askAs = async ({ key }: TestOperator) =>
    await app.request(...sampleRequest(provoked, { headers: { authorization: `Bearer ${key}` } }));
  const response = await askAs(bystander);
  return response.status === 403 ? response : await askAs(nobody);
}

function invalid({ route, sample }: Provoked): SampleChange {
  if (route.bodyFields !== null) return { body: '[]' };
  const names = route.parameters.filter((parameter) => parameter.in === 'query');
  const [name] = [...names].sort((a, b) => rankOf(a.name, sample) - rankOf(b.name, sample));
  if (name !== undefined) return { query: { [name.name]: nonsense } };
  const headers = route.parameters.filter((parameter) => parameter.in === 'header');
  return { headers: Object.fromEntries(headers.map((header) => [header.name, nonsense])) };
}

/** What the sample leaves out first; a wallet that is nonsense has a code of its own. */
function rankOf(name: string, { query = {} }: RouteSample): number {
  if (walletNames.includes(name)) return 2;
  return Object.hasOwn(query, name) ? 1 : 0;
}

const walletNames = ['wallet', 'address', 'treasuryAddress'];

function withWallet({ route, sample }: Provoked, wallet: string): SampleChange {
  const field = walletNames.find((name) => route.bodyFields?.includes(name) === true);
  if (field !== undefined) return { body: JSON.stringify({ ...sample.body, [field]: wallet }) };
  const parameter = route.parameters.find(({ name }) => walletNames.includes(name));
  if (parameter === undefined) return {};
  const changedTo = { [parameter.name]: wallet };
  return parameter.in === 'path' ? { params: changedTo } : { query: changedTo };
}

/** Names something that does not exist: by its path, body or query. What names nothing is for this machine alone. */
function unknown({ route, sample }: Provoked): SampleChange {
  const inPath = route.parameters.filter((parameter) => parameter.in === 'path');
  const namesProgram = route.parameters.some(({ name }) => name === 'programId');
  // There is something to say of every wallet, so the program is what does not exist.
  if (namesProgram && inPath.every(({ name }) => walletNames.includes(name)))
    return { query: { programId: newId() } };
  if (inPath.length > 0) {
    return {
      params: Object.fromEntries(
        inPath.map(({ name }) => [name, walletNames.includes(name) ? randomWallet() : newId()]),
      ),
    };
  }
  const fields = [...Object.keys(sample.body ?? {}), ...(route.bodyFields ?? [])];
  const named = fields.find((field) => field.endsWith('Id'));
  if (named !== undefined) return { body: JSON.stringify({ ...sample.body, [named]: newId() }) };
  return { remoteAddress: '192.0.2.1' };
}

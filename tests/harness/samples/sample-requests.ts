/** Requests made from samples: whole, or with one thing wrong with them. */
import type { DocumentedRoute } from '../../../ops/ci/routes/documented-routes.ts';
import type { RouteSample, SampleWorld } from './route-samples.ts';

/** What a request has otherwise than its sample. */
export interface SampleChange {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  /** The body's text. */
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** @default this machine */
  readonly remoteAddress?: string;
  readonly without?: 'credentials' | 'idempotency-key';
}

/** A route and the sample that a request is made from. */
export interface Sampled {
  readonly world: Pick<SampleWorld, 'owner'>;
  readonly route: DocumentedRoute;
  readonly sample: RouteSample;
}

/** A request as `app.request` takes it. */
export type SampleRequest = readonly [
  url: string,
  init: RequestInit,
  env: { remoteAddress: string },
];

/** The request of a sample, under a new idempotency key where the route takes one. */
export function sampleRequest(
  { world, route, sample }: Sampled,
  change: SampleChange = {},
): SampleRequest {
  const query = new URLSearchParams({ ...sample.query, ...change.query });
  const body = change.body ?? (sample.body === undefined ? undefined : JSON.stringify(sample.body));
  const credentials =
    sample.credentials ??
    (route.forOperators ? { authorization: `Bearer ${world.owner.key}` } : {});
  const headers = {
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(takesKey(route) && change.without !== 'idempotency-key'
      ? { 'idempotency-key': crypto.randomUUID() }
      : {}),
    ...(change.without === 'credentials' ? {} : credentials),
    ...change.headers,
  };
  const path = pathOf(route.path, { ...sample.params, ...change.params });
  return [
    `http://localhost${path}${query.size === 0 ? '' : `?${query}`}`,
    { method: route.method, headers, ...(body === undefined ? {} : { body }) },
    { remoteAddress: change.remoteAddress ?? '127.0.0.1' },
  ];
}

/** Whether the route is a write under an idempotency key. */
export function takesKey({ parameters }: DocumentedRoute): boolean {
  return parameters.some(({ name }) => name.toLowerCase() === 'idempotency-key');
}

function pathOf(pattern: string, params: Readonly<Record<string, string>>): string {
  return pattern.replaceAll(/\{([^}]*)\}/g, (_, name: string) => {
    const value = params[name];
    if (value === undefined)
      throw new Error(`Expected a sample of the parameter ${name} in ${pattern}`);
    return encodeURIComponent(value);
  });
}

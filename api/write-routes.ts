import type { App } from './app-parts.ts';
import { writeRequestHeaders } from './schemas/write-headers.ts';

/**
 * Tells whether a request goes to a route that takes an idempotency key. Such a route takes its limits
 * by itself, after the replay lookup. Read from the routes, so there is no list to forget one in; they may
 * be mounted after this is called, but not after the first question.
 */
export function writeRoutesOf(app: App): (method: string, path: string) => boolean {
  let known: readonly { readonly method: string; readonly path: RegExp }[] | null = null;

  return function isWriteRoute(method, path) {
    known ??= app.openAPIRegistry.definitions.flatMap((definition) =>
      definition.type === 'route' && definition.route.request?.headers === writeRequestHeaders
        ? [{ method: definition.route.method, path: patternOf(definition.route.path) }]
        : [],
    );
    const wanted = method.toLowerCase();
    return known.some((route) => route.method === wanted && route.path.test(path));
  };
}

/** Matches the paths of a route such as `/api/v2/programs/{id}`. */
function patternOf(path: string): RegExp {
  const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const parts = path.split(/\{[^}]*\}/).map(literal);
  return new RegExp(`^${parts.join('[^/]+')}$`);
}

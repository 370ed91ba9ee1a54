import type { DocumentedRoute } from './documented-routes.ts';
import type { SeenAnswer } from './seen-answers.ts';
import { namesTenant } from './tenant-routes.ts';

/** One thing that has to be shown of a route. */
export interface RouteCell {
  readonly route: string;
  /** `200`, `404 NOT_FOUND`, `missing right` or `other tenant`. */
  readonly shown: string;
  /** The tests that have shown it, and with which answer where the cell does not say so. */
  readonly by: readonly string[];
}

/** What the tests have shown of the documented routes. */
export interface RouteTable {
  readonly cells: readonly RouteCell[];
  /** Answers that the document does not promise. */
  readonly undocumented: readonly string[];
}

/** Lays what was seen over what is documented. */
export function routeTable(
  routes: readonly DocumentedRoute[],
  seen: readonly SeenAnswer[],
): RouteTable {
  const matched = matchAnswers(routes, seen);
  return {
    cells: routes.flatMap((route) => cellsOf(route, matched.get(route) ?? [])),
    undocumented: [...matched].flatMap(([route, answers]) =>
      distinct(
        answers
          .filter((answer) => !isDocumented(route, answer))
          .map((answer) => `${nameOf(route)}: ${answerText(answer)} (${answer.test})`),
      ),
    ),
  };
}

/** A table of what was shown, in Markdown: one line per cell. */
export function renderTable({ cells }: RouteTable): string {
  const lines = cells.map(({ route, shown, by }) => {
    const [first = '**nothing**', ...others] = by;
    const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
    return `| ${route} | ${shown} | ${first.replaceAll('|', '\\|')}${more} |`;
  });
  return ['| route | shown | by |', '|---|---|---|', ...lines, ''].join('\n');
}

function cellsOf(route: DocumentedRoute, answers: readonly SeenAnswer[]): RouteCell[] {
  const cell = (shown: string, covers: (answer: SeenAnswer) => boolean): RouteCell => ({
    route: nameOf(route),
    shown,
    by: distinct(answers.filter(covers).map(({ test }) => test)),
  });
  return [
    ...route.successes.map((status) => cell(String(status), (answer) => answer.status === status)),
    ...route.refusals.map(({ status, code }) =>
      cell(`${status} ${code}`, (answer) => answer.code === code),
    ),
    ...(route.secured ? [cell('missing right', isRefusedRight)] : []),
    ...(namesTenant(route) ? [cell('other tenant', (answer) => answer.otherTenant)] : []),
  ];
}

function isRefusedRight({ status, code }: SeenAnswer): boolean {
  return (status === 401 || status === 403) && code !== 'ORIGIN_FORBIDDEN';
}

function isDocumented(route: DocumentedRoute, { status, code }: SeenAnswer): boolean {
  if (code === null) return route.successes.includes(status);
  return route.refusals.some((refusal) => refusal.status === status && refusal.code === code);
}

/** Each answer with the route that gave it; the most literal one where several fit. */
function matchAnswers(routes: readonly DocumentedRoute[], seen: readonly SeenAnswer[]) {
  const patterns = routes
    .map((route) => ({ route, pattern: patternOf(route.path) }))
    .sort((a, b) => placesIn(a.route) - placesIn(b.route));
  const matched = new Map<DocumentedRoute, SeenAnswer[]>();
  for (const answer of seen) {
    const found = patterns.find(
      ({ route, pattern }) => route.method === answer.method && pattern.test(answer.path),
    );
    if (found === undefined) continue;
    matched.set(found.route, [...(matched.get(found.route) ?? []), answer]);
  }
  return matched;
}

/** How many parts of its path are parameters. */
function placesIn({ path }: DocumentedRoute): number {
  return path.split('{').length - 1;
}

function patternOf(path: string): RegExp {
  const literals = path
    .split(/\{[^}]*\}/)
    .map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${literals.join('[^/]+')}$`);
}

function nameOf({ method, path }: DocumentedRoute): string {
  return `${method} ${path}`;
}

function answerText({ status, code }: SeenAnswer): string {
  return code === null ? String(status) : `${status} ${code}`;
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}

// Goal: the import check finds what it is for. Method: small planted module graphs.
import { describe, expect, test } from 'vitest';
import { type CruiseReport, nodeOnlyPaths, unseenRooms } from './module-graph.ts';

interface Edge {
  readonly to: string;
  readonly core?: boolean;
  readonly types?: string[];
}

function report(graph: Record<string, Edge[]>): CruiseReport {
  const modules = Object.entries(graph).map(([source, edges]) => ({
    source,
    dependencies: edges.map(({ to, core, types }) => ({
      resolved: to,
      coreModule: core ?? false,
      dependencyTypes: types ?? ['local', 'import'],
    })),
  }));
  return { modules, summary: { totalCruised: modules.length, violations: [] } };
}

describe('node-only paths', () => {
  test('a core module behind two imports is found, with the way to it', () => {
    const graph = report({
      'api/app.ts': [{ to: 'api/routes.ts' }],
      'api/routes.ts': [{ to: 'fs', core: true }],
    });
    expect(nodeOnlyPaths(graph, 'api/app.ts')).toEqual(['api/app.ts -> api/routes.ts -> fs']);
  });

  test('a package that only Node can run is found', () => {
    const graph = report({ 'api/app.ts': [{ to: 'node_modules/pg/esm/index.mjs' }] });
    expect(nodeOnlyPaths(graph, 'api/app.ts')).toHaveLength(1);
  });

  test('imports of types and a cycle are passed over', () => {
    const graph = report({
      'api/app.ts': [
        { to: 'api/main.ts', types: ['local', 'type-only', 'import'] },
        { to: 'b.ts' },
      ],
      'b.ts': [{ to: 'api/app.ts' }],
      'api/main.ts': [{ to: 'http', core: true }],
    });
    expect(nodeOnlyPaths(graph, 'api/app.ts')).toEqual([]);
  });

  test('an entry that was not seen is a problem, not a pass', () => {
    expect(nodeOnlyPaths(report({}), 'api/app.ts')).toHaveLength(1);
  });
});

test('a room without a module that was seen is named', () => {
  const graph = report({ 'domain/money.ts': [] });
  expect(unseenRooms(graph, ['domain', 'ledger'])).toEqual(['ledger']);
});

import { z } from 'zod';

/** What dependency-cruiser's JSON report says, as far as the checks read it. */
export const cruiseReport = z.object({
  modules: z.array(
    z.object({
      source: z.string(),
      dependencies: z.array(
        z.object({
          resolved: z.string(),
          coreModule: z.boolean(),
          dependencyTypes: z.array(z.string()),
        }),
      ),
    }),
  ),
  summary: z.object({
    totalCruised: z.number(),
    violations: z.array(
      z.object({ from: z.string(), to: z.string(), rule: z.object({ name: z.string() }) }),
    ),
  }),
});

export type CruiseReport = z.infer<typeof cruiseReport>;
type Dependency = CruiseReport['modules'][number]['dependencies'][number];

/** Packages that only run in Node, by the folder they are installed in. */
const nodeOnlyPackage =
  /(^|\/)node_modules\/(pg|ioredis|pino|prom-client|undici|close-with-grace|@hono\/node-server|@temporalio\/(client|worker)|@opentelemetry\/(sdk-node|instrumentation-[^/]+))\//;

/**
 * The ways from `entry` to something that only Node has, each as a chain of modules. Imports of types
 * are not followed, since they leave nothing behind.
 * @returns an empty list when there is none; one line saying so when `entry` was not seen at all.
 */
export function nodeOnlyPaths(report: CruiseReport, entry: string): string[] {
  const modules = new Map(report.modules.map((module) => [module.source, module.dependencies]));
  if (!modules.has(entry)) return [`${entry}: was not seen, so nothing was checked`];
  const found: string[] = [];
  const queue = [{ source: entry, path: entry }];
  const seen = new Set([entry]);
  for (const { source, path } of queue) {
    const dependencies = modules.get(source)?.filter(leavesAnImport) ?? [];
    for (const dependency of dependencies.filter(({ resolved }) => !seen.has(resolved))) {
      seen.add(dependency.resolved);
      const longer = `${path} -> ${dependency.resolved}`;
      if (isNodeOnly(dependency)) found.push(longer);
      else queue.push({ source: dependency.resolved, path: longer });
    }
  }
  return found;
}

function leavesAnImport(dependency: Dependency): boolean {
  return !dependency.dependencyTypes.includes('type-only');
}

function isNodeOnly(dependency: Dependency): boolean {
  return dependency.coreModule || nodeOnlyPackage.test(dependency.resolved);
}

/**
 * Rooms of which no module was looked at. Dependency-cruiser reports success when it could not read
 * a single file, so seeing nothing is a failure of its own.
 */
export function unseenRooms(report: CruiseReport, rooms: readonly string[]): string[] {
  return rooms.filter(
    (room) => !report.modules.some((module) => module.source.startsWith(`${room}/`)),
  );
}

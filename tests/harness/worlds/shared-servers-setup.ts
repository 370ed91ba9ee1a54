/** Vitest's set-up of the projects whose suites use the shared servers: starts them, unless the run has them already. */
import { sharedServersIfAny, startSharedServers } from './shared-servers.ts';

/** Runs once before the suites of a project; what it gives back runs after them. */
export async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (sharedServersIfAny() !== undefined) return undefined;
  const servers = await startSharedServers();
  return async () => await servers[Symbol.asyncDispose]();
}

/** `docs/openapi.json` from the schemas that validate requests (`npm run openapi:write`). */
import { readFile } from 'node:fs/promises';
import { drizzle } from 'drizzle-orm/pglite';
import { z } from 'zod';
import { createApp } from '../../api/app.ts';
import { openApiDocument } from '../../api/openapi-document.ts';
import * as schema from '../../db/schema/schema.ts';
import { createLogger } from '../../platform/logger.ts';
import { createMemoryLimiter } from '../../platform/memory-limiter.ts';
import { noMetrics } from '../../platform/metrics.ts';
import { testSettings } from '../../tests/harness/worlds/api-app.ts';
import { createFakeChain } from '../../tests/harness/worlds/fake-chain.ts';
import { type GeneratedFile, writeWhenStarted } from './generated-file.ts';

/** The document of the app with every route it can have, that of MOCK included. Nothing is asked of its parts. */
async function render(): Promise<string> {
  const manifest: unknown = JSON.parse(
    await readFile(new URL('../../package.json', import.meta.url), 'utf8'),
  );
  const { version } = z.object({ version: z.string() }).parse(manifest);
  const app = createApp({
    settings: { ...testSettings, version },
    db: drizzle.mock({ schema }),
    accept: () => Promise.reject(new Error('the described app accepts nothing')),
    chain: createFakeChain(),
    relayerAddress: null,
    limiter: createMemoryLimiter(),
    metrics: noMetrics,
    logger: createLogger({ level: 'silent', name: 'openapi' }),
    readiness: [],
    rpc: () => Promise.reject(new Error('the described app has no chain')),
  });
  // One space: every route repeats its refusals, and a line for each is what makes a change readable.
  return `${JSON.stringify(openApiDocument(app, version), null, 1)}\n`;
}

/** `docs/openapi.json`. */
export const openApiFile: GeneratedFile = {
  path: 'docs/openapi.json',
  script: 'openapi:write',
  render,
};

await writeWhenStarted(openApiFile, import.meta.url);

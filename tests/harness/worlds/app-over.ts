/** The HTTP application over a database that others use too: each is a process of its own as far as writes go. */
import { createAcceptor } from '../../../api/accept-batcher.ts';
import { createApp } from '../../../api/app.ts';
import type { App } from '../../../api/app-parts.ts';
import type { Database } from '../../../db/database.ts';
import { createLogger } from '../../../platform/logger.ts';
import { createMemoryLimiter } from '../../../platform/memory-limiter.ts';
import { noMetrics } from '../../../platform/metrics.ts';
import { recordAnswers } from '../oracles/record-answers.ts';
import { testSettings } from './api-app.ts';
import { createFakeChain } from './fake-chain.ts';

/** An app with an acceptor of its own, whose intents nobody here runs; `now` is its present. */
export function appOver(db: Database, now: () => Date = () => new Date()): App {
  const acceptor = createAcceptor({ db, onIntent: () => undefined });
  return recordAnswers(
    createApp({
      settings: testSettings,
      db,
      accept: (item) => acceptor.accept(item),
      chain: createFakeChain(),
      relayerAddress: null,
      limiter: createMemoryLimiter(),
      metrics: noMetrics,
      logger: createLogger({ level: 'error', name: 'test', write: () => undefined }),
      readiness: [],
      now,
    }),
  );
}

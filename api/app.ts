import { httpInstrumentationMiddleware } from '@hono/otel';
import { OpenAPIHono } from '@hono/zod-openapi';
import { bodyLimit } from 'hono/body-limit';
import { methodNotAllowed } from 'hono/method-not-allowed';
import { requestId } from 'hono/request-id';
import { secureHeaders } from 'hono/secure-headers';
import { intentHeads } from '../db/queries/intent-heads.ts';
import { ApiError } from '../domain/errors.ts';
import { newId } from '../domain/ids.ts';
import type { App, AppEnv, AppParts, RouteServices } from './app-parts.ts';
import { defaultProgramReader } from './default-program.ts';
import { createIntentWatcher } from './intent-watcher.ts';
import { limitReads } from './middleware/limit-reads.ts';
import { observe } from './middleware/observe.ts';
import { checkOrigin } from './middleware/origin.ts';
import { renderError } from './problem.ts';
import { mountClaimHistory } from './routes/claim-history.ts';
import { mountClaimInfo } from './routes/claim-info.ts';
import { mountClaimPrepare } from './routes/claim-prepare.ts';
import { mountClaimRecord } from './routes/claim-record.ts';
import { mountConfig } from './routes/config.ts';
import { mountDocs } from './routes/docs.ts';
import { mountHealth } from './routes/health.ts';
import { mountIndex } from './routes/index-page.ts';
import { mountIntent } from './routes/intent.ts';
import { mountIntentEvents } from './routes/intent-events.ts';
import { mountMetrics } from './routes/metrics.ts';
import { mountReady } from './routes/ready.ts';
import { mountRegister } from './routes/register.ts';
import { mountRpc } from './routes/rpc.ts';
import { mountStatus } from './routes/status.ts';
import { refuseInvalid } from './validation-hook.ts';

/** Largest body (contract section 1). */
const bodyBytesMax = 1024 * 1024;

/**
 * The HTTP application. It is made of interfaces and imports nothing that only Node has: the same app
 * answers behind Node's server and inside a browser tab.
 */
export function createApp(parts: AppParts): App {
  const app = new OpenAPIHono<AppEnv>({ defaultHook: refuseInvalid });
  mountMiddleware(app, parts);
  mountRoutes(app, servicesOf(parts));
  return app;
}

function servicesOf(parts: AppParts): RouteServices {
  const { db, logger, settings, draining } = parts;
  return {
    ...parts,
    now: parts.now ?? (() => new Date()),
    program: defaultProgramReader(db, settings.defaultProgram),
    watcher: createIntentWatcher({
      read: (ids) => intentHeads(db, ids),
      logger,
      ...(settings.intentPollMs === undefined ? {} : { pollMs: settings.intentPollMs }),
      ...(draining === undefined ? {} : { draining }),
    }),
  };
}

function mountMiddleware(app: App, { settings, limiter, logger, metrics }: AppParts): void {
  app.onError((error, c) => renderError(error, c));
  app.notFound((c) =>
    renderError(new ApiError('NOT_FOUND', `There is no ${c.req.method} ${c.req.path}.`), c),
  );
  app.use(requestId({ generator: newId, limitLength: 128 }));
  app.use(
    httpInstrumentationMiddleware({
      serviceName: 'quittance-api',
      serviceVersion: settings.version,
    }),
  );
  app.use(observe({ logger, metrics }));
  app.use(
    secureHeaders({
      strictTransportSecurity: settings.mode === 'real',
      crossOriginResourcePolicy: false,
    }),
  );
  app.use(checkOrigin(settings.corsOrigins));
  app.use(
    methodNotAllowed({
      app,
      onMethodNotAllowed: (c, methods) => {
        const headers = { allow: methods.join(', ') };
        return renderError(
          new ApiError('METHOD_NOT_ALLOWED', `${c.req.path} has ${headers.allow}.`, { headers }),
          c,
        );
      },
    }),
  );
  app.use(limitReads(limiter, settings));
  app.use(
    bodyLimit({
      maxSize: bodyBytesMax,
      onError: () => {
        throw new ApiError('BODY_TOO_LARGE');
      },
    }),
  );
}

function mountRoutes(app: App, services: RouteServices): void {
  mountIndex(app, services);
  mountConfig(app, services);
  mountHealth(app, services);
  mountReady(app, services);
  mountMetrics(app, services);
  mountRegister(app, services);
  mountStatus(app, services);
  mountClaimInfo(app, services);
  mountClaimPrepare(app, services);
  mountClaimRecord(app, services);
  mountClaimHistory(app, services);
  mountIntent(app, services);
  mountIntentEvents(app, services);
  if (services.settings.mode === 'mock' && services.rpc !== undefined) mountRpc(app, services.rpc);
  mountDocs(app, services);
}

import { httpInstrumentationMiddleware } from '@hono/otel';
import { OpenAPIHono } from '@hono/zod-openapi';
import { bodyLimit } from 'hono/body-limit';
import { methodNotAllowed } from 'hono/method-not-allowed';
import { requestId } from 'hono/request-id';
import { secureHeaders } from 'hono/secure-headers';
import { lookupReplay } from '../db/accept.ts';
import { intentHeads } from '../db/queries/intent-heads.ts';
import { ApiError } from '../domain/errors.ts';
import { newId } from '../domain/ids.ts';
import type { App, AppEnv, AppParts, RouteServices } from './app-parts.ts';
import { defaultProgramReader } from './default-program.ts';
import { createIntentWatcher } from './intent-watcher.ts';
import { createWriteLimiter } from './limit-write.ts';
import { limitReads } from './middleware/limit-reads.ts';
import { observe } from './middleware/observe.ts';
import { checkOrigin } from './middleware/origin.ts';
import { requireOperator } from './middleware/require-operator.ts';
import { renderError } from './problem.ts';
import { mountAdminMints } from './routes/admin-mints.ts';
import { mountAdminPayments } from './routes/admin-payments.ts';
import { mountAdminStats } from './routes/admin-stats.ts';
import { mountAdminTimeseries } from './routes/admin-timeseries.ts';
import { mountAdminWallet } from './routes/admin-wallet.ts';
import { mountAffiliateAttribution } from './routes/affiliate-attribution.ts';
import { mountAffiliateChange } from './routes/affiliate-change.ts';
import { mountAffiliateCommissions } from './routes/affiliate-commissions.ts';
import { mountAffiliateMe } from './routes/affiliate-me.ts';
import { mountAffiliateRegister } from './routes/affiliate-register.ts';
import { mountAffiliateStats } from './routes/affiliate-stats.ts';
import { mountAffiliateTimeseries } from './routes/affiliate-timeseries.ts';
import { mountAffiliateTree } from './routes/affiliate-tree.ts';
import { mountApiKeyCreate } from './routes/api-key-create.ts';
import { mountApiKeyRevoke } from './routes/api-key-revoke.ts';
import { mountApiKeysList } from './routes/api-keys-list.ts';
import { mountAuthLogout } from './routes/auth-logout.ts';
import { mountAuthMe } from './routes/auth-me.ts';
import { mountAuthNonce } from './routes/auth-nonce.ts';
import { mountAuthVerify } from './routes/auth-verify.ts';
import { mountBlock } from './routes/block.ts';
import { mountClaimHistory } from './routes/claim-history.ts';
import { mountClaimInfo } from './routes/claim-info.ts';
import { mountClaimPrepare } from './routes/claim-prepare.ts';
import { mountClaimRecord } from './routes/claim-record.ts';
import { mountClaimsInfo } from './routes/claims-info.ts';
import { mountClaimsIntent } from './routes/claims-intent.ts';
import { mountCommissionExplain } from './routes/commission-explain.ts';
import { mountConfig } from './routes/config.ts';
import { mountDlq } from './routes/dlq.ts';
import { mountDlqDecide } from './routes/dlq-decide.ts';
import { mountDocs } from './routes/docs.ts';
import { mountFindings } from './routes/findings.ts';
import { mountGasPrice } from './routes/gas-price.ts';
import { mountHealth } from './routes/health.ts';
import { mountIndex } from './routes/index-page.ts';
import { mountIntent } from './routes/intent.ts';
import { mountIntentEvents } from './routes/intent-events.ts';
import { mountMetrics } from './routes/metrics.ts';
import { mountOperatorChange } from './routes/operator-change.ts';
import { mountOperatorCreate } from './routes/operator-create.ts';
import { mountOperatorsList } from './routes/operators-list.ts';
import { mountPayoutBatchApprove } from './routes/payout-batch-approve.ts';
import { mountPayoutBatchCancel } from './routes/payout-batch-cancel.ts';
import { mountPayoutBatchCreate } from './routes/payout-batch-create.ts';
import { mountPayoutBatchEdit } from './routes/payout-batch-edit.ts';
import { mountPayoutBatchExecute } from './routes/payout-batch-execute.ts';
import { mountPayoutBatchExport } from './routes/payout-batch-export.ts';
import { mountPayoutBatchPreview } from './routes/payout-batch-preview.ts';
import { mountPayoutBatchResults } from './routes/payout-batch-results.ts';
import { mountPayoutBatches } from './routes/payout-batches.ts';
import { mountPayoutDecision } from './routes/payout-decision.ts';
import { mountPayoutSummary } from './routes/payout-summary.ts';
import { mountPayoutsOwn } from './routes/payouts-own.ts';
import { mountProgramChange } from './routes/program-change.ts';
import { mountProgramCreate } from './routes/program-create.ts';
import { mountProgramGates } from './routes/program-gates.ts';
import { mountProgramInventory } from './routes/program-inventory.ts';
import { mountProgramStats } from './routes/program-stats.ts';
import { mountProgramTerms } from './routes/program-terms.ts';
import { mountPrograms } from './routes/programs.ts';
import { mountReady } from './routes/ready.ts';
import { mountRegister } from './routes/register.ts';
import { mountRpc } from './routes/rpc.ts';
import { mountRulesBacktest } from './routes/rules-backtest.ts';
import { mountSettlementReverse } from './routes/settlement-reverse.ts';
import { mountStatus } from './routes/status.ts';
import { mountUsersIntent } from './routes/users-intent.ts';
import { mountUsersRegister } from './routes/users-register.ts';
import { mountUsersStatus } from './routes/users-status.ts';
import { mountWalletBalances } from './routes/wallet-balances.ts';
import { mountWalletNft } from './routes/wallet-nft.ts';
import { mountWalletValidate } from './routes/wallet-validate.ts';
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
  const { db, logger, limiter, settings, draining } = parts;
  return {
    ...parts,
    now: parts.now ?? (() => new Date()),
    limitWrite: createWriteLimiter({ limiter, lookup: (claim) => lookupReplay(db, claim) }),
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
  app.use(limitReads({ app, limiter, settings }));
  app.use(
    bodyLimit({
      maxSize: bodyBytesMax,
      onError: () => {
        // What is left of the body is not read, so the connection can not be used again.
        throw new ApiError('BODY_TOO_LARGE', undefined, { headers: { connection: 'close' } });
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
  mountWalletValidate(app, services);
  mountWalletBalances(app, services);
  mountWalletNft(app, services);
  mountGasPrice(app, services);
  mountBlock(app, services);
  mountClaimInfo(app, services);
  mountClaimPrepare(app, services);
  mountClaimRecord(app, services);
  mountClaimHistory(app, services);
  mountClaimsIntent(app, services);
  mountClaimsInfo(app, services);
  mountPrograms(app, services);
  mountProgramStats(app, services);
  mountProgramCreate(app, services);
  mountProgramChange(app, services);
  mountProgramGates(app, services);
  mountProgramInventory(app, services);
  mountProgramTerms(app, services);
  mountRulesBacktest(app, services);
  mountUsersRegister(app, services);
  mountUsersStatus(app, services);
  mountUsersIntent(app, services);
  mountAffiliateRegister(app, services);
  mountAffiliateMe(app, services);
  mountAffiliateTree(app, services);
  mountAffiliateStats(app, services);
  mountAffiliateTimeseries(app, services);
  mountAffiliateAttribution(app, services);
  mountAffiliateCommissions(app, services);
  mountCommissionExplain(app, services);
  mountAffiliateChange(app, services);
  mountIntent(app, services);
  app.use('/api/v2/intents/:id/reversal', requireOperator(services));
  mountSettlementReverse(app, services);
  mountIntentEvents(app, services);
  mountAuthNonce(app, services);
  mountAuthVerify(app, services);
  mountAuthLogout(app, services);
  mountAuthMe(app, services);
  mountPayouts(app, services);
  // Before the door, since it may be open to anyone.
  mountAdminTimeseries(app, services);
  app.use('/api/admin/*', requireOperator(services));
  mountOperatorsList(app, services);
  mountOperatorCreate(app, services);
  mountOperatorChange(app, services);
  mountApiKeysList(app, services);
  mountApiKeyCreate(app, services);
  mountApiKeyRevoke(app, services);
  mountDlq(app, services);
  mountDlqDecide(app, services);
  mountFindings(app, services);
  mountAdminStats(app, services);
  mountAdminMints(app, services);
  mountAdminPayments(app, services);
  mountAdminWallet(app, services);
  if (services.settings.mode === 'mock' && services.rpc !== undefined) mountRpc(app, services.rpc);
  mountDocs(app, services);
}

function mountPayouts(app: App, services: RouteServices): void {
  // Before the door, since affiliates ask it too.
  mountPayoutsOwn(app, services);
  app.use('/api/v2/payouts/*', requireOperator(services));
  mountPayoutBatchPreview(app, services);
  mountPayoutBatchCreate(app, services);
  mountPayoutBatches(app, services);
  mountPayoutBatchEdit(app, services);
  mountPayoutBatchApprove(app, services);
  mountPayoutBatchCancel(app, services);
  mountPayoutBatchExecute(app, services);
  mountPayoutBatchExport(app, services);
  mountPayoutBatchResults(app, services);
  mountPayoutDecision(app, services);
  mountPayoutSummary(app, services);
}

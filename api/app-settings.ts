import { newSecret } from '../domain/secret-tokens.ts';
import type { Env } from '../platform/env.ts';
import { version } from '../platform/version.ts';
import type { AppSettings } from './app-parts.ts';

/** The settings of the app from those of the process. What only one mode has is null in the other. */
export function appSettings(env: Env): AppSettings {
  const real = env.MOCK_MODE === 'false' ? env : null;
  return {
    mode: real === null ? 'mock' : 'real',
    version,
    defaultProgram: env.DEFAULT_PROGRAM,
    corsOrigins: env.CORS_ORIGINS,
    authDomains: env.AUTH_DOMAINS,
    sessionTtlMs: env.SESSION_TTL_MS,
    originHashKey: env.ORIGIN_HASH_KEY ?? newSecret('qh'),
    trustedProxies: env.TRUSTED_PROXIES,
    idempotencyRequired: env.IDEMPOTENCY_REQUIRED,
    compatPublicReads: env.COMPAT_PUBLIC_READS,
    registerWaitMs: env.REGISTER_WAIT_MS,
    quoteTtlMs: env.QUOTE_TTL_MS,
    limits: {
      registerPerHour: env.RL_REGISTER_PER_HOUR,
      registerPerDayWallet: env.RL_REGISTER_PER_DAY_WALLET,
      claimPerHour: env.RL_CLAIM_PER_HOUR,
      badSignaturePerMin: env.RL_BAD_SIGNATURE_PER_MIN,
      healthPerMin: env.RL_HEALTH_PER_MIN,
      defaultPerMin: env.RL_DEFAULT_PER_MIN,
    },
    publicRpcUrl: real?.PUBLIC_RPC_URL ?? null,
    explorerUrl: real?.EXPLORER_URL ?? null,
    temporalUiUrl: real?.TEMPORAL_UI_URL ?? null,
    ...(real === null ? {} : { temporalNamespace: real.TEMPORAL_NAMESPACE }),
  };
}

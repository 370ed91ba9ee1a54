import { z } from 'zod';

/**
 * Every setting of the platform, in one schema. `.env.example` is generated from it, and nothing
 * else reads `process.env`. A wrong or missing setting stops the start, naming the variable.
 */

const flag = z.enum(['true', 'false']).transform((text) => text === 'true');
const count = (minimum: number, maximum: number) =>
  z
    .string()
    .regex(/^[0-9]+$/, 'expected a whole number')
    .transform(Number)
    .pipe(z.number().min(minimum).max(maximum));
const url = (protocol: RegExp) => z.url({ protocol });
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
);

const compatPublicReads = (byDefault: boolean) =>
  flag
    .default(byDefault)
    .describe(
      'true: reads that the old front end made without a key (affiliate and admin figures) are open to anyone.',
    );

const common = {
  HOST: z
    .string()
    .min(1)
    .default('127.0.0.1')
    .describe('Address the API listens on; MOCK always listens on loopback.'),
  PORT: count(0, 65535).default(3000).describe('Port the API listens on.'),
  DEFAULT_PROGRAM: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,62}$/)
    .default('default')
    .describe('Slug of the program that routes without a program act on.'),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .describe('Lowest level that is logged.'),
  CORS_ORIGINS: list
    .default([])
    .describe('Origins that browsers may call from, separated by commas; `*` allows any.'),
  AUTH_DOMAINS: list
    .pipe(z.array(z.string().regex(/^[a-z0-9.-]+(:[0-9]{1,5})?$/, 'expected hosts in lower case')))
    .default([])
    .describe(
      'Domains that wallets sign in to (host or host:port), separated by commas; needed in REAL unless the chain is local. None: any name of this machine.',
    ),
  SESSION_TTL_MS: count(60_000, 2_592_000_000)
    .default(86_400_000)
    .describe('How long a wallet stays signed in.'),
  ORIGIN_HASH_KEY: z
    .string()
    .regex(/^[\x21-\x7e]{32,512}$/, 'expected 32 to 512 visible ASCII characters')
    .optional()
    .describe(
      'Key of the HMACs that addresses and user agents of registrations are kept as, the same in every process; needed in REAL unless the chain is local. None: each process makes one up.',
    ),
  TRUSTED_PROXIES: count(0, 10)
    .default(0)
    .describe('How many proxies in front of the API append to X-Forwarded-For.'),
  RL_REGISTER_PER_HOUR: count(0, 1e9)
    .default(5)
    .describe('Registrations per IP and hour; 0 switches the limit off.'),
  RL_REGISTER_PER_DAY_WALLET: count(0, 1e9)
    .default(10)
    .describe('Registrations per wallet and day; 0 switches the limit off.'),
  RL_CLAIM_PER_HOUR: count(0, 1e9)
    .default(60)
    .describe('Claim writes per wallet and hour; 0 switches the limit off.'),
  RL_BAD_SIGNATURE_PER_MIN: count(0, 1e9)
    .default(10)
    .describe('Signatures and keys that do not hold, per IP and minute; 0 switches the limit off.'),
  RL_HEALTH_PER_MIN: count(0, 1e9)
    .default(600)
    .describe('Health checks per IP and minute; 0 switches the limit off.'),
  RL_DEFAULT_PER_MIN: count(0, 1e9)
    .default(600)
    .describe('All other requests per IP and minute; 0 switches the limit off.'),
  IDEMPOTENCY_REQUIRED: flag
    .default(true)
    .describe(
      'false: register, claim/prepare and claim/record derive a missing key from the request.',
    ),
  ANSWER_RETENTION_DAYS: count(1, 3650)
    .default(30)
    .describe('Days a stored answer can be replayed; its key never runs again.'),
  REGISTER_WAIT_MS: count(0, 30_000)
    .default(5000)
    .describe('How long POST /api/register waits for the identity token before it answers 202.'),
  QUOTE_TTL_MS: count(1000, 86_400_000)
    .default(1_800_000)
    .describe('How long a claim quote is valid.'),
  PAYMENT_WAIT_MS: count(1000, 604_800_000)
    .default(3_600_000)
    .describe('How long a claim waits for its payment to be mined before it fails.'),
  RELAY_INTERVAL_MS: count(50, 600_000)
    .default(1000)
    .describe('How often the relay looks for accepted intents that were not started.'),
  SWEEP_INTERVAL_MS: count(1000, 3_600_000)
    .default(60_000)
    .describe('How often the sweeper looks for intents that do not move on.'),
  CHAIN_STALLED_MS: count(1000, 86_400_000)
    .default(120_000)
    .describe('How long the chain may be without a new block before that is reported.'),
  BUMP_AFTER_BLOCKS: count(1, 10_000)
    .default(5)
    .describe('Blocks a transaction may wait before the platform offers more for it.'),
  GAP_AFTER_MS: count(1000, 86_400_000)
    .default(60_000)
    .describe('How long a nonce may be reserved with nothing signed while later ones wait for it.'),
  KEEPER_LEASE_MS: count(1000, 3_600_000)
    .default(60_000)
    .describe(
      'After how long another worker keeps the wallet moving when the one that did has died.',
    ),
  MAX_FEE_PER_GAS_GWEI: count(1, 1_000_000)
    .default(500)
    .describe('The most the platform offers for gas, in gwei; at this price transactions wait.'),
  SHUTDOWN_TIMEOUT_MS: count(100, 600_000)
    .default(10_000)
    .describe('How long a stopping process lets requests and activities finish.'),
};

const mockOnly = {
  MOCK_BLOCK_MS: count(20, 60_000)
    .default(500)
    .describe('Block time of the in-process chain (MOCK).'),
  COMPAT_PUBLIC_READS: compatPublicReads(true),
  ADMIN_API_KEY: z
    .string()
    .regex(/^[\x21-\x7e]{32,512}$/, 'expected 32 to 512 visible ASCII characters')
    .optional()
    .describe('Key of the owner that MOCK starts with; unset, it makes one up and prints it.'),
};

const realOnly = {
  DATABASE_URL: url(/^postgres(ql)?$/).describe(
    "PostgreSQL (15 or newer) as the application's role.",
  ),
  DATABASE_POOL_MAX: count(1, 200)
    .default(10)
    .describe('Connections each process opens to PostgreSQL.'),
  REDIS_URL: url(/^rediss?$/).describe('Redis or Valkey, for rate limits.'),
  TEMPORAL_ADDRESS: z
    .string()
    .regex(/^[^\s/]+:[0-9]+$/, 'expected host:port')
    .describe(
      'Temporal frontend, host:port; TEMPORAL_TLS_* and TEMPORAL_API_KEY are understood too.',
    ),
  TEMPORAL_NAMESPACE: z.string().min(1).default('default').describe('Temporal namespace.'),
  TEMPORAL_TASK_QUEUE: z
    .string()
    .min(1)
    .default('quittance')
    .describe('Temporal task queue of the workers.'),
  TEMPORAL_UI_URL: url(/^https?$/)
    .optional()
    .describe("Address of Temporal's UI, for links."),
  CHAIN_RPC_URL: url(/^https?$/).describe(
    'EVM JSON-RPC the platform uses; may carry a provider key and is never shown.',
  ),
  CHAIN_ID: count(1, Number.MAX_SAFE_INTEGER).describe('Chain id the RPC must answer with.'),
  PUBLIC_RPC_URL: url(/^https?$/).describe('Public JSON-RPC address shown to clients.'),
  EXPLORER_URL: url(/^https?$/)
    .optional()
    .describe('Block explorer, for links.'),
  CHAIN_POLL_MS: count(50, 600_000)
    .default(500)
    .describe('How often the worker asks the node for a new block.'),
  SIGNER_KEY_FILE: z
    .string()
    .min(1)
    .describe("File with the private key of the platform's wallet (local signer)."),
  WORKER_METRICS_PORT: count(0, 65535)
    .default(9464)
    .describe('Port of the worker metrics, on HOST.'),
  WORKER_CONCURRENCY: count(1, 1000).default(50).describe('Activities a worker runs at once.'),
  COMPAT_PUBLIC_READS: compatPublicReads(false),
  OTEL_EXPORTER_OTLP_ENDPOINT: url(/^https?$/)
    .optional()
    .describe('OTLP/HTTP collector for traces; none are exported without it.'),
};

/** Settings of MOCK mode: nothing is required. */
export const mockSettings = z.object({ MOCK_MODE: z.literal('true'), ...common, ...mockOnly });
/** Settings of REAL mode. */
export const realSettings = z.object({ MOCK_MODE: z.literal('false'), ...common, ...realOnly });
const settings = z.discriminatedUnion('MOCK_MODE', [mockSettings, realSettings]);

export type MockEnv = z.infer<typeof mockSettings>;
export type RealEnv = z.infer<typeof realSettings>;
export type Env = MockEnv | RealEnv;

/** The variables of this process: the one place where they are read. */
export function processVariables(): Readonly<Record<string, string | undefined>> {
  return process.env;
}

/** A setting is missing or wrong; the message names every such variable and what was expected. */
export class InvalidSettings extends Error {
  override readonly name = 'InvalidSettings';
}

/**
 * Parses the settings from a set of environment variables. An empty variable counts as absent.
 * @throws InvalidSettings naming each variable that is missing or wrong.
 */
export function parseEnv(variables: Readonly<Record<string, string | undefined>>): Env {
  const given = Object.fromEntries(
    Object.entries(variables).filter(([, value]) => value !== undefined && value !== ''),
  );
  // Unset means MOCK, except where settings of REAL mode say that somebody forgot to choose.
  if (given['MOCK_MODE'] === undefined) {
    if (given['DATABASE_URL'] !== undefined || given['TEMPORAL_ADDRESS'] !== undefined) {
      throw new InvalidSettings(
        'MOCK_MODE: expected "true" or "false" when settings of REAL mode are present, got nothing',
      );
    }
    given['MOCK_MODE'] = 'true';
  }
  const parsed = settings.safeParse(given);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    (issue) => `${issue.path.join('.') || 'settings'}: ${issue.message}`,
  );
  throw new InvalidSettings(`Settings are wrong or missing:\n  ${problems.join('\n  ')}`);
}

import { drizzle } from 'drizzle-orm/node-postgres';
import { type DatabaseClient, platformScope } from './database.ts';
import { ReleasingPool } from './releasing-pool.ts';
import * as schema from './schema/schema.ts';

/** Options of {@link openPostgres}. */
export interface PostgresOptions {
  readonly url: string;
  /** Shown in pg_stat_activity. */
  readonly applicationName: string;
  /** @default 10 */
  readonly connectionsMax?: number;
  /** Longest wait for a row lock before the statement fails with 55P03. @default 5000 */
  readonly lockTimeoutMs?: number;
  /** @default 30000 */
  readonly statementTimeoutMs?: number;
  /** Receives errors of idle connections, which would otherwise end the process. */
  readonly onError: (error: Error) => void;
}

/**
 * Opens a pool on PostgreSQL 15 or newer, working for the platform (row-level security scope `*`);
 * narrow it to one program with `withProgram`.
 */
export function openPostgres(options: PostgresOptions): DatabaseClient {
  const pool = new ReleasingPool({
    connectionString: options.url,
    application_name: options.applicationName,
    max: options.connectionsMax ?? 10,
    connectionTimeoutMillis: 5000,
    lock_timeout: options.lockTimeoutMs ?? 5000,
    statement_timeout: options.statementTimeoutMs ?? 30_000,
    idle_in_transaction_session_timeout: 60_000,
    options: `-c app.program=${platformScope}`,
  });
  pool.on('error', options.onError);
  return { db: drizzle(pool, { schema }), engine: 'postgres', close: () => pool.end() };
}

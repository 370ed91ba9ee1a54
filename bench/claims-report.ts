import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { type Database, queryRows } from '../db/database.ts';
import { auditLedger } from '../ledger/imbalance.ts';

/** One round of one kind. */
export interface RoundResult {
  readonly perSecond: number;
  /** Busy milliseconds of the whole machine per workflow: worker, Temporal, PostgreSQL, node and the bench. */
  readonly machineMs: number;
  /** CPU milliseconds of the worker process per workflow; null where the system does not tell. */
  readonly workerMs: number | null;
}

export interface ClaimsReport {
  readonly claims: readonly RoundResult[];
  readonly bare: readonly RoundResult[];
  readonly cores: number;
  readonly perRound: number;
}

/** The result as a table: median of the rounds, with the least and the most. */
export function report({ claims, bare, cores, perRound }: ClaimsReport): string {
  const row = (title: string, rounds: readonly RoundResult[]) =>
    [
      title.padEnd(16),
      spread(rounds.map((round) => round.perSecond)).padEnd(24),
      spread(rounds.map((round) => round.workerMs ?? Number.NaN)).padEnd(24),
      spread(rounds.map((round) => round.machineMs)),
    ].join('');
  const ratio =
    median(bare.map((round) => round.perSecond)) / median(claims.map((round) => round.perSecond));
  return [
    '',
    `${claims.length} rounds of ${perRound} each in turns, one worker, ${cores} cores for everything; median (least to most)`,
    `${'what'.padEnd(16)}${'settled per second'.padEnd(24)}${'worker CPU-ms each'.padEnd(24)}machine CPU-ms each`,
    row('claims', claims),
    row('bare workflows', bare),
    `bare workflows are ${ratio.toFixed(2)} times as fast`,
    '',
  ].join('\n');
}

function spread(values: readonly number[]): string {
  return `${median(values).toFixed(1)} (${Math.min(...values).toFixed(1)} to ${Math.max(...values).toFixed(1)})`;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/**
 * A fast run that lost or doubled something measures nothing.
 * @throws Error when settlements, deliveries or the ledger are not what the claims make them.
 */
export async function expectBalanced(db: Database, claims: number): Promise<void> {
  const [found] = await queryRows(
    db,
    sql`select (select count(*)::int from settlements) as settlements, (select count(*)::int from payments) as payments,
      (select count(*)::int from slots where state = 'EFFECTIVE') as deliveries`,
    z.object({ settlements: z.number(), payments: z.number(), deliveries: z.number() }),
  );
  const audit = await auditLedger(db);
  const wrong = Object.values(audit).some((count) => count !== 0);
  if (
    wrong ||
    found?.settlements !== claims ||
    found.payments !== claims ||
    found.deliveries !== claims
  ) {
    throw new Error(
      `Expected ${claims} claims, each once, on a balanced ledger: ${JSON.stringify({ found, audit })}`,
    );
  }
}

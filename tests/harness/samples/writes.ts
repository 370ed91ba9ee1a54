/** Writes as the API would hand them to accept, for suites below HTTP. */
import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { AcceptItem, AcceptOutcome, Answer } from '../../../db/accept-types.ts';
import { type Database, queryRows } from '../../../db/database.ts';
import { users } from '../../../db/schema/programs.ts';
import { newId, scopeOf, sha256Hex, workflowIdOf } from '../../../domain/ids.ts';
import { localProgram } from '../../../ledger/local-program.ts';
import { openProgram } from '../../../ledger/open-program.ts';

type Wallet = `0x${string}`;

/** A wallet address made from a number; lower case. */
export function walletNumber(number: number): Wallet {
  return `0x${number.toString(16).padStart(40, '0')}`;
}

/** A transaction hash made from a number. */
export function hashNumber(number: number): Wallet {
  return `0x${sha256Hex(`transaction ${number}`)}`;
}

/** Opens a program on a made-up local chain and gives its id. Needs the owning role. */
export function openTestProgram(owner: Database, slug = 'default'): Promise<string> {
  const deployment = {
    usdc: walletNumber(1),
    usdt: walletNumber(2),
    sge: walletNumber(3),
    sgeid: walletNumber(4),
  };
  return openProgram(
    owner,
    localProgram({ slug, chainId: 31_337, treasury: walletNumber(9), deployment }),
  );
}

/** What a test write is made of; the rest is derived from it. */
export interface TestWrite {
  readonly programId: string;
  readonly wallet: Wallet;
  readonly key: string;
  /** Stands for the request's content. @default the wallet */
  readonly content?: string;
}

/** Renders whatever happened as JSON, the way a route would. */
function answerOf(result: unknown): Answer {
  const body = JSON.stringify(result, (_, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value,
  );
  return { status: 200, headers: { 'content-type': 'application/json' }, body };
}

function common(
  { programId, wallet, key, content = wallet }: TestWrite,
  kind: 'register' | 'claim',
) {
  const scope = { program: programId, caller: `wallet:${wallet}`, operation: kind };
  return {
    item: {
      scope: scopeOf(scope),
      key,
      requestHash: sha256Hex(content),
      operation: kind,
      programId,
      answer: answerOf,
    },
    intent: {
      id: newId(),
      kind,
      wallet,
      workflowId: workflowIdOf(kind, scope, key),
      requestId: newId(),
      traceparent: null,
    },
  };
}

const noOrigin = { source: 'test', addressHash: null, userAgentHash: null };

/** A registration. */
export function registerItem(write: TestWrite): AcceptItem {
  const { item, intent } = common(write, 'register');
  return {
    ...item,
    effect: { type: 'register', intent, named: null, proof: null, origin: noOrigin },
  };
}

/** A claim whose payment is said to be in `txHash`, in USDC unless told otherwise. */
export function claimItem(
  write: TestWrite & { readonly txHash: Wallet; readonly tokenType?: 'USDC' | 'USDT' },
): AcceptItem {
  const { item, intent } = common(write, 'claim');
  return {
    ...item,
    effect: {
      type: 'claim',
      intent,
      tokenType: write.tokenType ?? 'USDC',
      txHash: write.txHash,
      amount: null,
      quoteId: null,
    },
  };
}

/** The answer's text of an outcome that has one. */
export function bodyOf(outcome: AcceptOutcome | undefined): string {
  if (outcome?.status === 'replayed') return outcome.answer.body;
  if (outcome?.status === 'accepted' && outcome.answer !== null) return outcome.answer.body;
  throw new Error(`Expected an answer, got ${JSON.stringify(outcome)}`);
}

/** How many rows a table has. */
export async function countRows(
  db: Database,
  table: 'intents' | 'users' | 'idempotency_records' | 'transitions',
): Promise<number> {
  const [row] = await queryRows(
    db,
    sql`select count(*)::int as count from ${sql.identifier(table)}`,
    z.object({ count: z.number() }),
  );
  if (row === undefined) throw new Error(`Expected a count of ${table}`);
  return row.count;
}

/** Marks a registered wallet as settled, without a chain. */
export async function settleUser(db: Database, programId: string, wallet: Wallet): Promise<void> {
  await db
    .update(users)
    .set({ tokenId: 1n, registeredAt: sql`now()`, registeredBlock: 7n })
    .where(sql`${users.programId} = ${programId} and ${users.wallet} = ${wallet}`);
}

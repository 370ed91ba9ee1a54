import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { type Database, queryRows } from '../db/database.ts';
import { intents } from '../db/schema/intents.ts';
import { programs, tokens } from '../db/schema/programs.ts';
import { storedAddress } from '../domain/chain-values.ts';
import { invariant, RunFenced, WrongSaga } from '../domain/errors.ts';
import { intentStates } from '../domain/intent-state.ts';
import type { IntentView, OpenRunRequest, ProgramView } from '../domain/sagas/saga-activities.ts';
import type { ActivityDeps } from './activity-deps.ts';

const openedRow = z.object({
  id: z.string(),
  kind: z.string(),
  state: z.enum(intentStates),
  wallet: storedAddress,
  input: z.unknown(),
  program_id: z.string(),
  parked_reason: z.string().nullable(),
});

/**
 * Takes the fence for this run and moves PENDING to LOCKED, in one statement. Repeating it by the
 * same run changes nothing; an older run can not take the fence back.
 * @throws RunFenced when a newer run has it; WrongSaga when the intent is of another kind than the run's saga, which
 * would take one payment for another.
 */
export async function openRun({ db }: ActivityDeps, run: OpenRunRequest): Promise<IntentView> {
  const { kind = null } = run;
  const [opened] = await queryRows(
    db,
    sql`update intents set run_id = ${run.runId}, run_fence = ${run.runFence},
        state = case state when 'PENDING' then 'LOCKED' else state end,
        changed_by = ${`run:${run.runId}`}, change_reason = 'run opened',
        started_at = coalesce(started_at, now())
      where id = ${run.intentId}::uuid and (run_fence < ${run.runFence} or run_id = ${run.runId})
        and kind = coalesce(${kind}::text, kind)
      returning id, kind, state, wallet, input, program_id, parked_reason`,
    openedRow,
  );
  if (opened === undefined) throw await refusal(db, run);
  const { program_id: programId, parked_reason: parkedReason, ...intent } = opened;
  return { ...intent, parkedReason, program: await readProgram(db, programId) };
}

/** Why a run could not be opened. The kind of an intent never changes, so that it can be read afterwards. */
async function refusal(db: Database, run: OpenRunRequest): Promise<Error> {
  const [intent] = await db
    .select({ kind: intents.kind })
    .from(intents)
    .where(eq(intents.id, run.intentId));
  if (intent !== undefined && run.kind !== undefined && intent.kind !== run.kind)
    return new WrongSaga(
      `Intent ${run.intentId} is a ${intent.kind} and can not be carried out as a ${run.kind}`,
    );
  return new RunFenced(`Run ${run.runId} of intent ${run.intentId} came after a newer one`);
}

/** A program as sagas see it. */
export async function readProgram(db: Database, programId: string): Promise<ProgramView> {
  const [program] = await db.select().from(programs).where(eq(programs.id, programId));
  invariant(program !== undefined, `Expected program ${programId} to exist`);
  const known = await db.select().from(tokens).where(eq(tokens.chainId, program.chainId));
  return {
    id: program.id,
    slug: program.slug,
    chainId: program.chainId,
    treasuryAddress: storedAddress.parse(program.treasuryAddress),
    feeAmount: program.feeAmount.toString(),
    claimAmount: program.claimAmount.toString(),
    confirmations: program.confirmations,
    tokens: Object.fromEntries(
      known.map(({ symbol, address, decimals }) => {
        const own = symbol === 'SGEID' ? program.identityTokenAddress : null;
        return [symbol, { address: storedAddress.parse(own ?? address), decimals }];
      }),
    ),
  };
}

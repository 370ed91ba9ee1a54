import type { RunRef, SagaActivities } from '../domain/sagas/saga-activities.ts';
import { stoppingBeforeCommit } from '../platform/crash-before-commit.ts';
import { type CrashHook, isCrashPoint, neverCrash } from '../platform/crash-points.ts';
import type { ActivityDeps } from './activity-deps.ts';

type ActivityName = keyof SagaActivities;
type ActivityInput = RunRef | { readonly run: RunRef };

/** Takes an activity and gives it with its dependencies filled in. */
export type Surround = <Input extends ActivityInput, Output>(
  name: ActivityName,
  activity: (deps: ActivityDeps, input: Input) => Promise<Output>,
) => (input: Input) => Promise<Output>;

/**
 * Fills in the dependencies of activities, and puts crash points around each: `<name>:before` and
 * `<name>:after`, and `<name>:uncommitted` before its transactions commit, where the table has it. All its
 * points are passed for the intent it acts on. In production, without a hook, nothing is put around.
 */
export function surround(deps: ActivityDeps): Surround {
  if (deps.crash === neverCrash) return (_, activity) => (input) => activity(deps, input);
  return (name, activity) => async (input) => {
    const { intentId } = 'run' in input ? input.run : input;
    const crash: CrashHook = (point) => deps.crash(point, intentId);
    const uncommitted = `${name}:uncommitted`;
    const db = isCrashPoint(uncommitted)
      ? stoppingBeforeCommit(deps.db, () => crash(uncommitted))
      : deps.db;
    await passIfKnown(crash, `${name}:before`);
    const output = await activity({ ...deps, db, crash }, input);
    await passIfKnown(crash, `${name}:after`);
    return output;
  };
}

async function passIfKnown(crash: CrashHook, name: string): Promise<void> {
  if (isCrashPoint(name)) await crash(name);
}

import type { Report } from '../stack/commands.ts';
import type { RunningPart } from '../stack/local-stack.ts';
import type { StackSettings } from '../stack/settings.ts';

/** What a step works with. */
export interface SetupContext {
  readonly settings: StackSettings;
  /** The parts that answer; filled by the first step. */
  readonly running: RunningPart[];
  /** Shows a line of progress below the step's title. */
  readonly report: Report;
}

/** One step of set-up. Harmless to repeat: it keeps what is there and adds what is missing. */
export interface SetupStep {
  readonly title: string;
  /** Does it and gives one line of outcome. */
  run(context: SetupContext): Promise<string>;
}

/**
 * Runs the steps in order, showing each.
 * @throws whatever a step throws; the steps before it have lasting effect and will be found done.
 */
export async function runSteps(
  steps: readonly SetupStep[],
  context: Omit<SetupContext, 'report'>,
  print: Report,
): Promise<void> {
  for (const [index, step] of steps.entries()) {
    const startedAt = performance.now();
    print(`[${index + 1}/${steps.length}] ${step.title}`);
    const outcome = await step.run({ ...context, report: (line) => print(`      ${line}`) });
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    print(`      ${outcome} (${seconds} s)`);
  }
}

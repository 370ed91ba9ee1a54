import { messageOf, StackError } from '../stack/stack-error.ts';

/** Runs a command's main function; a failure is printed with its cause and remedy, and exits with 1. */
export async function runMain(main: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await main();
  } catch (error) {
    console.error(`\n${describeFailure(error)}`);
    process.exitCode = 1;
  }
}

/** An error with its causes, and its remedy where it has one; the stack only of what nobody foresaw. */
export function describeFailure(error: unknown): string {
  const lines = [error instanceof StackError ? error.message : stackOf(error)];
  for (let cause = causeOf(error); cause !== undefined; cause = causeOf(cause)) {
    lines.push(`  caused by: ${messageOf(cause).trimEnd()}`);
  }
  if (error instanceof StackError) lines.push(`What to do: ${error.remedy}`);
  return lines.join('\n');
}

function causeOf(error: unknown): unknown {
  return error instanceof Error ? error.cause : undefined;
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

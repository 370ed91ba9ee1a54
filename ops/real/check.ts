import { messageOf } from '../stack/stack-error.ts';

/** What puts most things right. */
export const setUp = 'npm run setup:real';

/** One line of the doctor's table. */
export interface Check {
  readonly part: string;
  /** What was found: a program, a file, a container. */
  readonly found: string;
  readonly version?: string;
  readonly reachable: 'yes' | 'no' | '';
  /** Without it REAL mode does not work here. */
  readonly required: boolean;
  readonly ok: boolean;
  /** What to do; only where something is not right. */
  readonly remedy?: string;
}

/** Makes a check whose failure is an answer too: what was thrown is shown, and set-up is the remedy. */
export async function attempt(
  base: Pick<Check, 'part' | 'required'>,
  look: () => Promise<Omit<Check, 'part' | 'required'>>,
): Promise<Check> {
  try {
    return { ...base, ...(await look()) };
  } catch (error) {
    const [reason = ''] = messageOf(error).split('\n');
    return { ...base, found: reason.slice(0, 60), reachable: 'no', ok: false, remedy: setUp };
  }
}

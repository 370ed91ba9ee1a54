/** A flag to wait for; raising it while nobody waits is remembered until the next wait. */
export interface ChangeSignal {
  raise(): void;
  /** Resolves true once raised, false when `timeoutMs` are over. Lowers the flag. */
  wait(timeoutMs: number): Promise<boolean>;
}

/** A new flag, not raised. One waiter at a time. */
export function createChangeSignal(): ChangeSignal {
  let raised = false;
  let wake: (() => void) | null = null;
  return {
    raise() {
      raised = true;
      wake?.();
    },
    async wait(timeoutMs) {
      if (!raised) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, timeoutMs);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
        wake = null;
      }
      const was = raised;
      raised = false;
      return was;
    },
  };
}

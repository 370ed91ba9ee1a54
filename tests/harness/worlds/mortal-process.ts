/** The one process of MOCK mode, which can die at a crash point: acceptor, starter, relays and driver. */
import { type Acceptor, createAcceptor } from '../../../api/accept-batcher.ts';
import type { CrashHook, CrashPoint } from '../../../platform/crash-points.ts';
import { createDecisionRelay } from '../../../platform/decision-relay.ts';
import { createLogger } from '../../../platform/logger.ts';
import { createStarter } from '../../../platform/starter.ts';
import type { SagaWorld } from './saga-world.ts';

/** Thrown where the process has died: nothing after that point is done, and what is not committed is undone. */
class Killed extends Error {
  override readonly name = 'Killed';
}

/** What has the crash points of a process in hand. */
export interface Reaper {
  readonly crash: CrashHook;
  /** Has the process die when one of the subjects (whoever, without any) comes to the point; resolves when it has. */
  awaitDeath(point: CrashPoint, subjects?: readonly string[]): Promise<void>;
  /** Another process may live. */
  revive(): void;
}

/** A reaper that lets everybody live. */
export function createReaper(): Reaper {
  let marked: {
    point: CrashPoint;
    isMeant: (subject: string) => boolean;
    died: () => void;
  } | null = null;
  let dead = false;
  return {
    async crash(point, subject = '') {
      if (dead) throw new Killed(point);
      if (marked?.point !== point || !marked.isMeant(subject)) return;
      dead = true;
      marked.died();
      throw new Killed(point);
    },
    awaitDeath: (point, subjects) =>
      new Promise((resolve) => {
        const isMeant = (subject: string) => subjects?.includes(subject) ?? true;
        marked = { point, isMeant, died: resolve };
      }),
    revive() {
      marked = null;
      dead = false;
    },
  };
}

/** What of a process is beside its driver. */
export interface MortalProcess extends AsyncDisposable {
  readonly accept: Acceptor['accept'];
}

/** Options of {@link openProcess}. */
export interface ProcessOptions {
  readonly crash: CrashHook;
  /** Whether it starts what it takes in; otherwise its relay finds it. */
  readonly starts: boolean;
}

/** The parts around the driver of a world. */
export function openProcess(world: SagaWorld, { crash, starts }: ProcessOptions): MortalProcess {
  const { orchestrator, database } = world;
  const logger = createLogger({ level: 'silent', name: 'test' });
  // The relay is waited for where nobody else starts; it asks the database each time.
  const relayIntervalMs = starts ? 100 : 20;
  const relaying = { db: database.app, orchestrator, logger, relayIntervalMs };
  const starter = createStarter({ ...relaying, leftOverAfterMs: starts ? 60_000 : 0, crash });
  const decisions = createDecisionRelay({ ...relaying, redeliverAfterMs: 500 });
  const onIntent = starts ? starter.enqueue : () => undefined;
  const acceptor = createAcceptor({ db: database.app, onIntent, crash });
  return {
    accept: acceptor.accept,
    async [Symbol.asyncDispose]() {
      await starter.close();
      await decisions.close();
    },
  };
}

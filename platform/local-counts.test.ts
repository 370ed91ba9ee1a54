// Goal: limits hold through every switch between the shared store and memory. Method: a model of the store
// that fails, answers and forgets at random, several processes on it, and a clock moved by hand.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { property } from '../tests/harness/property.ts';
import type { LimitRule, LimitVerdict } from './limiter.ts';
import { createLocalCounts } from './local-counts.ts';

const rule: LimitRule = { name: 'r', quota: 4, windowSeconds: 60 };
const windowMs = rule.windowSeconds * 1000;
const processes = 3;

/** The store, as Redis keeps it: a count that goes away with its window, or with the store's memory. */
function createStore(now: () => number) {
  let window = { used: 0, endsAt: Number.NEGATIVE_INFINITY };
  return {
    forget() {
      window = { used: 0, endsAt: Number.NEGATIVE_INFINITY };
    },
    consume(): LimitVerdict {
      if (window.endsAt <= now()) window = { used: 0, endsAt: now() + windowMs };
      window.used += 1;
      const allowed = window.used <= rule.quota;
      return { rule, allowed, used: window.used, resetMs: window.endsAt - now() };
    },
  };
}

function createWorld() {
  let clock = 0;
  const now = () => clock;
  const store = createStore(now);
  const locals = Array.from({ length: processes }, () => createLocalCounts({ now }));
  const local = (process: number) => {
    const found = locals[process % processes];
    if (found === undefined) throw new Error('Expected a process');
    return found;
  };
  return {
    store,
    pass: (ms: number) => {
      clock += ms;
    },
    shared: (process: number) => local(process).confirm(store.consume(), 's', now()),
    alone: (process: number) => local(process).take(rule, 's'),
    giveBack: (process: number) => local(process).giveBack(rule, 's'),
  };
}

const process = fc.nat({ max: processes - 1 });
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('shared' as const), process }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('alone' as const), process }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('forget' as const), process }) },
);

describe('while the store answers', () => {
  property([
    fc.array(fc.record({ process, waitMs: fc.nat({ max: windowMs / 2 }) }), { maxLength: 80 }),
  ])('its word is the verdict, in every window', (uses) => {
    const world = createWorld();
    const mirror = createWorld();
    for (const use of uses) {
      world.pass(use.waitMs);
      mirror.pass(use.waitMs);
      expect(world.shared(use.process).allowed).toBe(mirror.store.consume().allowed);
    }
  });
});

describe('whatever the store does', () => {
  property([fc.array(step, { maxLength: 80 })])(
    'in one window each process lets at most the quota through',
    (steps) => {
      const world = createWorld();
      const passed = new Map<number, number>();
      for (const { do: action, process: by } of steps) {
        if (action === 'forget') world.store.forget();
        else if (world[action](by).allowed) passed.set(by, (passed.get(by) ?? 0) + 1);
      }
      for (const count of passed.values()) expect(count).toBeLessThanOrEqual(rule.quota);
    },
  );

  property([fc.integer({ min: 1, max: 6 }), fc.nat({ max: windowMs - 1 })])(
    'a process goes on from what it knew to be used, until the window ends',
    (used, waitMs) => {
      const world = createWorld();
      for (let use = 0; use < used; use++) world.shared(use);
      const last = (used - 1) % processes;
      world.pass(waitMs);
      const alone = Array.from({ length: rule.quota * 2 }, () => world.alone(last));
      const left = Math.max(0, rule.quota - used);
      expect(alone.filter(({ allowed }) => allowed)).toHaveLength(left);
      expect(alone.at(-1)?.resetMs).toBe(windowMs - waitMs);
      world.pass(windowMs - waitMs);
      expect(world.alone(last)).toMatchObject({ allowed: true, used: 1 });
    },
  );

  property([fc.array(fc.boolean(), { maxLength: 40 })])(
    'a use that was given back can be used again, and nothing more',
    (turns) => {
      const world = createWorld();
      let held = 0;
      for (const takes of turns) {
        if (takes) {
          const { allowed } = world.alone(0);
          expect(allowed).toBe(held < rule.quota);
          if (allowed) held += 1;
        } else if (held > 0) {
          world.giveBack(0);
          held -= 1;
        }
      }
    },
  );
});

test('with no room for another subject newcomers share one quota', () => {
  let clock = 0;
  const counts = createLocalCounts({ now: () => clock, subjectsMax: 2 });
  const allowed = (subject: string) => counts.take(rule, subject).allowed;
  expect([allowed('a'), allowed('b')]).toEqual([true, true]);
  const newcomers = Array.from({ length: 10 }, (_, n) => allowed(`new ${n}`));
  expect(newcomers.filter(Boolean)).toHaveLength(rule.quota);
  expect(allowed('a')).toBe(true);
  clock = windowMs + 2000;
  expect(allowed('c')).toBe(true);
});

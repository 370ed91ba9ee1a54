// Goal: a client that obeys the headers is never refused for coming too soon, nor kept away for longer than
// the window. Method: properties over any verdicts.
import * as fc from 'fast-check';
import { expect } from 'vitest';
import type { LimitVerdict } from '../platform/limiter.ts';
import { property } from '../tests/harness/property.ts';
import { limitHeaders, secondsUntilReset } from './limit-headers.ts';

const verdict: fc.Arbitrary<LimitVerdict> = fc
  .record({
    name: fc.constantFrom('default', 'register-address', 'claim-wallet'),
    quota: fc.integer({ min: 1, max: 1e9 }),
    windowSeconds: fc.constantFrom(60, 3600, 86_400),
    usedShare: fc.double({ min: 0, max: 2, noNaN: true }),
    leftShare: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ usedShare, leftShare, ...rule }) => {
    const used = 1 + Math.floor(usedShare * rule.quota);
    const resetMs = Math.max(0.001, leftShare * rule.windowSeconds * 1000);
    return { rule, used, allowed: used <= rule.quota, resetMs };
  });
const verdicts = fc.array(verdict, { minLength: 1, maxLength: 3 });
const nowMs = fc.integer({ min: 0, max: 4_000_000_000_000 });
const item = /^"([a-z-]+)";r=(\d+);t=(\d+)$/;

property([verdicts, nowMs])('each rule tells what remains and when it starts anew', (all, now) => {
  const headers = limitHeaders(all, now);
  const told = headers['ratelimit']?.split(', ').map((text) => item.exec(text)) ?? [];
  expect(told).toHaveLength(all.length);
  for (const [index, one] of all.entries()) {
    const [, name, remaining, seconds] = told[index] ?? [];
    expect(name).toBe(one.rule.name);
    expect(Number(remaining)).toBe(one.allowed ? one.rule.quota - one.used : 0);
    expect(Number(seconds)).toBeGreaterThanOrEqual(1);
    expect(Number(seconds)).toBeLessThanOrEqual(one.rule.windowSeconds);
  }
  expect(headers['ratelimit-policy']).toBe(
    all.map(({ rule }) => `"${rule.name}";q=${rule.quota};w=${rule.windowSeconds}`).join(', '),
  );
});

property([verdict])('after Retry-After the window is over, and not a second before', (one) => {
  const waitedMs = secondsUntilReset(one) * 1000;
  expect(waitedMs).toBeGreaterThanOrEqual(one.resetMs);
  expect(waitedMs - one.resetMs).toBeLessThan(1000);
});

property([verdicts, nowMs])('X-RateLimit-* are of the tightest rule', (all, now) => {
  const headers = limitHeaders(all, now);
  const remaining = Number(headers['x-ratelimit-remaining']);
  const left = all.map((one) => (one.allowed ? one.rule.quota - one.used : 0));
  expect(remaining).toBe(Math.min(...left));
  if (all.some(({ allowed }) => !allowed)) expect(remaining).toBe(0);
  const resetMs = Number(headers['x-ratelimit-reset']) * 1000;
  const fitting = all.filter(
    (one, index) =>
      left[index] === remaining && headers['x-ratelimit-limit'] === String(one.rule.quota),
  );
  // Rounded up to the second, like every wait; half a millisecond is what a double keeps of such a time.
  const isEnd = (end: number) => resetMs >= end - 0.5 && resetMs < end + 1000.5;
  expect(fitting.some((one) => isEnd(now + one.resetMs))).toBe(true);
});

// Goal: a write takes one use of its limits, however many copies of it arrive together and whichever of them is
// accepted. Method: a Hono app around the write limiter; what becomes of each copy, and in which order, is drawn.
import * as fc from 'fast-check';
import { Hono } from 'hono';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { expect, test } from 'vitest';
import type { AcceptOutcome } from '../db/accept-types.ts';
import { flexibleLimiter } from '../platform/flexible-limiter.ts';
import type { LimitRule } from '../platform/limiter.ts';
import { property } from '../tests/harness/property.ts';
import type { AppEnv } from './app-parts.ts';
import { createWriteLimiter } from './limit-write.ts';

const rule: LimitRule = { name: 'register-address', quota: 100, windowSeconds: 3600 };
const claim = { scope: 'default:wallet', key: 'copies', requestHash: 'hash' };
const accepted: AcceptOutcome = { status: 'accepted', answer: null, result: null };
const repeated: AcceptOutcome = { status: 'unanswered', intentId: null, createdAt: new Date(0) };

type End = 'accepted' | 'repeated' | 'throws';
const ends = fc.array(fc.constantFrom<End>('accepted', 'repeated', 'throws'), {
  minLength: 1,
  maxLength: 8,
});

/** Has copies arrive at once and end one after the other, in the order of `order`; gives the uses counted then. */
async function usesAfter(copies: readonly End[], order: readonly number[]): Promise<number> {
  const counts = new RateLimiterMemory({ points: rule.quota, duration: rule.windowSeconds });
  const limitWrite = createWriteLimiter({
    limiter: flexibleLimiter(() => counts),
    lookup: async () => null,
  });
  const ending: ((end: End) => void)[] = [];
  const limits = [{ rule, subject: '192.0.2.1' }];
  const app = new Hono<AppEnv>().get('/:copy', async (c) => {
    const outcome = await limitWrite(c, { claim, limits }, async () => {
      const end = await new Promise<End>((resolve) => {
        ending[Number(c.req.param('copy'))] = resolve;
      });
      if (end === 'throws') throw new Error('no database');
      return end === 'accepted' ? accepted : repeated;
    });
    return c.text(outcome.status);
  });
  app.onError((error, c) => c.text(error.message, 503));
  const answers = copies.map((_, copy) => app.request(`/${copy}`));
  // Nothing but promises stands between the requests and their work.
  await new Promise((resolve) => setImmediate(resolve));
  for (const copy of order) {
    const end = copies[copy];
    if (end !== undefined) ending[copy]?.(end);
    await answers[copy];
  }
  return (await counts.get('192.0.2.1'))?.consumedPoints ?? 0;
}

property([ends, fc.infiniteStream(fc.nat())])(
  'copies that arrive together take one use, unless all of them repeat what another process accepted',
  async (copies, draws) => {
    const left = copies.map((_, copy) => copy);
    const order = copies.flatMap(() => {
      const { value } = draws.next();
      return left.splice(value % left.length, 1);
    });
    const isRepetition = copies.every((end) => end === 'repeated');
    expect(await usesAfter(copies, order)).toBe(isRepetition ? 0 : 1);
  },
);

test('what is accepted keeps its use when the copy that took it ends first, as a repetition', async () => {
  expect(await usesAfter(['repeated', 'accepted'], [0, 1])).toBe(1);
});

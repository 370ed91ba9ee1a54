// Goal: one part that fails or hangs while the process stops does not keep the others open. Method: parts
// that do so, in the middle of the row.
import { expect, test } from 'vitest';
import { closablesOf, closeInOrder } from './close-in-order.ts';
import { createLogger } from './logger.ts';

const logger = createLogger({ level: 'silent', name: 'test' });

test('parts close in their order, also after one that throws and one that hangs', async () => {
  const closed: string[] = [];
  const part = (name: string, outcome: () => Promise<void> = async () => undefined) => ({
    name,
    close: () => {
      closed.push(name);
      return outcome();
    },
  });
  await closeInOrder(
    [
      part('first'),
      part('throwing', () => {
        throw new Error('before any promise');
      }),
      part('failing', () => Promise.reject(new Error('no'))),
      part('hanging', () => new Promise(() => undefined)),
      part('last'),
    ],
    { logger, timeoutMs: 20 },
  );
  expect(closed).toEqual(['first', 'throwing', 'failing', 'hanging', 'last']);
});

test('named parts close under their own object, in the order they are written in', async () => {
  const closed: string[] = [];
  class Part {
    readonly #name: string;
    constructor(name: string) {
      this.#name = name;
    }
    async close(): Promise<void> {
      closed.push(this.#name);
    }
  }
  const parts = { zebra: new Part('z'), ant: new Part('a') };
  await closeInOrder(closablesOf(parts), { logger });
  expect(closed).toEqual(['z', 'a']);
});

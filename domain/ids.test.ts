/** Goal: scopes and workflow IDs never confuse two keys, and stay within what Temporal stores. Method: properties. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { property } from '../tests/harness/property.ts';
import { type KeyScope, newId, programOfScope, scopeOf, workflowIdOf } from './ids.ts';

const text = fc.string({ minLength: 1, maxLength: 60 });
const slug = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,62}$/);
const scopes: fc.Arbitrary<KeyScope> = fc.record({ program: slug, caller: text, operation: text });
const keys = fc.string({
  unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
  minLength: 1,
  maxLength: 255,
});

describe('scopeOf', () => {
  property([scopes, scopes])('differs whenever the parts differ', (one, other) => {
    const same =
      one.program === other.program &&
      one.caller === other.caller &&
      one.operation === other.operation;
    expect(scopeOf(one) === scopeOf(other)).toBe(same);
  });

  property([scopes])('gives its program back', (scope) => {
    expect(programOfScope(scopeOf(scope))).toBe(scope.program);
  });
});

describe('workflowIdOf', () => {
  property([scopes, keys, keys])(
    'differs whenever the key differs, and fits',
    (scope, one, other) => {
      const ids = [one, other].map((key) => workflowIdOf('claim', scope, key));
      expect(ids[0] === ids[1]).toBe(one === other);
      for (const id of ids) expect(id.length).toBeLessThanOrEqual(255);
    },
  );

  const uses = fc.tuple(scopes, keys);
  property([uses, uses])(
    'differs whenever the scope or the key does, for a kind that several operations make',
    ([scope, key], [other, otherKey]) => {
      const ids = [
        workflowIdOf('register', { ...scope, operation: 'register' }, key),
        workflowIdOf('register', { ...scope, operation: 'users.register' }, key),
        workflowIdOf('register', { ...other, operation: 'register' }, otherKey),
      ];
      const same = scopeOf({ ...scope, operation: '' }) === scopeOf({ ...other, operation: '' });
      expect(new Set(ids).size).toBe(same && key === otherKey ? 2 : 3);
    },
  );

  test('shows the key as the client sent it, and the caller only as a digest', () => {
    const wallet = 'wallet:0x70997970c51812dc3a010c7d01b50e0d17dc79c8';
    const id = workflowIdOf(
      'claim',
      { program: 'default', caller: wallet, operation: 'claim' },
      'order-17',
    );
    expect(id).toMatch(/^claim\/default\/[0-9a-f]{16}\/order-17$/);
    expect(id).not.toContain(wallet.slice(7));
  });

  test('a key that looks like a digest is not taken for one', () => {
    const scope = { program: 'p', caller: 'wallet:0x1', operation: 'claim' };
    const long = 'k'.repeat(255);
    const digest = workflowIdOf('claim', scope, long).split('/').at(-1) ?? '';
    expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(workflowIdOf('claim', scope, digest)).not.toBe(workflowIdOf('claim', scope, long));
  });
});

test('ids sort by the time they were made', async () => {
  const first = newId();
  await new Promise((resolve) => setTimeout(resolve, 2));
  expect(first < newId()).toBe(true);
});

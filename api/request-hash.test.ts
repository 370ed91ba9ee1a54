// Goal: the same request has the same fingerprint however it is spelled, and any other has another.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { property } from '../tests/harness/property.ts';
import { parseIdempotencyKey } from './idempotency-key.ts';
import { requestHash } from './request-hash.ts';

const base = { method: 'POST', path: '/p', wallet: '0xab', sent: {}, parsed: {} };

property([fc.dictionary(fc.string(), fc.jsonValue())])('member order does not matter', (body) => {
  const reversed = Object.fromEntries(Object.entries(body).reverse());
  expect(requestHash({ ...base, sent: reversed })).toBe(requestHash({ ...base, sent: body }));
});

property([fc.jsonValue(), fc.jsonValue()])(
  'another value of a member is another request',
  (one, other) => {
    const same = JSON.stringify(one) === JSON.stringify(other);
    const hashes = [one, other].map((value) => requestHash({ ...base, sent: { field: value } }));
    if (!same && hashes[0] === hashes[1]) {
      // Only the order of members may differ between two values of one fingerprint.
      expect(one).toEqual(other);
    }
    if (same) expect(hashes[0]).toBe(hashes[1]);
  },
);

test('method, path and wallet are part of it, and can not run into each other', () => {
  const variants = [
    base,
    { ...base, method: 'PUT' },
    { ...base, path: '/p0' },
    { ...base, wallet: '0xac' },
    { ...base, path: '/', wallet: 'p0xab' },
  ];
  expect(new Set(variants.map(requestHash)).size).toBe(variants.length);
});

const visible = fc.string({
  unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
  minLength: 1,
  maxLength: 255,
});

property([visible])('a key is the same bare and as a quoted string', (key) => {
  const quoted = `"${key.replaceAll(/["\\]/g, (character) => `\\${character}`)}"`;
  expect(parseIdempotencyKey(quoted)).toBe(key);
  if (!key.startsWith('"')) expect(parseIdempotencyKey(key)).toBe(key);
});

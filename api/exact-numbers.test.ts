// Goal: a number that JSON.parse would round is noticed, and no other. Method: examples and a property.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { property } from '../tests/harness/property.ts';
import { inexactNumber } from './exact-numbers.ts';

test.each([
  ['{"feeUsd":100.00000000000000001}', '100.00000000000000001'],
  ['{"a":"1.0","b":[1000.000000000000000001]}', '1000.000000000000000001'],
  ['9007199254740993', '9007199254740993'],
  ['1e400', '1e400'],
  ['{"text":"\\"9007199254740993"}', null],
  ['{"a":100,"b":-0.25,"c":1.50,"d":1e3,"e":0,"f":0.0,"g":1E-2,"h":true}', null],
  ['', null],
])('%s', (json, expected) => {
  expect(inexactNumber(json)).toBe(expected);
});

property([fc.double({ noNaN: true, noDefaultInfinity: true })])(
  'what JSON.stringify writes is exact',
  (value) => {
    expect(inexactNumber(JSON.stringify({ value }))).toBeNull();
  },
);

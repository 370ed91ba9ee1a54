// Goal: no licence slips in unseen. Method: planted packages, allowed and refused.
import { expect, test } from 'vitest';
import { licenceProblem } from './licence-rules.ts';

const shipped = { development: false };

test.each(['MIT', '(MIT OR GPL-3.0)', 'Apache-2.0 AND MIT', 'AGPL-3.0-only OR ISC'])(
  '%s is accepted',
  (licence) => {
    expect(licenceProblem({ name: 'any', licence, ...shipped })).toBeNull();
  },
);

test.each(['AGPL-3.0-only', 'MIT AND GPL-3.0', 'UNLICENSED', 'SEE LICENSE IN LICENSE', null])(
  '%s is refused',
  (licence) => {
    expect(licenceProblem({ name: 'any', licence, ...shipped })).toContain('any');
  },
);

test('a named exception holds for the licence it was judged with, and for no other', () => {
  expect(licenceProblem({ name: 'unionfs', licence: null, ...shipped })).toBeNull();
  expect(licenceProblem({ name: 'unionfs', licence: 'GPL-3.0', ...shipped })).not.toBeNull();
});

test('solc is refused outside development', () => {
  expect(licenceProblem({ name: 'solc', licence: 'MIT', development: true })).toBeNull();
  expect(licenceProblem({ name: 'solc', licence: 'MIT', development: false })).not.toBeNull();
});

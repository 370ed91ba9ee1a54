/** Goal: an SQLSTATE is found however deep it is wrapped, and nothing else is taken for one. */
import { describe, expect, test } from 'vitest';
import { sqlState } from './sql-errors.ts';

const refusal = Object.assign(new Error('no'), { code: 'QT001', severity: 'ERROR' });

describe('sqlState', () => {
  test('is found on the error itself and through wrappers', () => {
    expect(sqlState(refusal)).toBe('QT001');
    const wrapped = new Error('outer', { cause: new Error('inner', { cause: refusal }) });
    expect(sqlState(wrapped)).toBe('QT001');
  });

  test('a system error with five capital letters is not an SQLSTATE', () => {
    expect(sqlState(Object.assign(new Error('pipe'), { code: 'EPIPE' }))).toBeUndefined();
  });

  test.each([undefined, null, 'QT001', { code: 'QT001', severity: 'ERROR' }])(
    'a value that is no error has none (%#)',
    (value) => {
      expect(sqlState(value)).toBeUndefined();
    },
  );

  test('a cycle of causes ends', () => {
    const first = new Error('first');
    const second = new Error('second', { cause: first });
    first.cause = second;
    expect(sqlState(first)).toBeUndefined();
  });
});

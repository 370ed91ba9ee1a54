// Goal: a sealed answer comes back byte for byte for its own credential and key, and for no other. Method: sealed,
// and opened with each part changed.
import { expect, test } from 'vitest';
import { revealAnswer, sealAnswer } from './sealed-answer.ts';

const claim = { scope: 'default/operator/key.create', key: 'k1' };
const seal = { credential: 'qk_mine', claim };
const answer = {
  status: 201,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ key: 'qk_s\u00e9cret \u{1F511}' }),
};

test('comes back byte for byte, and tells nothing before', async () => {
  const sealed = await sealAnswer(answer, seal);
  expect(sealed).toMatchObject({ status: 201, headers: answer.headers });
  expect(sealed.body).not.toContain('qk_');
  expect(await revealAnswer(sealed, seal)).toEqual(answer);
  const again = await sealAnswer(answer, seal);
  expect(again.body).not.toBe(sealed.body);
});

test('opens for no other credential, key or scope, and not when it was changed', async () => {
  const sealed = await sealAnswer(answer, seal);
  for (const other of [
    { ...seal, credential: 'qk_other' },
    { ...seal, claim: { ...claim, key: 'k2' } },
    { ...seal, claim: { ...claim, scope: 'default/another/key.create' } },
  ]) {
    await expect(revealAnswer(sealed, other)).rejects.toThrow();
  }
  const changed = sealed.body.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
  await expect(revealAnswer({ ...sealed, body: changed }, seal)).rejects.toThrow();
});

test('what was not sealed stays as it is', async () => {
  expect(await revealAnswer(answer, seal)).toEqual(answer);
});

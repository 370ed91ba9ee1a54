// Goal: a role gives what it says, where it says, and nothing beside. Method: every role against every
// right, in its program, in another one and in all.
import { describe, expect, test } from 'vitest';
import {
  isGranted,
  isVisible,
  mayManage,
  maySee,
  operatorRoleNames,
  programsWith,
  type RoleGrant,
} from './operator-roles.ts';

const rights = {
  viewer: ['viewer'],
  operator: ['viewer', 'operator'],
  approver: ['viewer', 'approver'],
  owner: ['viewer', 'operator', 'owner'],
  ledger: ['viewer', 'ledger'],
};

describe.each(operatorRoleNames)('%s', (role) => {
  test.each(operatorRoleNames)('and the right to %s', (right) => {
    const has = rights[role].includes(right);
    const inProgram = [{ role, programId: 'p1' }];
    expect(isGranted(inProgram, right, 'p1')).toBe(has);
    expect(isGranted(inProgram, right, 'p2')).toBe(false);
    expect(isGranted(inProgram, right, null)).toBe(false);
    const everywhere = [{ role, programId: null }];
    expect(isGranted(everywhere, right, 'p1')).toBe(has);
    expect(isGranted(everywhere, right, null)).toBe(has);
    expect(programsWith(inProgram, right)).toEqual(has ? ['p1'] : []);
    expect(programsWith(everywhere, right)).toEqual(has ? null : []);
  });
});

test('without a grant nothing is visible; with any grant its program is', () => {
  expect(isVisible([], 'p1')).toBe(false);
  expect(isVisible([{ role: 'viewer', programId: 'p1' }], 'p1')).toBe(true);
  expect(isVisible([{ role: 'viewer', programId: 'p1' }], 'p2')).toBe(false);
  expect(isVisible([{ role: 'ledger', programId: null }], 'p2')).toBe(true);
  expect(programsWith([], 'viewer')).toEqual([]);
});

test('grants of several programs add up', () => {
  const grants = [
    { role: 'owner', programId: 'p2' },
    { role: 'viewer', programId: 'p1' },
  ] as const;
  expect(programsWith(grants, 'viewer')).toEqual(['p1', 'p2']);
  expect(programsWith(grants, 'operator')).toEqual(['p2']);
});

test('an owner manages whoever has roles only where he owns, and sees whoever has one there', () => {
  const everywhere = [{ role: 'owner', programId: null }] as const;
  const here = [{ role: 'owner', programId: 'p1' }] as const;
  const viewer = [{ role: 'viewer', programId: 'p1' }] as const;
  const both = [...viewer, { role: 'operator', programId: 'p2' }] as const;
  const global = [...viewer, { role: 'ledger', programId: null }] as const;
  const judge = (
    owner: typeof here | typeof viewer | typeof everywhere,
    other: readonly RoleGrant[],
  ) => [maySee(owner, other), mayManage(owner, other)];
  for (const other of [[], viewer, both, global, everywhere]) {
    expect(judge(everywhere, other)).toEqual([true, true]);
    expect(judge(viewer, other)).toEqual([false, false]);
  }
  expect(judge(here, viewer)).toEqual([true, true]);
  expect(judge(here, both)).toEqual([true, false]);
  expect(judge(here, global)).toEqual([true, false]);
  expect(judge(here, everywhere)).toEqual([false, false]);
  expect(judge(here, [])).toEqual([false, false]);
});

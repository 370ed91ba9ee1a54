/** Goal: who can not become an affiliate, and why. Method: each rule alone, and all of them met. */
import { expect, test } from 'vitest';
import { type AffiliateFacts, affiliateDepthMax, affiliateRefusal } from './affiliate-rules.ts';

const terms = { version: '2026-01', hash: 'ab'.repeat(32) };
const parent = { id: 'p', wallet: '0xaa', status: 'ACTIVE', depth: 3 } as const;
const facts: AffiliateFacts = { programActive: true, currentTerms: terms, parent };

const codeFor = (changed: Partial<AffiliateFacts>, parentCode: string | null = 'ABCDEFGH') =>
  affiliateRefusal({ terms, parentCode }, { ...facts, ...changed })?.code ?? null;

test('whoever signed the current terms can join, under an active parent or under nobody', () => {
  expect(codeFor({})).toBeNull();
  expect(codeFor({ parent: null }, null)).toBeNull();
  expect(codeFor({ currentTerms: null })).toBeNull();
});

test('the others can not, each for a reason of its own', () => {
  expect(codeFor({ programActive: false })).toBe('PROGRAM_PAUSED');
  expect(codeFor({ currentTerms: { ...terms, version: '2' } })).toBe('TERMS_NOT_CURRENT');
  expect(codeFor({ currentTerms: { ...terms, hash: 'cd'.repeat(32) } })).toBe('TERMS_NOT_CURRENT');
  expect(codeFor({ parent: null })).toBe('UNKNOWN_REFERRAL');
  expect(codeFor({ parent: { ...parent, status: 'SUSPENDED' } })).toBe('AFFILIATE_SUSPENDED');
  expect(codeFor({ parent: { ...parent, depth: affiliateDepthMax } })).toBe('TREE_TOO_DEEP');
});

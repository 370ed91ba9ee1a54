// Goal: documents that rot are found. Method: one planted fault and its harmless twin per rule.
import { describe, expect, test } from 'vitest';
import {
  brokenLinks,
  changelogProblems,
  titleProblems,
  unknownScripts,
  unmentioned,
} from './documents.ts';

const page = (text: string, path = 'docs/page.md') => ({ path, text });

describe('markdown', () => {
  test('a page has one title; comments in code are none', () => {
    expect(titleProblems([page('# One\n\n```sh\n# comment\n```\n')])).toEqual([]);
    expect(titleProblems([page('## No title\n')])).toHaveLength(1);
    expect(titleProblems([page('# One\n\n# Two\n')])).toHaveLength(1);
  });

  test('a relative link must lead to a file', () => {
    const exists = (path: string) => path === 'docs/errors.md' || path === 'README.md';
    const good = '[a](errors.md#code) [b](../README.md) [c](https://example.org) [d](#here)';
    expect(brokenLinks([page(good)], exists)).toEqual([]);
    expect(brokenLinks([page('[a](eror.md)')], exists)).toHaveLength(1);
  });

  test('a script that is named must exist', () => {
    const scripts = new Set(['dev', 'test:ci']);
    expect(unknownScripts([page('`npm ci && npm run dev`, `npm run test:ci`')], scripts)).toEqual(
      [],
    );
    expect(unknownScripts([page('`npm run deploy`')], scripts)).toHaveLength(1);
  });
});

describe('changelog', () => {
  const good =
    '# Changelog\n\n## [Unreleased]\n\n### Added\n\n- A thing.\n\n## [0.1.0] - 2026-01-31\n';

  test('the form of keepachangelog.com passes', () => {
    expect(changelogProblems(good)).toEqual([]);
  });

  test.each([
    ['another title', good.replace('# Changelog', '# History')],
    ['no [Unreleased]', good.replace('## [Unreleased]', '## [0.2.0] - 2026-02-01')],
    ['an empty [Unreleased]', good.replace('- A thing.', '')],
    ['a version without a date', good.replace(' - 2026-01-31', '')],
    ['an unknown group', good.replace('### Added', '### News')],
  ])('%s is a problem', (_fault, text) => {
    expect(changelogProblems(text)).not.toEqual([]);
  });
});

test('a code counts as mentioned as a whole word only', () => {
  const tests = [page("expect(code).toBe('NOT_FOUND_HERE')")];
  expect(unmentioned(['NOT_FOUND'], tests)).toEqual(['NOT_FOUND']);
  expect(unmentioned(['NOT_FOUND_HERE'], tests)).toEqual([]);
});

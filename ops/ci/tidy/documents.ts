import type { TextFile } from './source-tree.ts';

/** Markdown without its fenced code, where `#` starts a comment. */
function withoutCode(text: string): string {
  return text.replace(/^(`{3,})[^\n]*\n[\s\S]*?^\1\s*$/gm, '');
}

/** Markdown files without a title, or with several. */
export function titleProblems(files: readonly TextFile[]): string[] {
  return files
    .map(({ path, text }) => ({ path, titles: withoutCode(text).match(/^# /gm)?.length ?? 0 }))
    .filter(({ titles }) => titles !== 1)
    .map(({ path, titles }) => `${path}: ${titles} first-level headings, expected 1`);
}

/** Relative links that lead nowhere. `exists` is asked with paths from the root. */
export function brokenLinks(
  files: readonly TextFile[],
  exists: (path: string) => boolean,
): string[] {
  return files.flatMap(({ path, text }) =>
    [...withoutCode(text).matchAll(/\]\((?![a-z]+:|#)([^)#\s]+)[^)]*\)/g)]
      .map((match) => match[1] ?? '')
      .filter((target) => !exists(resolveLink(path, target)))
      .map((target) => `${path}: link to ${target} leads nowhere`),
  );
}

function resolveLink(from: string, target: string): string {
  return decodeURIComponent(new URL(target, `file:///${from}`).pathname).slice(1);
}

/** npm scripts that a document names and package.json lacks. */
export function unknownScripts(files: readonly TextFile[], scripts: ReadonlySet<string>): string[] {
  return files.flatMap(({ path, text }) =>
    [...text.matchAll(/\bnpm run (?:--silent |-s )?([\w:-]+)/g)]
      .map((match) => match[1] ?? '')
      .filter((script) => !scripts.has(script))
      .map((script) => `${path}: there is no script ${script}`),
  );
}

const sections = ['Added', 'Changed', 'Deprecated', 'Removed', 'Fixed', 'Security'];

/** Where the changelog departs from the form of keepachangelog.com. */
export function changelogProblems(text: string): string[] {
  const headings = text.split('\n').filter((line) => line.startsWith('## '));
  const groups = [...text.matchAll(/^### (.*)$/gm)].map((match) => match[1] ?? '');
  const unreleased = /^## \[Unreleased\]\n([\s\S]*?)(?=^## |(?![\s\S]))/m.exec(text)?.[1] ?? '';
  const problems: string[] = [];
  if (!text.startsWith('# Changelog\n')) problems.push('the title is not "# Changelog"');
  if (headings[0] !== '## [Unreleased]') problems.push('the first section is not [Unreleased]');
  if (!/^- \S/m.test(unreleased)) problems.push('[Unreleased] has no entry');
  for (const heading of headings.slice(1)) {
    if (!/^## \[\d+\.\d+\.\d+\] - \d{4}-\d{2}-\d{2}$/.test(heading)) {
      problems.push(`${heading}: expected "## [1.2.3] - 2026-01-31"`);
    }
  }
  for (const group of groups.filter((name) => !sections.includes(name))) {
    problems.push(`### ${group}: expected one of ${sections.join(', ')}`);
  }
  return problems;
}

/** Codes that no text mentions as a whole word. */
export function unmentioned(codes: readonly string[], texts: readonly TextFile[]): string[] {
  return codes.filter((code) => !texts.some(({ text }) => new RegExp(`\\b${code}\\b`).test(text)));
}

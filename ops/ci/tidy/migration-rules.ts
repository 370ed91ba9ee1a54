import type { TextFile } from './source-tree.ts';

interface ContractingStep {
  readonly pattern: RegExp;
  readonly why: string;
}

/** What a release still running would stumble over. Function bodies do not run while migrating and do not count. */
const contractingSteps: readonly ContractingStep[] = [
  {
    pattern:
      /\bdrop\s+(materialized\s+view|view|table|column|type|schema|sequence|function|domain)\b/,
    why: 'the previous release may still use it',
  },
  {
    // The word COLUMN may be left out.
    pattern:
      /\balter\s+table\b.*\bdrop\s+(?!column|constraint|not\b|default|identity|expression)\S/,
    why: 'the previous release may still use that column',
  },
  { pattern: /\brename\b/, why: 'the previous release knows the old name' },
  {
    pattern: /\balter\s+(column\s+)?\S+\s+(set\s+data\s+)?type\b/,
    why: 'the previous release reads and writes the old type, and the table is rewritten',
  },
  { pattern: /\bset\s+not\s+null\b/, why: 'the previous release may leave it out' },
  { pattern: /\bdrop\s+default\b/, why: 'the previous release may leave it out' },
  {
    pattern: /\badd\s+column\b(?![^,]*\b(default|generated)\b)[^,]*\bnot\s+null\b/,
    why: 'the previous release leaves it out; give it a default',
  },
  { pattern: /^\s*revoke\b.*\bfrom\s+quittance_app\b/, why: 'the previous release may need it' },
];

const separator = '--> statement-breakpoint';
const contractNote = /^\s*--\s*contract:\s*\S/m;

/**
 * Statements of migrations that the previous release may not survive, unless a line `-- contract: <release that
 * stopped using it>` stands with them (docs/runbook.md). Only files are to be given that it does not know.
 */
export function contractingStatements(migrations: readonly TextFile[]): string[] {
  return migrations.flatMap(({ path, text }) =>
    statementsOf(text)
      .filter((statement) => !contractNote.test(statement))
      .flatMap((statement) => {
        const sql = executedText(statement);
        return contractingSteps
          .filter(({ pattern }) => pattern.test(sql))
          .map(({ why }) => `${path}: "${sql.slice(0, 100)}": ${why}`);
      }),
  );
}

/** Drizzle runs what stands between two separators as one; several statements may hide in it. */
function statementsOf(text: string): string[] {
  return text.split(separator).flatMap((part) => {
    const bodies: string[] = [];
    const outside = part.replace(/\$(\w*)\$[\s\S]*?\$\1\$/g, (body) => {
      bodies.push(body);
      return `$body${bodies.length - 1}$`;
    });
    return outside
      .split(';')
      .map((statement) =>
        statement.replace(/\$body(\d+)\$/g, (_, index) => bodies[Number(index)] ?? ''),
      );
  });
}

/** A statement on one line in lower case, without quotes of names, comments and what it only defines. */
function executedText(statement: string): string {
  const sql = statement
    .replace(/--.*$/gm, '')
    .replace(/"/g, '')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();
  // A `do` block runs at once; the body of a function does not.
  return sql.startsWith('do ') ? sql : sql.replace(/\$(\w*)\$.*\$\1\$/, '');
}

/** `docs/errors.md` from the tables of error and failure codes (`npm run docs:errors`). */
import { type ErrorCodeEntry, errorCodes, failureCodes } from '../../domain/error-codes.ts';
import { type GeneratedFile, writeWhenStarted } from './generated-file.ts';

const retryWords = {
  same: 'the same request, later',
  changed: 'only changed',
  never: 'no',
} as const satisfies Record<ErrorCodeEntry['retry'], string>;

const introduction = `# Errors

Generated from \`domain/error-codes.ts\` by \`npm run docs:errors\`.

Every refusal is an \`application/problem+json\` document with \`type\`, \`title\`, \`status\`, \`detail\`, \`instance\`, \`code\`,
\`requestId\` and, for wrong fields, \`errors[]\`. For older clients it repeats \`code\` as \`error\` and \`detail\` as \`message\`.
A stored answer is the final answer of its \`Idempotency-Key\`: a replay gives it again, byte for byte.

## Codes of a refused request
`;

const failureIntroduction = `
## Codes of a failed intent

The request was accepted, and its intent ended in \`FAILED\` with one of these in \`failure.code\`. All are final.
`;

function errorSection([code, entry]: [string, ErrorCodeEntry]): string {
  const facts = `Status ${entry.status}. Worth repeating: ${retryWords[entry.retry]}. Stored: ${entry.stored ? 'yes' : 'no'}.`;
  return `\n### ${code}\n\n${entry.meaning} ${facts}\n`;
}

/** The text of `docs/errors.md`; one heading per code, so that a problem's \`type\` can link to it. */
export function errorsDoc(): string {
  const failures = Object.entries(failureCodes).map(
    ([code, meaning]) => `\n### Failure ${code}\n\n${meaning}\n`,
  );
  const errors = Object.entries(errorCodes).map(errorSection);
  return [introduction, ...errors, failureIntroduction, ...failures].join('');
}

/** `docs/errors.md`. */
export const errorsDocFile: GeneratedFile = {
  path: 'docs/errors.md',
  script: 'docs:errors',
  render: errorsDoc,
};

await writeWhenStarted(errorsDocFile, import.meta.url);

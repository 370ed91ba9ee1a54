import { html } from 'hono/html';
import { type ErrorCodeEntry, errorCodes, failureCodes } from '../../domain/error-codes.ts';
import { type Html, page } from './page.ts';

const retryWords = {
  same: 'Repeating the same request later may succeed.',
  changed: 'Only a changed request can succeed.',
  never: 'Repeating it is no use.',
} as const satisfies Record<ErrorCodeEntry['retry'], string>;

/** The error codes as one static page, with an anchor for each that a problem's `type` points to. */
export function errorsPage(): Html {
  const codes = Object.entries(errorCodes).map(
    ([code, { status, title, meaning, retry }]) =>
      html`<h2 id="${code}"><code>${code}</code></h2><p>${status} ${title}. ${meaning} ${retryWords[retry]}</p>`,
  );
  const failures = Object.entries(failureCodes).map(
    ([code, meaning]) => html`<h3 id="failure-${code}"><code>${code}</code></h3><p>${meaning}</p>`,
  );
  return page(
    'Error codes',
    html`<h1>Error codes</h1>
<p>Every refusal is an <code>application/problem+json</code> document whose <code>type</code> points here.</p>
${codes}
<h1>Why an intent failed</h1>
<p>The request was accepted, and its intent ended in <code>FAILED</code> with one of these. All are final.</p>
${failures}`,
  );
}

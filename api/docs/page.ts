import { html, raw } from 'hono/html';

/** An escaped piece of HTML. */
export type Html = ReturnType<typeof html>;

const style = `
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; }
code, pre { font: 14px/1.4 ui-monospace, monospace; }
pre { overflow-x: auto; padding: .75rem; border: 1px solid #8884; border-radius: 4px; }
h2 { margin-top: 2.5rem; } h2 code { font-size: 1.1rem; }
table { border-collapse: collapse; } td, th { text-align: left; vertical-align: top; padding: .25rem .75rem .25rem 0; }
:target { background: #fd03; }
`;

/** The only thing such a page may load is its own style: it works offline and runs no script. */
export const pageSecurityPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** A whole page around `body`. */
export function page(title: string, body: Html): Html {
  return html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><style>${raw(style)}</style></head>
<body>${body}</body>
</html>`;
}

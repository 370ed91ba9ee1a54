import { html } from 'hono/html';
import { z } from 'zod';
import { type Html, page } from './page.ts';

const parameter = z.object({
  name: z.string(),
  in: z.string(),
  required: z.boolean().optional(),
  description: z.string().optional(),
});
const content = z.record(z.string(), z.object({ schema: z.unknown() }));
const operation = z.object({
  summary: z.string().optional(),
  description: z.string().optional(),
  parameters: z.array(parameter).optional(),
  requestBody: z.object({ content }).optional(),
  responses: z.record(
    z.string(),
    z.object({ description: z.string(), content: content.optional() }),
  ),
});
const document = z.object({
  info: z.object({ title: z.string(), version: z.string(), description: z.string() }),
  paths: z.record(z.string(), z.record(z.string(), operation)),
  components: z.object({ schemas: z.record(z.string(), z.unknown()) }),
});

type Operation = z.infer<typeof operation>;

/**
 * The reference of the API as one static page, made from its OpenAPI document.
 * @throws z.ZodError when the document has another shape than ours.
 */
export function referencePage(openApi: unknown): Html {
  const { info, paths, components } = document.parse(openApi);
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) =>
      operationSection(`${method.toUpperCase()} ${path}`, described),
    ),
  );
  const schemas = Object.entries(components.schemas).map(
    ([name, schema]) =>
      html`<h3 id="schema-${name}">${name}</h3><pre>${JSON.stringify(schema, null, 2)}</pre>`,
  );
  return page(
    `${info.title} ${info.version}`,
    html`<h1>${info.title} ${info.version}</h1>
${info.description.split('\n\n').map((paragraph) => html`<p>${paragraph}</p>`)}
<p><a href="/openapi.json">openapi.json</a> · <a href="/docs/errors">error codes</a></p>
${operations}
<h2>Schemas</h2>
${schemas}`,
  );
}

function operationSection(
  name: string,
  { summary, description, parameters, requestBody, responses }: Operation,
): Html {
  return html`<h2 id="${name.replaceAll(/[^A-Za-z0-9]+/g, '-')}"><code>${name}</code></h2>
<p>${summary ?? ''}${description === undefined ? '' : `. ${description}`}</p>
${
  parameters === undefined
    ? ''
    : html`<table><tr><th>Parameter</th><th>In</th><th></th></tr>
${parameters.map(
  (item) =>
    html`<tr><td><code>${item.name}</code></td><td>${item.in}${item.required === true ? ', required' : ''}</td><td>${item.description ?? ''}</td></tr>`,
)}</table>`
}
${requestBody === undefined ? '' : html`<p>Body: ${schemaLinks(requestBody.content)}</p>`}
<table><tr><th>Status</th><th>Answer</th><th></th></tr>
${Object.entries(responses).map(
  ([status, response]) =>
    html`<tr><td>${status}</td><td>${schemaLinks(response.content ?? {})}</td><td>${response.description}</td></tr>`,
)}</table>`;
}

const reference = z.object({ $ref: z.string() });

function schemaLinks(described: z.infer<typeof content>): Html[] {
  return Object.entries(described).map(([mediaType, { schema }]) => {
    const named = reference.safeParse(schema);
    const name = named.success ? named.data.$ref.split('/').at(-1) : undefined;
    return name === undefined
      ? html`<code>${mediaType}</code>`
      : html`<a href="#schema-${name}">${name}</a>`;
  });
}

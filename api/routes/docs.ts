import { createRoute, z } from '@hono/zod-openapi';
import type { App, AppContext, RouteServices } from '../app-parts.ts';
import { errorsPage } from '../docs/errors-page.ts';
import { type Html, pageSecurityPolicy } from '../docs/page.ts';
import { referencePage } from '../docs/reference-page.ts';
import { openApiDocument } from '../openapi-document.ts';
import { jsonResponse, partlessProblemResponses } from '../schemas/problem.ts';

const pageResponse = { description: 'A page.', content: { 'text/html': { schema: z.string() } } };

const documentRoute = createRoute({
  method: 'get',
  path: '/openapi.json',
  operationId: 'readDocument',
  tags: ['Documentation'],
  summary: 'This description (OpenAPI 3.1)',
  responses: {
    200: jsonResponse('The document.', z.looseObject({ openapi: z.string() })),
    ...partlessProblemResponses(),
  },
});
const referenceRoute = createRoute({
  method: 'get',
  path: '/docs',
  operationId: 'showReference',
  tags: ['Documentation'],
  summary: 'The reference as a page',
  responses: { 200: pageResponse, ...partlessProblemResponses() },
});
const errorsRoute = createRoute({
  method: 'get',
  path: '/docs/errors',
  operationId: 'showErrors',
  tags: ['Documentation'],
  summary: 'The error codes as a page',
  responses: { 200: pageResponse, ...partlessProblemResponses() },
});

/** `GET /openapi.json`, `/docs` and `/docs/errors`: served from here alone, nothing is loaded from elsewhere. */
export function mountDocs(app: App, { settings }: RouteServices): void {
  let document: ReturnType<typeof openApiDocument> | undefined;
  let reference: Html | undefined;

  app.openapi(documentRoute, function describe(c) {
    document ??= openApiDocument(app, settings.version);
    return c.json(document, 200);
  });
  app.openapi(referenceRoute, function showReference(c) {
    document ??= openApiDocument(app, settings.version);
    reference ??= referencePage(document);
    return sendPage(c, reference);
  });
  app.openapi(errorsRoute, (c) => sendPage(c, errorsPage()));
}

async function sendPage(c: AppContext, page: Html): Promise<Response> {
  return c.html(await page, 200, { 'content-security-policy': pageSecurityPolicy });
}

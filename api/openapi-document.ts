import type { App } from './app-parts.ts';
import { sessionScheme } from './schemas/auth.ts';
import { operatorKeySchemes } from './schemas/operator-route.ts';

type OpenApiDocument = ReturnType<App['getOpenAPI31Document']>;

const description = `Moves money for token and affiliate programs and proves, for every payment, that it happened exactly once.

Every write takes an \`Idempotency-Key\`. A repeated key is given the first answer again, byte for byte; stored answers can
be replayed for 30 days unless configured otherwise, and a key never runs twice. Every refusal is a problem document
(RFC 9457) with a stable \`code\`, listed at \`/docs/errors\`. Amounts are minor units as strings, times ISO 8601 in UTC.`;

/** The OpenAPI 3.1 document of an app, from the schemas that validate its requests. */
export function openApiDocument(app: App, version: string): OpenApiDocument {
  for (const [name, scheme] of Object.entries({ ...operatorKeySchemes, ...sessionScheme })) {
    app.openAPIRegistry.registerComponent('securitySchemes', name, scheme);
  }
  return app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Quittance',
      version,
      description,
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    servers: [{ url: '/' }],
    security: [],
  });
}

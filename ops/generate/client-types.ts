/** `client/api.generated.ts`: what the client knows of the OpenAPI document (`npm run client:write`). */
import { readFile } from 'node:fs/promises';
import openapiTypeScript, { astToString } from 'openapi-typescript';
import { z } from 'zod';
import { errorCodes } from '../../domain/error-codes.ts';
import { documentedRoutes } from '../ci/routes/documented-routes.ts';
import { type GeneratedFile, writeWhenStarted } from './generated-file.ts';

const keyParameter = z.looseObject({ name: z.literal('Idempotency-Key'), in: z.literal('header') });

async function render(): Promise<string> {
  const document = await readFile(new URL('../../docs/openapi.json', import.meta.url), 'utf8');
  const types = await openapiTypeScript(JSON.stringify(JSON.parse(document, withOptionalKey)), {
    // A field with a default may be left out of a request.
    defaultNonNullable: false,
  });
  const keyed = documentedRoutes(JSON.parse(document))
    .filter(({ parameters }) =>
      parameters.some((parameter) => keyParameter.safeParse(parameter).success),
    )
    .map(({ method, path }) => `${method} ${path}`);
  return [
    '/** Written by `npm run client:write` from docs/openapi.json: types of every route. Not to be edited. */\n',
    astToString(types),
    '/** The writes that take an idempotency key. */',
    `export const keyedRoutes: ReadonlySet<string> = new Set(${listOf(keyed)});\n`,
    '/** Every code that a problem document may have. */',
    `export const problemCodes = ${listOf(Object.keys(errorCodes))} as const;\n`,
  ].join('\n');
}

/** The client puts a key where a call brings none. */
function withOptionalKey(_: string, value: unknown): unknown {
  const parameter = keyParameter.safeParse(value);
  return parameter.success ? { ...parameter.data, required: false } : value;
}

function listOf(texts: readonly string[]): string {
  return `[\n${texts.map((text) => `  ${JSON.stringify(text)},\n`).join('')}]`;
}

/** `client/api.generated.ts`. */
export const clientTypesFile: GeneratedFile = {
  path: 'client/api.generated.ts',
  script: 'client:write',
  render,
};

await writeWhenStarted(clientTypesFile, import.meta.url);

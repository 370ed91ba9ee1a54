/** `.env.example` from the schema of the environment (`npm run env:write`). */
import { z } from 'zod';
import { mockSettings, realSettings } from '../../platform/env.ts';
import { type GeneratedFile, writeWhenStarted } from './generated-file.ts';

type Shape = Readonly<Record<string, z.ZodType>>;

const choices = z.object({ enum: z.array(z.string()).default([]) });

/** One setting as a comment and an assignment, which is commented out where the setting may be absent. */
function settingText(name: string, schema: z.ZodType): string {
  const absent = schema.safeParse(undefined);
  const allowed = choices.parse(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }));
  const comment = [
    schema.description ?? '',
    allowed.enum.length === 0 ? '' : `One of ${allowed.enum.join(', ')}.`,
    absent.success ? '' : 'Required.',
  ];
  const value = absent.success && absent.data !== undefined ? String(absent.data) : '';
  const assignment = `${absent.success ? '#' : ''}${name}=${value}`;
  return `# ${comment.filter((part) => part !== '').join(' ')}\n${assignment}\n`;
}

/** The settings of `shape` that `other` has just so too (`shared`), or lacks or has with another default. */
function settingsOf(shape: Shape, { other, shared }: { other: Shape; shared: boolean }): string[] {
  return Object.entries(shape)
    .filter(([name]) => name !== 'MOCK_MODE' && (other[name] === shape[name]) === shared)
    .map(([name, schema]) => settingText(name, schema));
}

/** The text of `.env.example`: settings of both modes, then those of MOCK, then those of REAL. */
export function envExample(): string {
  const mock = mockSettings.shape;
  const real = realSettings.shape;
  return [
    '# Generated from platform/env.ts by `npm run env:write`. A commented line shows the default.\n',
    '# true: everything in one process (MOCK). false: PostgreSQL, Redis, Temporal and a chain (REAL).',
    'MOCK_MODE=true\n',
    '# --- Both modes ---\n',
    ...settingsOf(mock, { other: real, shared: true }),
    '# --- MOCK only ---\n',
    ...settingsOf(mock, { other: real, shared: false }),
    '# --- REAL only; `npm run setup:real` writes them for a local stack ---\n',
    ...settingsOf(real, { other: mock, shared: false }),
  ].join('\n');
}

/** `.env.example`. */
export const envExampleFile: GeneratedFile = {
  path: '.env.example',
  script: 'env:write',
  render: envExample,
};

await writeWhenStarted(envExampleFile, import.meta.url);

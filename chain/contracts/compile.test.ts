/** The committed artifacts are what the compiler makes of the committed sources. */
import { expect, test } from 'vitest';
import { compileContracts, staleArtifacts } from './compile.ts';

test('no artifact is stale, and a changed one is found', async () => {
  const artifacts = await compileContracts();
  expect(artifacts.map((artifact) => artifact.fileName)).toContain('identity-token.generated.ts');
  expect(await staleArtifacts(artifacts)).toEqual([]);
  const [first] = artifacts;
  if (first === undefined) throw new Error('Expected an artifact');
  expect(await staleArtifacts([{ ...first, text: `${first.text} ` }])).toEqual([first.fileName]);
});

/**
 * Compiles the contracts beside this file with solc and writes one `<contract>.generated.ts` for each.
 * With `--check` nothing is written, and the exit code is 1 when a committed artifact is stale.
 */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import solc from 'solc';
import { z } from 'zod';

const folder = new URL('./', import.meta.url);

const solcOutput = z.object({
  errors: z.array(z.object({ severity: z.string(), formattedMessage: z.string() })).default([]),
  contracts: z
    .record(
      z.string(),
      z.record(
        z.string(),
        z.object({
          abi: z.array(z.unknown()),
          evm: z.object({ bytecode: z.object({ object: z.string() }) }),
        }),
      ),
    )
    .default({}),
});

/** One generated module. */
export interface Artifact {
  readonly fileName: string;
  readonly text: string;
}

/**
 * Compiles every contract of this folder that can be deployed.
 * @throws Error carrying solc's messages, warnings included: the contracts are small enough to have none.
 */
export async function compileContracts(): Promise<readonly Artifact[]> {
  const sources: Record<string, { content: string }> = {};
  for (const fileName of (await readdir(folder)).filter((name) => name.endsWith('.sol')).sort()) {
    sources[fileName] = { content: await readFile(new URL(fileName, folder), 'utf8') };
  }
  const output = solcOutput.parse(
    JSON.parse(String(solc.compile(JSON.stringify(compilerInput(sources))))),
  );
  if (output.errors.length > 0)
    throw new Error(output.errors.map((error) => error.formattedMessage).join('\n'));
  return Object.entries(output.contracts).flatMap(([source, contracts]) =>
    Object.entries(contracts)
      .filter(([, contract]) => contract.evm.bytecode.object !== '')
      .map(([name, { abi, evm }]) =>
        artifactOf({ source, name, abi, bytecode: evm.bytecode.object }),
      ),
  );
}

/** Paris is the newest target without opcodes that some chains still lack; no metadata, so the bytes depend on the code alone. */
function compilerInput(sources: Record<string, { content: string }>): unknown {
  return {
    language: 'Solidity',
    sources,
    settings: {
      optimizer: { enabled: true, runs: 200 },
      evmVersion: 'paris',
      metadata: { appendCBOR: false, bytecodeHash: 'none' },
      outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object'] } },
    },
  };
}

interface NamedContract {
  readonly source: string;
  readonly name: string;
  readonly abi: readonly unknown[];
  readonly bytecode: string;
}

function artifactOf({ source, name, abi, bytecode }: NamedContract): Artifact {
  const variable = `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
  const lines = [
    `// Generated from ${source} by \`npm run contracts:build\`. Do not edit.`,
    `export const ${variable} = {`,
    '  abi: [',
    ...abi.map((item) => `    ${JSON.stringify(item)},`),
    '  ],',
    `  bytecode: '0x${bytecode}',`,
    '} as const;',
    '',
  ];
  return { fileName: source.replace(/\.sol$/, '.generated.ts'), text: lines.join('\n') };
}

/** Names of the artifacts whose committed text is not what the compiler gives now. */
export async function staleArtifacts(artifacts: readonly Artifact[]): Promise<readonly string[]> {
  const stale: string[] = [];
  for (const artifact of artifacts) {
    const committed = await readFile(new URL(artifact.fileName, folder), 'utf8').catch(() => '');
    if (committed !== artifact.text) stale.push(artifact.fileName);
  }
  return stale;
}

async function main(check: boolean): Promise<void> {
  const artifacts = await compileContracts();
  const stale = await staleArtifacts(artifacts);
  if (check && stale.length > 0) {
    process.stderr.write(
      `Stale: ${stale.join(', ')}. Run \`npm run contracts:build\` and commit the result.\n`,
    );
    process.exitCode = 1;
    return;
  }
  for (const artifact of artifacts) {
    if (stale.includes(artifact.fileName))
      await writeFile(new URL(artifact.fileName, folder), artifact.text);
  }
  const outcome = stale.length === 0 ? 'all up to date' : `wrote ${stale.join(', ')}`;
  process.stdout.write(`${artifacts.length} contracts, ${outcome}\n`);
}

const script = process.argv[1];
if (script !== undefined && import.meta.url === pathToFileURL(script).href)
  await main(process.argv.includes('--check'));

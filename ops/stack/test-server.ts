import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { findOnPath, isExecutable, runCommand } from './commands.ts';
import { localPaths } from './paths.ts';

const version = '1.31.0';

/**
 * Path of Temporal's time-skipping test server (for TestWorkflowEnvironment's `existing-path`), got from
 * Maven Central first where needed. Undefined where Java or Maven are missing: the SDK then downloads its
 * own. It cannot list workflows nor run schedules; test those on the `temporal` part.
 * @throws Error when Maven is there but fails.
 */
export async function timeSkippingServerPath(): Promise<string | undefined> {
  const folder = join(localPaths.cache, `temporal-test-server-${version}`);
  const wrapper = join(folder, 'temporal-test-server');
  if (isExecutable(wrapper)) return wrapper;
  const maven = findOnPath('mvn');
  if (findOnPath('java') === undefined || maven === undefined) return undefined;
  mkdirSync(localPaths.cache, { recursive: true });
  const scratch = mkdtempSync(join(localPaths.cache, 'maven-'));
  try {
    writeFileSync(join(scratch, 'pom.xml'), project);
    const goal = [
      'dependency:copy-dependencies',
      '-DoutputDirectory=lib',
      '-DincludeScope=runtime',
    ];
    await runCommand(maven, ['--quiet', '--batch-mode', ...goal], {
      cwd: scratch,
      timeoutMs: 300_000,
    });
    writeFileSync(join(scratch, 'temporal-test-server'), launcher(join(folder, 'lib')));
    chmodSync(join(scratch, 'temporal-test-server'), 0o755);
    // Another process may have finished first; its folder is the same.
    if (!existsSync(folder)) renameSync(scratch, folder);
    return wrapper;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

const project = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>quittance</groupId>
  <artifactId>temporal-test-server</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
    <dependency>
      <groupId>io.temporal</groupId>
      <artifactId>temporal-test-server</artifactId>
      <version>${version}</version>
    </dependency>
  </dependencies>
</project>
`;

/** Small stacks, one collector thread, little compilation: it starts in half the time. */
function launcher(library: string): string {
  const options = '-Xss512k -XX:+UseSerialGC -XX:TieredStopAtLevel=1';
  const main = 'io.temporal.testserver.TestServer';
  return `#!/bin/sh\nexec java ${options} -cp "${library}/*" ${main} "$@"\n`;
}

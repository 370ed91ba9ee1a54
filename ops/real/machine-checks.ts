import { existsSync, statSync } from 'node:fs';
import { findOnPath } from '../stack/commands.ts';
import { dockerEngine } from '../stack/compose.ts';
import { localPaths } from '../stack/paths.ts';
import { readSettings } from '../stack/settings.ts';
import { StackError } from '../stack/stack-error.ts';
import { attempt, type Check } from './check.ts';

/** Checks of the machine and the settings, before any server is asked. */
export async function machineChecks(): Promise<Check[]> {
  return [nodeCheck(), await settingsCheck(), await dockerCheck(), timeSkippingCheck()];
}

function nodeCheck(): Check {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const ok = major > 20 || (major === 20 && minor >= 19);
  return {
    part: 'Node.js',
    found: process.execPath,
    version: process.versions.node,
    reachable: '',
    required: true,
    ok,
    ...(ok ? {} : { remedy: 'Install Node.js 20.19 or newer.' }),
  };
}

function settingsCheck(): Promise<Check> {
  return attempt({ part: 'Settings', required: true }, async () => {
    const file = localPaths.realEnv;
    if (!existsSync(file)) return wrong('', 'npm run setup:real');
    if ((statSync(file).mode & 0o077) !== 0) return wrong(file, `chmod 600 ${file}`);
    try {
      readSettings();
    } catch (error) {
      if (error instanceof StackError) return wrong(file, `${error.message}; ${error.remedy}`);
      throw error;
    }
    return { found: file, reachable: '', ok: true };
  });
}

async function dockerCheck(): Promise<Check> {
  const engine = await dockerEngine();
  return {
    part: 'Docker engine',
    found: engine === undefined ? 'none with compose (not needed)' : 'docker compose',
    ...(engine === undefined ? {} : { version: engine }),
    reachable: engine === undefined ? 'no' : 'yes',
    required: false,
    ok: true,
  };
}

function timeSkippingCheck(): Check {
  const ready = findOnPath('java') !== undefined && findOnPath('mvn') !== undefined;
  return {
    part: 'Java and Maven',
    found: ready ? 'both' : "not both: workflow tests use the SDK's own download",
    reachable: '',
    required: false,
    ok: true,
  };
}

function wrong(found: string, remedy: string) {
  return { found, reachable: '', ok: false, remedy } as const;
}

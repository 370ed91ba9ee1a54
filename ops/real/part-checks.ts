import { localParts } from '../stack/local-parts.ts';
import { describe } from '../stack/local-stack.ts';
import type { Part } from '../stack/part.ts';
import { refusedLogin } from '../stack/prepare-database.ts';
import { missingSearchAttributes } from '../stack/search-attributes.ts';
import type { StackSettings } from '../stack/settings.ts';
import { recordedDeployment, tokensMissing, withOwner } from './chain-steps.ts';
import { attempt, type Check, setUp } from './check.ts';
import { isKeyExposed, signerAddress } from './signer-key.ts';

/** Checks of the servers, and of what set-up put into them. */
export async function partChecks(settings: StackSettings): Promise<Check[]> {
  const parts = await Promise.all(localParts(settings).map(partCheck));
  const contents = await Promise.all([
    loginCheck(settings),
    searchAttributeCheck(settings),
    keyCheck(settings),
    tokenCheck(settings),
  ]);
  return [...parts, ...contents];
}

function partCheck(part: Part): Promise<Check> {
  return attempt({ part: part.title, required: true }, async () => {
    const probe = await part.probe();
    if (probe.status === 'up') {
      const { origin, version, address } = describe(part, probe.version);
      return { found: `${origin} at ${address}`, version, reachable: 'yes', ok: true };
    }
    const installed = await part.findInstalled();
    const found = installed?.origin ?? 'not installed: set-up will get it';
    const version = installed === undefined ? {} : { version: installed.version };
    const remedy =
      probe.status === 'refused' ? `${part.address} answers, but: ${probe.reason}` : setUp;
    return { found, ...version, reachable: 'no', ok: false, remedy };
  });
}

function loginCheck(settings: StackSettings): Promise<Check> {
  return attempt({ part: 'Database logins', required: true }, async () => {
    const refused = await refusedLogin(settings);
    if (refused === undefined) return yes('quittance_owner, quittance_app');
    return no('', `${refused.message}; ${setUp}`);
  });
}

function searchAttributeCheck(settings: StackSettings): Promise<Check> {
  return attempt({ part: 'Search attributes', required: true }, async () => {
    const { TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace } = settings;
    const missing = await missingSearchAttributes({ address, namespace });
    if (missing.length === 0) return yes(`registered in ${namespace}`);
    return no(`missing: ${missing.join(', ')}`, setUp);
  });
}

function keyCheck(settings: StackSettings): Promise<Check> {
  return attempt({ part: 'Platform key', required: true }, async () => {
    const address = signerAddress(settings);
    if (!isKeyExposed(settings)) return { found: address, reachable: '', ok: true };
    return { ...no(address, `chmod 600 ${settings.SIGNER_KEY_FILE}`), reachable: '' };
  });
}

function tokenCheck(settings: StackSettings): Promise<Check> {
  return attempt({ part: 'Tokens', required: true }, async () => {
    const { CHAIN_ID: chainId } = settings;
    const recorded = await withOwner(settings, (db) => recordedDeployment(db, chainId));
    if (recorded === undefined) return no('none recorded', setUp);
    const missing = await tokensMissing(settings, recorded);
    if (missing.length === 0) return yes(`USDC ${recorded.usdc}, …`);
    return no(
      `not on the chain: ${missing.join(', ')}`,
      `the chain was started afresh: npm run stop:real, remove .quittance/data, ${setUp}`,
    );
  });
}

function yes(found: string) {
  return { found, reachable: 'yes', ok: true } as const;
}

function no(found: string, remedy: string) {
  return { found, reachable: 'no', ok: false, remedy } as const;
}

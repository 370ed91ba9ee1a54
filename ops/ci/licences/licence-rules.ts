/** What a dependency may be licensed under (docs/decisions/0001-node-20-and-pins.md). */
const allowedLicences: ReadonlySet<string> = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MPL-2.0',
  'PostgreSQL',
  'Python-2.0',
  'Unlicense',
  'Zlib',
]);

/** Packages judged one by one: what they say, and why that is fine. */
const namedExceptions: ReadonlyMap<string, { licence: string | null; reason: string }> = new Map([
  ['caniuse-lite', { licence: 'CC-BY-4.0', reason: 'data only, not code' }],
  ['memorystream', { licence: null, reason: 'MIT in the old `licenses` field' }],
  ['unionfs', { licence: null, reason: 'Unlicense in its repository, no field in the package' }],
]);

/**
 * Packages that may only be development tools. `solc` is MIT around a compiler that is GPL-3.0: what
 * it compiles is ours, but it must not be shipped with the product.
 */
const developmentOnly: ReadonlySet<string> = new Set(['solc']);

/** One installed package, as the lock file describes it. */
export interface LockedPackage {
  readonly name: string;
  readonly licence: string | null;
  /** True when only development needs it. */
  readonly development: boolean;
}

/** What is wrong with a package's licence, or null. */
export function licenceProblem(found: LockedPackage): string | null {
  if (developmentOnly.has(found.name) && !found.development) {
    return `${found.name} may only be a development dependency`;
  }
  const exception = namedExceptions.get(found.name);
  if (exception !== undefined && exception.licence === found.licence) return null;
  if (found.licence !== null && isAllowed(found.licence)) return null;
  return `${found.name}: licence ${found.licence ?? 'not given'} is not on the list`;
}

/** Whether an SPDX expression can be met with allowed licences: any side of OR, every side of AND. */
function isAllowed(expression: string): boolean {
  const plain = expression.replace(/^\((.*)\)$/, '$1');
  // Nested expressions are rare enough to be judged by a person.
  if (/[()]/.test(plain)) return false;
  return plain
    .split(' OR ')
    .some((side) => side.split(' AND ').every((licence) => allowedLicences.has(licence.trim())));
}

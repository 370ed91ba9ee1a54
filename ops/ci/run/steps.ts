/** A static check: an npm script that passes or fails as a whole. */
interface CheckStep {
  readonly kind: 'check';
  readonly title: string;
  readonly script: string;
}

/** A vitest project: as many tests as it reports. */
interface SuiteStep {
  readonly kind: 'suite';
  readonly title: string;
  readonly project: 'tidy' | 'unit' | 'workflow' | 'integration';
}

export type Step = CheckStep | SuiteStep;

/** Everything continuous integration runs, in order: what is cheap and likely to fail comes first. */
export const steps: readonly Step[] = [
  { kind: 'check', title: 'Types', script: 'typecheck' },
  { kind: 'check', title: 'Lint', script: 'lint' },
  { kind: 'check', title: 'Imports between rooms', script: 'check:imports' },
  { kind: 'check', title: 'Unused code and dependencies', script: 'check:unused' },
  { kind: 'check', title: 'Generated files', script: 'check:generated' },
  { kind: 'check', title: 'Licences', script: 'check:licences' },
  { kind: 'suite', title: 'Tidy', project: 'tidy' },
  { kind: 'suite', title: 'Unit and property tests', project: 'unit' },
  { kind: 'suite', title: 'Workflow tests', project: 'workflow' },
  { kind: 'suite', title: 'Integration tests', project: 'integration' },
  { kind: 'check', title: 'Requests made of the OpenAPI document', script: 'check:fuzz' },
  // Reads what the suites before it have noted.
  { kind: 'check', title: 'Routes shown by tests', script: 'check:routes' },
];

/** What a step is held to: how long it takes on an otherwise idle machine of two cores. */
interface Budgeted {
  readonly title: string;
  /** Seconds; a step fails when it takes more than twice as long. */
  readonly budgetS: number;
}

/** A static check: an npm script that passes or fails as a whole. */
interface CheckStep extends Budgeted {
  readonly kind: 'check';
  readonly script: string;
}

/** A vitest project: as many tests as it reports. */
interface SuiteStep extends Budgeted {
  readonly kind: 'suite';
  readonly project:
    | 'tidy'
    | 'unit'
    | 'isolated'
    | 'workflow'
    | 'tracing'
    | 'servers'
    | 'processes'
    | 'outages';
}

export type Step = CheckStep | SuiteStep;

/** Steps that run at the same time. Suites that start processes wait half of their time, so that three keep two cores busy. */
export const stepsAtOnce = 3;

/** Everything continuous integration runs, begun in this order: what takes longest first, so that nobody is left waiting for it. */
export const steps: readonly Step[] = [
  { kind: 'suite', title: 'Suites on servers', project: 'servers', budgetS: 600 },
  { kind: 'suite', title: 'Suites that start processes', project: 'processes', budgetS: 450 },
  { kind: 'check', title: 'Types', script: 'typecheck', budgetS: 65 },
  { kind: 'check', title: 'Lint', script: 'lint', budgetS: 60 },
  { kind: 'suite', title: 'Suites about outages', project: 'outages', budgetS: 310 },
  { kind: 'suite', title: 'Unit and property tests', project: 'unit', budgetS: 260 },
  { kind: 'suite', title: 'Workflow tests', project: 'workflow', budgetS: 140 },
  { kind: 'suite', title: 'Unit tests on their own', project: 'isolated', budgetS: 85 },
  {
    kind: 'check',
    title: 'Requests made of the OpenAPI document',
    script: 'check:fuzz',
    budgetS: 75,
  },
  { kind: 'check', title: 'Generated files', script: 'check:generated', budgetS: 35 },
  { kind: 'suite', title: 'Tracing', project: 'tracing', budgetS: 25 },
  { kind: 'suite', title: 'Tidy', project: 'tidy', budgetS: 20 },
  { kind: 'check', title: 'Imports between rooms', script: 'check:imports', budgetS: 20 },
  { kind: 'check', title: 'Unused code and dependencies', script: 'check:unused', budgetS: 15 },
  { kind: 'check', title: 'Licences', script: 'check:licences', budgetS: 5 },
];

/** What comes after all others: it reads what the suites have noted. */
export const closing: Step = {
  kind: 'check',
  title: 'Routes shown by tests',
  script: 'check:routes',
  budgetS: 5,
};

/** How much more time there is in the nightly run, whose suites do the same at scale. */
export const nightlyFactor = 12;

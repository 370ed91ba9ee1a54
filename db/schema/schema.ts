/** The whole schema, for drizzle-kit and the database clients. */
// biome-ignore-all lint/performance/noBarrelFile: drizzle wants one module with every table
export * from './chain.ts';
export * from './commissions.ts';
export * from './findings.ts';
export * from './intents.ts';
export * from './ledger.ts';
export * from './payouts.ts';
export * from './people.ts';
export * from './programs.ts';

/**
 * The search attributes under which workflows are found in Temporal (design rule 12): registered by
 * set-up, checked by doctor and by the worker. At most ten keywords are left to all of us, and wallets
 * never go in: search attributes are not encrypted.
 */
export const searchAttributeTypes = {
  QuittanceProgram: 'KEYWORD',
  QuittanceKind: 'KEYWORD',
  QuittanceState: 'KEYWORD',
  QuittanceParked: 'BOOL',
} as const satisfies Record<string, 'KEYWORD' | 'BOOL'>;

import { programParameters } from './program-parameter.ts';
import { walletParameter } from './wallet.ts';

/** What every read of an affiliate's own affairs says of itself; to be spread into the route. */
export const affiliateRoute = {
  tags: ['Affiliates'],
  security: [{ walletSession: [] }, { operatorKey: [] }, { adminKey: [] }],
};

/** `programId`, `program` and `wallet`, to be spread into the schema of the query. */
export const affiliateQuery = {
  ...programParameters,
  wallet: walletParameter.optional().openapi({
    description: 'For operators: whom they ask about. Otherwise the wallet that is signed in.',
  }),
};

/** Codes of such a read. */
export const affiliateProblems = [
  'VALIDATION_FAILED',
  'MISSING_WALLET',
  'INVALID_ADDRESS',
  'UNAUTHENTICATED',
  'NOT_FOUND',
  'ADMIN_NOT_CONFIGURED',
] as const;

/** What every route of operators says of itself; to be spread into the route. */
export const operatorRoute = {
  tags: ['Operators'],
  security: [{ operatorKey: [] }, { adminKey: [] }],
};

/** Codes of a route that every operator may ask, or every role of its program: to others the thing does not exist. */
export const keyProblems = ['UNAUTHENTICATED', 'ADMIN_NOT_CONFIGURED'] as const;

/** Codes of a route of operators that needs a role. */
export const operatorProblems = [...keyProblems, 'FORBIDDEN'] as const;

/** How the OpenAPI document describes the keys of operators. */
export const operatorKeySchemes = {
  operatorKey: { type: 'http', scheme: 'bearer', description: 'An operator key.' },
  adminKey: { type: 'apiKey', in: 'header', name: 'X-Admin-Key' },
} as const;

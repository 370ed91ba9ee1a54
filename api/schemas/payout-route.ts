import { operatorRoute } from './operator-route.ts';

/** What every route about payouts says of itself; to be spread into the route. */
export const payoutRoute = { ...operatorRoute, tags: ['Payouts'] };

/**
 * Goal: the story of payouts, from a referral link to money in an affiliate's wallet, is on the real parts what it is in
 * MOCK (tests/integration/payout-story.test.ts). Method: 300 users, two API processes and a worker on PostgreSQL,
 * Redis, Temporal and Anvil; time is skipped, not waited.
 */
import { afterAll, test } from 'vitest';
import { createChain } from '../../chain/viem-chain.ts';
import { callRpc } from '../../ops/stack/anvil.ts';
import { playPayoutStory } from '../harness/actors/payout-story.ts';
import { serverAt } from '../harness/actors/sign-in.ts';
import { appOver } from '../harness/worlds/app-over.ts';
import { inAMonth } from '../harness/worlds/payout-stage.ts';
import { type RealPlatform, startRealPlatform } from '../harness/worlds/real-platform.ts';

let platform: RealPlatform | undefined;
afterAll(() => platform?.[Symbol.asyncDispose]());

test('from a referral link to money in a wallet, on the real parts', async () => {
  const real = await startRealPlatform({ blockTimeS: 1 });
  platform = real;
  const [, ...apis] = await Promise.all([
    real.startWorker(),
    real.startApi({ REGISTER_WAIT_MS: '0' }),
    real.startApi({ REGISTER_WAIT_MS: '0' }),
  ]);
  const doors = apis.map((api) => serverAt(api.url));
  let asked = 0;
  await playPayoutStory({
    ...real,
    chain: createChain(real.endpoint),
    nextMonth: appOver(real.db, inAMonth),
    usersMax: 300,
    door() {
      const door = doors[asked++ % doors.length];
      if (door === undefined) throw new Error('Expected an API');
      return door;
    },
    rpc: (method, params) => callRpc(real.stack.anvil.url, method, params),
  });
}, 600_000);

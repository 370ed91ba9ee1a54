/**
 * Goal: from a referral link to money in an affiliate's wallet: fees of 300 users through a tree of depth 3, commissions,
 * a batch that takes three people, one payment taken back after its commission was paid; chain, books and commissions
 * agree to the last unit. Method: the same story on the real parts (two API processes, a worker, PostgreSQL, Redis,
 * Temporal, Anvil) and in MOCK; time is skipped, not waited.
 */
import { afterAll, describe, test } from 'vitest';
import { openMock } from '../../api/open-mock.ts';
import { createChain } from '../../chain/viem-chain.ts';
import { migratePglite } from '../../db/migrate.ts';
import { tokens } from '../../db/schema/programs.ts';
import { storedAddress } from '../../domain/chain-values.ts';
import { noLimits } from '../../ops/no-limits.ts';
import { callRpc } from '../../ops/stack/anvil.ts';
import { mockSettings } from '../../platform/env.ts';
import { createLogger } from '../../platform/logger.ts';
import { noMetrics } from '../../platform/metrics.ts';
import { playPayoutStory } from '../harness/actors/payout-story.ts';
import { serverAt } from '../harness/actors/sign-in.ts';
import { appOver } from '../harness/worlds/app-over.ts';
import type { PayoutStage } from '../harness/worlds/payout-stage.ts';
import { startRealPlatform } from '../harness/worlds/real-platform.ts';

const usersMax = 300;
const inAMonth = () => new Date(Date.now() + 31 * 86_400_000);

describe('from a referral link to money in a wallet', () => {
  const ends: (() => Promise<unknown>)[] = [];
  afterAll(async () => {
    for (const end of ends) await end();
  });

  test('on the real parts', async () => {
    const platform = await startRealPlatform({ blockTimeS: 1 });
    ends.push(async () => await platform[Symbol.asyncDispose]());
    const [, ...apis] = await Promise.all([
      platform.startWorker(),
      platform.startApi({ REGISTER_WAIT_MS: '0' }),
      platform.startApi({ REGISTER_WAIT_MS: '0' }),
    ]);
    const doors = apis.map((api) => serverAt(api.url));
    let asked = 0;
    const stage: PayoutStage = {
      ...platform,
      chain: createChain(platform.endpoint),
      nextMonth: appOver(platform.db, inAMonth),
      usersMax,
      door() {
        const door = doors[asked++ % doors.length];
        if (door === undefined) throw new Error('Expected an API');
        return door;
      },
      rpc: (method, params) => callRpc(platform.stack.anvil.url, method, params),
    };
    await playPayoutStory(stage);
  }, 600_000);

  test('in MOCK', async () => {
    const settings = { MOCK_MODE: 'true', REGISTER_WAIT_MS: '0', ...noLimits };
    const { app, core } = await openMock(mockSettings.parse(settings), {
      logger: createLogger({ level: 'error', name: 'test' }),
      migrate: migratePglite,
      metrics: () => noMetrics,
    });
    ends.push(core.close);
    const { db } = core.client;
    const known = await db.select().from(tokens);
    const tokenOf = (wanted: string) =>
      storedAddress.parse(known.find(({ symbol }) => symbol === wanted)?.address);
    const stage: PayoutStage = {
      ...{ db, chain: core.chain, treasury: core.signer.address, usersMax },
      tokens: { usdc: tokenOf('USDC'), usdt: tokenOf('USDT') },
      nextMonth: appOver(db, inAMonth),
      door: () => app,
      rpc: (method, params) => core.evm.request({ method, params }),
    };
    await playPayoutStory(stage);
  }, 600_000);
});

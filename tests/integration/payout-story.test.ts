/**
 * Goal: from a referral link to money in an affiliate's wallet: fees of many users through a tree of depth 3, commissions,
 * a batch that takes three people, one payment taken back after its commission was paid; chain, books and commissions
 * agree to the last unit. Method: MOCK mode; time is skipped, not waited. The same story on the real parts is
 * tests/end-to-end/payout-story.nightly.test.ts.
 */
import { afterAll, test } from 'vitest';
import { openMock } from '../../api/open-mock.ts';
import { migratedDump } from '../../db/migrated-dump.ts';
import { tokens } from '../../db/schema/programs.ts';
import { storedAddress } from '../../domain/chain-values.ts';
import { noLimits } from '../../ops/no-limits.ts';
import { mockSettings } from '../../platform/env.ts';
import { createLogger } from '../../platform/logger.ts';
import { noMetrics } from '../../platform/metrics.ts';
import { playPayoutStory } from '../harness/actors/payout-story.ts';
import { inDepth } from '../harness/depth.ts';
import { appOver } from '../harness/worlds/app-over.ts';
import { inAMonth } from '../harness/worlds/payout-stage.ts';

const ends: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const end of ends) await end();
});

test('from a referral link to money in a wallet, in MOCK', async () => {
  const settings = { MOCK_MODE: 'true', REGISTER_WAIT_MS: '0', ...noLimits };
  const { app, core } = await openMock(mockSettings.parse(settings), {
    logger: createLogger({ level: 'error', name: 'test' }),
    migrate: async () => undefined,
    metrics: () => noMetrics,
    pgliteAssets: { loadDataDir: await migratedDump() },
  });
  ends.push(core.close);
  const { db } = core.client;
  const known = await db.select().from(tokens);
  const tokenOf = (wanted: string) =>
    storedAddress.parse(known.find(({ symbol }) => symbol === wanted)?.address);
  await playPayoutStory({
    ...{ db, chain: core.chain, treasury: core.signer.address },
    usersMax: inDepth(20, 300),
    tokens: { usdc: tokenOf('USDC'), usdt: tokenOf('USDT') },
    nextMonth: appOver(db, inAMonth),
    door: () => app,
    rpc: (method, params) => core.evm.request({ method, params }),
  });
}, 600_000);

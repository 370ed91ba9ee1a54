/**
 * `npm run bench:claims`: claims settled per second by one worker on the real parts, next to bare
 * workflows of the same shape on the same server in the same run, in turns. Prints what it measured.
 */
import { cpus } from 'node:os';
import { Command } from 'commander';
import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { accept } from '../db/accept.ts';
import { queryRows } from '../db/database.ts';
import { connectTemporal, startAttributes } from '../platform/temporal-connection.ts';
import { createTemporalOrchestrator } from '../platform/temporal-orchestrator.ts';
import { enterUsers, payFee } from '../tests/harness/actors/claimants.ts';
import { claimItem, walletNumber } from '../tests/harness/samples/writes.ts';
import { type NodeProcess, startNodeProcess } from '../tests/harness/worlds/node-process.ts';
import { startRealPlatform } from '../tests/harness/worlds/real-platform.ts';
import { expectBalanced, type RoundResult, report } from './claims-report.ts';
import { machineBusyMs, processCpuMs } from './cpu.ts';

const options = new Command('bench:claims')
  .option(
    '--claims <n>',
    'claims per round',
    (text) => z.coerce.number().int().min(1).max(400).parse(text),
    100,
  )
  .option(
    '--rounds <n>',
    'rounds of each',
    (text) => z.coerce.number().int().min(1).max(20).parse(text),
    3,
  )
  .parse()
  .opts<{ claims: number; rounds: number }>();

const startsInFlight = 16;
const roundTimeoutMs = 300_000;

await using platform = await startRealPlatform({ blockTimeS: 1, durable: true });
const { address, namespace } = platform.stack.temporal;
const temporal = await connectTemporal(
  { TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace },
  null,
);
const settings = { TEMPORAL_ADDRESS: address, WORKER_CONCURRENCY: '50' };
const worker = await platform.startWorker({
  ...settings,
  TEMPORAL_TASK_QUEUE: 'claims',
  LOG_LEVEL: 'info',
});
const bareWorker = await startNodeProcess({
  script: 'bench/bare/worker.ts',
  env: { ...settings, TEMPORAL_TASK_QUEUE: 'bare' },
  ready: /bare worker started/,
});
const claims: RoundResult[] = [];
const bare: RoundResult[] = [];
try {
  for (let round = 0; round < options.rounds; round++) {
    claims.push(await claimRound(round));
    bare.push(await bareRound(round));
  }
  await expectBalanced(platform.db, options.claims * options.rounds);
  process.stdout.write(
    report({ ...options, claims, bare, cores: cpus().length, perRound: options.claims }),
  );
} finally {
  await bareWorker.stop();
  await temporal.close();
}

async function claimRound(round: number): Promise<RoundResult> {
  const wallets = Array.from({ length: options.claims }, (_, index) =>
    walletNumber(0x10000 * (round + 1) + index),
  );
  await enterUsers(platform, wallets);
  const payments: `0x${string}`[] = [];
  for (const wallet of wallets)
    payments.push(await payFee(platform, { wallet, amount: 100_000_000n }));
  await new Promise((resolve) => setTimeout(resolve, 4000));
  const items = wallets.map((wallet, index) =>
    claimItem({
      programId: platform.programId,
      wallet,
      key: `bench-${round}-${index}`,
      txHash: payments[index] ?? '0x',
    }),
  );
  const orchestrator = createTemporalOrchestrator({ temporal, taskQueue: 'claims' });
  return measure(worker, async () => {
    const outcomes = await accept(platform.db, items);
    if (outcomes.some((outcome) => outcome.status !== 'accepted'))
      throw new Error('Expected every claim to be accepted');
    await inParallel(items, async ({ effect }) => {
      if (effect.type !== 'claim') return;
      const { id, workflowId, kind } = effect.intent;
      await orchestrator.start({
        intentId: id,
        workflowId,
        kind,
        programSlug: 'default',
        traceparent: null,
      });
    });
    await until(async () => (await settledCount()) >= (round + 1) * options.claims);
  });
}

async function bareRound(round: number): Promise<RoundResult> {
  const ids = Array.from({ length: options.claims }, (_, index) => `bare/${round}/${index}`);
  return measure(bareWorker, async () => {
    await inParallel(ids, async (workflowId) => {
      await temporal.client.workflow.start('bare', {
        taskQueue: 'bare',
        workflowId,
        typedSearchAttributes: startAttributes('default', 'claim'),
        staticSummary: 'bare',
      });
    });
    await until(async () =>
      bareWorker.output().includes(`ended ${(round + 1) * options.claims}\n`),
    );
  });
}

async function measure(process: NodeProcess, work: () => Promise<void>): Promise<RoundResult> {
  const [startedAt, busy, cpu] = [performance.now(), machineBusyMs(), processCpuMs(process.pid)];
  await work();
  const seconds = (performance.now() - startedAt) / 1000;
  const cpuAfter = processCpuMs(process.pid);
  return {
    perSecond: options.claims / seconds,
    machineMs: (machineBusyMs() - busy) / options.claims,
    workerMs: cpu === null || cpuAfter === null ? null : (cpuAfter - cpu) / options.claims,
  };
}

async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  const lane = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: startsInFlight }, lane));
}

async function settledCount(): Promise<number> {
  const [row] = await queryRows(
    platform.db,
    sql`select count(*)::int as settled from settlements`,
    z.object({ settled: z.number() }),
  );
  return row?.settled ?? 0;
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  const giveUpAt = Date.now() + roundTimeoutMs;
  while (!(await holds())) {
    if (Date.now() > giveUpAt)
      throw new Error(`Expected the round to end within ${roundTimeoutMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/**
 * Goal: the local chain is the same chain after every restart, with the clock right. Method: the real
 * Anvil, restarted in different seconds: only then do the blocks 0 that it makes itself differ.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { inDepth } from '../../tests/harness/depth.ts';
import { anvilPart, callRpc } from './anvil.ts';
import { stopProcess } from './processes.ts';
import { testStacksHome } from './reaper.ts';
import { TestBench } from './test-bench.ts';

const starts = inDepth(3, 5);
const blockShape = z.object({
  hash: z.string(),
  number: z.coerce.number(),
  timestamp: z.coerce.number(),
});

async function blockAt(url: string, number: string) {
  return blockShape.parse(await callRpc(url, 'eth_getBlockByNumber', [number, false]));
}

test('a durable Anvil keeps its genesis hash, its blocks and the right time over restarts', async () => {
  mkdirSync(testStacksHome(), { recursive: true });
  const bench = new TestBench(testStacksHome());
  try {
    const seen: { hash: string; number: number }[] = [];
    for (let start = 1; start <= starts; start += 1) {
      if (start > 1) await sleep(1100);
      const { made, process: started } = await bench.start((port) => {
        const url = `http://127.0.0.1:${port}`;
        const endpoint = { host: '127.0.0.1', port };
        const options = { endpoint, url, chainId: 31_337, blockTimeS: 0, durable: true };
        return { url, part: anvilPart({ ...options, folder: join(bench.folder, 'kept') }) };
      });
      await callRpc(made.url, 'evm_mine');
      const latest = await blockAt(made.url, 'latest');
      seen.push({ hash: (await blockAt(made.url, '0x0')).hash, number: latest.number });
      expect(Math.abs(latest.timestamp - Date.now() / 1000)).toBeLessThan(5);
      await stopProcess(started);
    }
    expect(new Set(seen.map((one) => one.hash)).size).toBe(1);
    expect(seen.map((one) => one.number)).toEqual(
      Array.from({ length: starts }, (_, index) => index + 1),
    );
  } finally {
    await bench.close();
  }
});

test('a durable Anvil mines by the clock when it has a block time', async () => {
  mkdirSync(testStacksHome(), { recursive: true });
  const bench = new TestBench(testStacksHome());
  try {
    const { made } = await bench.start((port, folder) => {
      const url = `http://127.0.0.1:${port}`;
      const endpoint = { host: '127.0.0.1', port };
      const options = { endpoint, url, chainId: 31_337, blockTimeS: 1, durable: true };
      return { url, part: anvilPart({ ...options, folder }) };
    });
    const number = async () => (await blockAt(made.url, 'latest')).number;
    await expect.poll(number, { timeout: 10_000 }).toBeGreaterThan(1);
  } finally {
    await bench.close();
  }
});

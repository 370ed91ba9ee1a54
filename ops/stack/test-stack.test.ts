/**
 * Goal: every part of a test stack is the real server, is separate for every stack, and ends with it.
 * Method: start the parts, talk to each with its ordinary client, kill a process that owns a stack.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Client, Connection } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { callRpc } from './anvil.ts';
import { findOnPath } from './commands.ts';
import { projectRoot } from './paths.ts';
import { withClient } from './postgres-roles.ts';
import { processIdentity } from './process-identity.ts';
import { missingSearchAttributes } from './search-attributes.ts';
import { timeSkippingServerPath } from './test-server.ts';
import { startTestStack, type TestStack } from './test-stack.ts';

let stack: TestStack;
beforeAll(async () => {
  stack = await startTestStack(['postgres', 'redis', 'temporal', 'anvil']);
});
afterAll(async () => {
  await stack[Symbol.asyncDispose]();
  expect(existsSync(stack.folder)).toBe(false);
});

describe('PostgreSQL', () => {
  test('owner makes tables, the app reads only what it was granted and owns nothing', async () => {
    const database = await stack.postgres.createDatabase();
    await withClient(database.ownerUrl, async (owner) => {
      await owner.query('create table open_table (n int); create table closed_table (n int)');
      await owner.query('grant select on open_table to quittance_app');
    });
    await withClient(database.appUrl, async (app) => {
      expect((await app.query('select * from open_table')).rowCount).toBe(0);
      await expect(app.query('select * from closed_table')).rejects.toThrow('permission denied');
      await expect(app.query('create table mine (n int)')).rejects.toThrow('permission denied');
      await expect(app.query('drop table open_table')).rejects.toThrow('must be owner');
      const role = await app.query(
        'select rolsuper, rolbypassrls, rolcreaterole from pg_roles where rolname = current_user',
      );
      expect(role.rows).toEqual([{ rolsuper: false, rolbypassrls: false, rolcreaterole: false }]);
    });
  });

  test('a wrong password is refused, and another database is another world', async () => {
    const first = await stack.postgres.createDatabase();
    const wrong = new URL(first.appUrl);
    wrong.password = 'wrong';
    await expect(withClient(wrong.href, async () => 'in')).rejects.toThrow('password');
    await withClient(first.ownerUrl, (owner) => owner.query('create table only_here (n int)'));
    const copy = await stack.postgres.createDatabase(first.name);
    const fresh = await stack.postgres.createDatabase();
    const tables = (url: string) =>
      withClient(url, (client) => client.query(`select to_regclass('only_here') as found`));
    expect((await tables(copy.ownerUrl)).rows).toEqual([{ found: 'only_here' }]);
    expect((await tables(fresh.ownerUrl)).rows).toEqual([{ found: null }]);
  });

  test('the server is PostgreSQL 15 or newer and listens on loopback only', async () => {
    const { rows } = await withClient(stack.postgres.adminUrl, (client) =>
      client.query(
        `select current_setting('server_version_num')::int as version, current_setting('listen_addresses') as addresses`,
      ),
    );
    expect(rows[0].version).toBeGreaterThanOrEqual(150_000);
    expect(rows[0].addresses).toBe('127.0.0.1');
  });
});

test('Redis stores, and runs the scripts that rate limiting needs', async () => {
  const redis = new Redis(stack.redis.url);
  try {
    expect(await redis.set('key', 'value')).toBe('OK');
    expect(await redis.eval("return redis.call('get', KEYS[1])", 1, 'key')).toBe('value');
  } finally {
    redis.disconnect();
  }
});

test('Temporal starts a workflow under our search attributes', async () => {
  const { address, namespace } = stack.temporal;
  expect(await missingSearchAttributes({ address, namespace })).toEqual([]);
  const connection = await Connection.connect({ address });
  try {
    const client = new Client({ connection, namespace });
    const handle = await client.workflow.start('nobody-runs-this', {
      taskQueue: 'empty',
      workflowId: 'one',
      searchAttributes: { QuittanceKind: ['CLAIM'], QuittanceParked: [false] },
    });
    expect((await handle.describe()).status.name).toBe('RUNNING');
    await handle.terminate();
  } finally {
    await connection.close();
  }
});

describe('Anvil', () => {
  test('is chain 31337 with funded development accounts', async () => {
    const { url } = stack.anvil;
    expect(await callRpc(url, 'eth_chainId')).toBe('0x7a69');
    const accounts = z.array(z.string()).parse(await callRpc(url, 'eth_accounts'));
    expect(accounts[0]?.toLowerCase()).toBe('0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266');
  });

  test('paused it answers nothing, resumed it goes on, killed it refuses', async () => {
    await using own = await startTestStack(['anvil'], { blockTimeS: 1 });
    await own.anvil.pause();
    await expect(callRpc(own.anvil.url, 'eth_blockNumber')).rejects.toThrow(/abort|timeout/i);
    own.anvil.resume();
    await expect
      .poll(async () => Number(await callRpc(own.anvil.url, 'eth_blockNumber')), {
        timeout: 10_000,
      })
      .toBeGreaterThan(0);
    await own.anvil.kill();
    await expect(callRpc(own.anvil.url, 'eth_blockNumber')).rejects.toThrow('fetch failed');
    expect(() => own.redis).toThrow('started without redis');
  });
});

test('when the owning process is killed, its servers and its folder go too', async () => {
  const script = `
    import { startTestStack } from './ops/stack/test-stack.ts';
    const stack = await startTestStack(['postgres', 'anvil']);
    await stack.anvil.pause();
    console.log(stack.folder);
    setInterval(() => undefined, 1000);`;
  const owner = spawn(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '--eval', script],
    { cwd: projectRoot, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const [folder] = z
    .tuple([z.string()])
    .parse(await Promise.race([once(createInterface(owner.stdout), 'line'), once(owner, 'exit')]));
  const pids = readFileSync(join(folder, 'processes'), 'utf8')
    .trim()
    .split('\n')
    .map(Number.parseFloat);
  expect(pids).toHaveLength(2);
  expect(pids.every((pid) => processIdentity(pid) !== undefined)).toBe(true);
  owner.kill('SIGKILL');
  await expect
    .poll(() => pids.map(processIdentity), { timeout: 15_000 })
    .toEqual([undefined, undefined]);
  await expect.poll(() => existsSync(folder), { timeout: 5000 }).toBe(false);
});

test('with Java and Maven there is a time-skipping server, and it skips three days', async () => {
  const path = await timeSkippingServerPath();
  const possible = findOnPath('java') !== undefined && findOnPath('mvn') !== undefined;
  expect(path !== undefined).toBe(possible);
  if (path === undefined) return;
  const environment = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path } },
  });
  try {
    const before = await environment.currentTimeMs();
    await environment.sleep('3 days');
    expect((await environment.currentTimeMs()) - before).toBeGreaterThanOrEqual(3 * 86_400_000);
  } finally {
    await environment.teardown();
  }
});

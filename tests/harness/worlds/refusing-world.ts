/** The app over one database, and the same app with one thing or another out of order. */
import { sql } from 'drizzle-orm';
import type { App } from '../../../api/app-parts.ts';
import { openPostgres } from '../../../db/postgres.ts';
import type { Limiter } from '../../../platform/limiter.ts';
import { enterOperator, type TestOperator } from '../actors/operators.ts';
import type { SampleWorld } from '../samples/route-samples.ts';
import { openTestApi, testSettings } from './api-app.ts';
import { createFakeChain } from './fake-chain.ts';

/** Apps that refuse, and people who may not. */
export interface RefusingWorld extends SampleWorld, AsyncDisposable {
  /** Another program. */
  readonly elsewhereId: string;
  /** Owner of the other program, and of that alone. */
  readonly stranger: TestOperator;
  /** May post to the ledger, and nothing else. */
  readonly bystander: TestOperator;
  /** Has a key and no role. */
  readonly nobody: TestOperator;
  /** Every limit is used up. */
  readonly limited: App;
  /** A part throws what nobody expects. */
  readonly broken: App;
  /** Neither database nor chain answers. */
  readonly away: App;
  /** Nobody was ever given an operator key. */
  readonly unconfigured: App;
  /** Changes what is stored of an idempotency key, past the guards; the assignments are SQL. */
  rewriteRecord(key: string, assignments: string): Promise<void>;
}

/** Opens two databases: one with operators, one without. */
export async function openRefusingWorld(): Promise<RefusingWorld> {
  const api = await openTestApi();
  const bare = await openTestApi();
  const nowhere = openPostgres({
    url: 'postgres://nobody@127.0.0.1:1/nothing',
    applicationName: 'tests',
    onError: () => undefined,
  });
  const deadChain = createFakeChain();
  deadChain.down = true;
  const rpc = async () => ({ jsonrpc: '2.0', id: 1, result: '0x7a69' });
  const elsewhereId = await api.openProgram('elsewhere');
  const [owner, stranger, bystander, nobody] = await Promise.all([
    enterOperator(api.db),
    enterOperator(api.db, { roles: [{ role: 'owner', programId: elsewhereId }] }),
    enterOperator(api.db, { roles: [{ role: 'ledger', programId: null }] }),
    enterOperator(api.db, { roles: [] }),
  ]);
  return {
    api,
    app: api.app({}, { rpc }),
    owner,
    elsewhereId,
    stranger,
    bystander,
    nobody,
    limited: api.app({ limits: allLimits }, { rpc, limiter: refusingLimiter }),
    broken: api.app({ limits: allLimits }, { rpc, limiter: brokenLimiter }),
    away: api.app(
      {},
      {
        rpc,
        db: nowhere.db,
        chain: deadChain,
        readiness: [{ name: 'database', check: () => Promise.reject(new Error('away')) }],
      },
    ),
    unconfigured: bare.app({}, { rpc }),
    async rewriteRecord(key, assignments) {
      await api.asOwner(async () => {
        await api.db.execute(sql`set session_replication_role = replica`);
        await api.db.execute(
          sql`update idempotency_records set ${sql.raw(assignments)} where key = ${key}`,
        );
        await api.db.execute(sql`reset session_replication_role`);
      });
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([api[Symbol.asyncDispose](), bare[Symbol.asyncDispose](), nowhere.close()]);
    },
  };
}

const allLimits = {
  ...testSettings.limits,
  ...Object.fromEntries(Object.keys(testSettings.limits).map((name) => [name, 1])),
};

const refusingLimiter: Limiter = {
  consume: async (rule) => ({ rule, allowed: false, used: rule.quota + 1, resetMs: 1000 }),
  giveBack: async () => undefined,
};

const brokenLimiter: Limiter = {
  consume: () => Promise.reject(new Error('a part that fails')),
  giveBack: async () => undefined,
};

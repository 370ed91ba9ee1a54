import pg from 'pg';

type Connected = Parameters<pg.Pool['connect']>[0];

/**
 * A pool that gets a connection back when it breaks while it is lent out. Drizzle does not give one back
 * whose `begin` fails: every restart of the server would cost the pool a place, for as long as the process lives.
 */
export class ReleasingPool extends pg.Pool {
  constructor(config: pg.PoolConfig) {
    super(config);
    // The pool listens to idle connections only. One that breaks inside a transaction fails its statement,
    // and says so as an event too, which without a listener would end the process.
    this.on('connect', (client) => client.on('error', () => undefined));
  }

  override connect(): Promise<pg.PoolClient>;
  override connect(callback: Connected): void;
  override connect(callback?: Connected): Promise<pg.PoolClient> | undefined {
    // Only the pool's own `query` calls back, and it does give the connection back.
    if (callback === undefined) return this.#lend();
    super.connect(callback);
    return undefined;
  }

  async #lend(): Promise<pg.PoolClient> {
    const client = await super.connect();
    const giveBack = client.release;
    let lent = true;
    const release = (error?: Error | boolean) => {
      if (!lent) return;
      lent = false;
      client.off('error', release);
      giveBack(error);
    };
    client.once('error', release);
    client.release = release;
    return client;
  }
}

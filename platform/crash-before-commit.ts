import type { Database } from '../db/database.ts';

/** The database, whose transactions call `beforeCommit` when their work is done. For crash points. */
export function stoppingBeforeCommit(db: Database, beforeCommit: () => Promise<void>): Database {
  const transaction: Database['transaction'] = (work, config) =>
    db.transaction(async (tx) => {
      const result = await work(tx);
      await beforeCommit();
      return result;
    }, config);
  return new Proxy(db, {
    get(target, key) {
      if (key === 'transaction') return transaction;
      const member: unknown = Reflect.get(target, key);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
}

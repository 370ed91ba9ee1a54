import { v5 } from 'uuid';
import type { Database } from '../db/database.ts';
import { accounts } from '../db/schema/ledger.ts';
import { programAccounts } from '../domain/chart-of-accounts.ts';

/** Namespace of account ids; any fixed UUID does, as long as it never changes. */
const accountNamespace = '6f1d3f0a-6a55-5d0a-9b57-5f2c1f0f7d11';

/** The id of an account: the same name has the same id in every database. */
export function accountIdOf(name: string): string {
  return v5(name, accountNamespace);
}

/** Creates the accounts of a program's chart (domain/chart-of-accounts.ts). Harmless to repeat. */
export async function ensureProgramAccounts(db: Database, programId: string): Promise<void> {
  const rows = Object.entries(programAccounts).map(([account, { normal, guarded }]) => {
    const name = `program:${programId}:${account}`;
    return { id: accountIdOf(name), name, programId, normal, guarded };
  });
  await db.insert(accounts).values(rows).onConflictDoNothing({ target: accounts.name });
}

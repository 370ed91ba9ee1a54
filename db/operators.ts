import { sha256Hex } from '../domain/ids.ts';
import type { RoleGrant } from '../domain/operator-roles.ts';
import { prefixOf } from '../domain/secret-tokens.ts';
import type { Database } from './database.ts';
import { apiKeys, operatorRoles, operators } from './schema/people.ts';

/** An operator to be. */
export interface NewOperator {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly RoleGrant[];
}

/** Writes an operator with its roles. False when the name is taken: then nothing is written. */
export async function insertOperator(
  tx: Database,
  { id, name, roles }: NewOperator,
): Promise<boolean> {
  const inserted = await tx
    .insert(operators)
    .values({ id, name })
    .onConflictDoNothing({ target: operators.name })
    .returning({ id: operators.id });
  if (inserted.length === 0) return false;
  await grantRoles(tx, id, roles);
  return true;
}

/** Gives an operator roles; those that are there already stay as they are. */
export async function grantRoles(
  tx: Database,
  operatorId: string,
  roles: readonly RoleGrant[],
): Promise<void> {
  if (roles.length === 0) return;
  await tx
    .insert(operatorRoles)
    .values(roles.map(({ role, programId }) => ({ operatorId, role, programId })))
    .onConflictDoNothing({
      target: [operatorRoles.operatorId, operatorRoles.programId, operatorRoles.role],
    });
}

/** A key to be given to an operator. */
export interface NewApiKey {
  readonly id: string;
  readonly operatorId: string;
  readonly name: string;
  /** The key itself; only its hash and its first characters are written. */
  readonly key: string;
  readonly expiresAt: Date;
}

/** Writes a key of an operator. */
export async function insertApiKey(tx: Database, newKey: NewApiKey): Promise<void> {
  const { key, ...row } = newKey;
  await tx.insert(apiKeys).values({ ...row, prefix: prefixOf(key), keyHash: sha256Hex(key) });
}

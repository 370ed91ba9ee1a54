import { and, eq, isNull, sql } from 'drizzle-orm';
import { newId } from '../domain/ids.ts';
import { prefixOf } from '../domain/secret-tokens.ts';
import { recordAudit } from './audit.ts';
import type { Database } from './database.ts';
import { insertApiKey, insertOperator } from './operators.ts';
import { operatorRoles, operators } from './schema/people.ts';

/** Any constant, the same for all who make a first owner. */
const firstOwnerLock = 8_175_541_065_087;

/** The first owner and the key that goes with it. */
export interface FirstOwner {
  readonly name: string;
  readonly key: string;
  readonly expiresAt: Date;
}

/** What became of a first owner. */
export type FirstOwnerOutcome =
  | { readonly status: 'entered'; readonly operatorId: string; readonly keyId: string }
  /** An active owner of all programs is there already. */
  | { readonly status: 'present' }
  /** The name belongs to an operator who is not an active owner. */
  | { readonly status: 'name-taken' };

/**
 * Makes the first operator: owner of all programs, with one key. Changes nothing when there is an owner already.
 * The audit log names the bootstrap as the actor, since no operator can have asked for it.
 */
export function openFirstOwner(db: Database, owner: FirstOwner): Promise<FirstOwnerOutcome> {
  return db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${firstOwnerLock})`);
    if ((await findOwner(tx)) !== null) return { status: 'present' };
    return await enter(tx, owner);
  });
}

/** Active operators who own all programs; with a name, the one who has it. */
async function findOwner(tx: Database, name?: string): Promise<string | null> {
  const [found] = await tx
    .select({ id: operators.id })
    .from(operators)
    .innerJoin(operatorRoles, eq(operatorRoles.operatorId, operators.id))
    .where(
      and(
        eq(operatorRoles.role, 'owner'),
        isNull(operatorRoles.programId),
        isNull(operators.disabledAt),
        name === undefined ? undefined : eq(operators.name, name),
      ),
    )
    .limit(1);
  return found?.id ?? null;
}

async function enter(tx: Database, owner: FirstOwner): Promise<FirstOwnerOutcome> {
  const { name } = owner;
  const operatorId = newId();
  const roles = [{ role: 'owner', programId: null }] as const;
  if (!(await insertOperator(tx, { id: operatorId, name, roles }))) return { status: 'name-taken' };
  const key = await giveKey(tx, operatorId, owner);
  await recordAudit(tx, [
    { ...bootstrapLine(operatorId, 'operator.bootstrap'), after: { name, roles, key } },
  ]);
  return { status: 'entered', operatorId, keyId: key.id };
}

/**
 * Gives an active owner of all programs another key, for when the old ones are lost or have expired. False when nobody
 * of that name is one.
 */
export function renewOwnerKey(db: Database, owner: FirstOwner): Promise<boolean> {
  return db.transaction(async (tx) => {
    const operatorId = await findOwner(tx, owner.name);
    if (operatorId === null) return false;
    const key = await giveKey(tx, operatorId, owner);
    await recordAudit(tx, [
      { ...bootstrapLine(operatorId, 'operator.renew-key'), after: { name: owner.name, key } },
    ]);
    return true;
  });
}

async function giveKey(tx: Database, operatorId: string, { key, expiresAt }: FirstOwner) {
  const id = newId();
  await insertApiKey(tx, { id, operatorId, name: 'bootstrap', key, expiresAt });
  return { id, prefix: prefixOf(key), expiresAt: expiresAt.toISOString() };
}

function bootstrapLine(operatorId: string, action: string) {
  return {
    actor: 'system:bootstrap',
    keyId: null,
    requestId: null,
    programId: null,
    action,
    subject: `operator:${operatorId}`,
    before: null,
  };
}

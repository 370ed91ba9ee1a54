/** Operators that tests enter straight into the database, with keys they know. */
import { eq } from 'drizzle-orm';
import type { Database } from '../../../db/database.ts';
import { insertApiKey, insertOperator } from '../../../db/operators.ts';
import { auditLog } from '../../../db/schema/ledger.ts';
import { newId } from '../../../domain/ids.ts';
import type { RoleGrant } from '../../../domain/operator-roles.ts';
import { newSecret } from '../../../domain/secret-tokens.ts';

/** What a test decides about an operator. */
export interface OperatorToEnter {
  /** @default one that nobody has */
  readonly name?: string;
  /** @default a new one */
  readonly key?: string;
  /** @default owner of all programs */
  readonly roles?: readonly RoleGrant[];
  /** @default in a day */
  readonly expiresAt?: Date;
}

/** An operator with a key, and how it asks. */
export interface TestOperator {
  readonly id: string;
  readonly name: string;
  readonly keyId: string;
  readonly key: string;
  /** A read; with a body a write under a key, by POST unless told otherwise. */
  request(
    body?: unknown,
    options?: { readonly key?: string; readonly method?: string },
  ): RequestInit;
}

/** Enters an operator with a key. */
export async function enterOperator(
  db: Database,
  { name, key = newSecret('qk'), roles, expiresAt }: OperatorToEnter = {},
): Promise<TestOperator> {
  const [id, keyId] = [newId(), newId()];
  const known = name ?? `operator ${id}`;
  await db.transaction(async (tx) => {
    await insertOperator(tx, {
      id,
      name: known,
      roles: roles ?? [{ role: 'owner', programId: null }],
    });
    await insertApiKey(tx, {
      id: keyId,
      operatorId: id,
      name: 'test key',
      key,
      expiresAt: expiresAt ?? new Date(Date.now() + 86_400_000),
    });
  });
  return { id, name: known, keyId, key, request: (body, options) => requestOf(key, body, options) };
}

/** What the audit log tells of a thing, oldest first. */
export function auditOf(db: Database, subject: string) {
  return db.select().from(auditLog).where(eq(auditLog.subject, subject)).orderBy(auditLog.id);
}

function requestOf(
  operatorKey: string,
  body: unknown,
  {
    key = crypto.randomUUID(),
    method = 'POST',
  }: { readonly key?: string; readonly method?: string } = {},
): RequestInit {
  const authorization = `Bearer ${operatorKey}`;
  if (body === undefined) return { headers: { authorization } };
  return {
    method,
    headers: { authorization, 'content-type': 'application/json', 'idempotency-key': key },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  };
}

import { and, eq, isNull, sql } from 'drizzle-orm';
import { ApiError } from '../domain/errors.ts';
import type { RoleGrant } from '../domain/operator-roles.ts';
import type { Database } from './database.ts';
import { grantRoles } from './operators.ts';
import { apiKeys, operatorRoles, operators } from './schema/people.ts';
import { sqlState } from './sql-errors.ts';

/** What is to become of an operator; what is absent stays. */
export interface OperatorChange {
  readonly name?: string | undefined;
  readonly disabled?: boolean | undefined;
  readonly grant: readonly RoleGrant[];
  readonly revoke: readonly RoleGrant[];
}

/** Waits for other changes of the operator. Before it is read, so that what is read still holds when it is changed. */
export async function lockOperator(tx: Database, operatorId: string): Promise<void> {
  await tx.execute(sql`select from operators where id = ${operatorId}::uuid for update`);
}

/**
 * Changes an operator. Disabling revokes all its keys, so that enabling it again brings none of them back. Gives the
 * refusal, after which the transaction can only be taken back: OPERATOR_NAME_TAKEN, LAST_OWNER.
 */
export async function changeOperator(
  tx: Database,
  operatorId: string,
  change: OperatorChange,
): Promise<ApiError | null> {
  try {
    await grantRoles(tx, operatorId, change.grant);
    for (const { role, programId } of change.revoke) {
      const inProgram =
        programId === null
          ? isNull(operatorRoles.programId)
          : eq(operatorRoles.programId, programId);
      await tx
        .delete(operatorRoles)
        .where(
          and(eq(operatorRoles.operatorId, operatorId), eq(operatorRoles.role, role), inProgram),
        );
    }
    await setColumns(tx, operatorId, change);
    // The rule of the last owner is checked at commit otherwise: too late for an answer.
    await tx.execute(
      sql`set constraints operators_keep_owner, operator_roles_keep_owner immediate`,
    );
    await tx.execute(sql`set constraints operators_keep_owner, operator_roles_keep_owner deferred`);
    return null;
  } catch (error) {
    switch (sqlState(error)) {
      case '23505':
        return new ApiError('OPERATOR_NAME_TAKEN');
      case 'QT012':
        return new ApiError('LAST_OWNER');
      default:
        throw error;
    }
  }
}

async function setColumns(
  tx: Database,
  operatorId: string,
  { name, disabled }: OperatorChange,
): Promise<void> {
  if (name !== undefined) {
    await tx.update(operators).set({ name }).where(eq(operators.id, operatorId));
  }
  if (disabled === undefined) return;
  const disabledAt = disabled ? sql`coalesce(${operators.disabledAt}, now())` : null;
  await tx.update(operators).set({ disabledAt }).where(eq(operators.id, operatorId));
  if (!disabled) return;
  await tx
    .update(apiKeys)
    .set({ revokedAt: sql`now()` })
    .where(and(eq(apiKeys.operatorId, operatorId), isNull(apiKeys.revokedAt)));
}

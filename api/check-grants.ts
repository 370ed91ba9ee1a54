import type { Database } from '../db/database.ts';
import { programHeadById } from '../db/queries/program-head.ts';
import { ApiError } from '../domain/errors.ts';
import { isGranted, isVisible, type RoleGrant } from '../domain/operator-roles.ts';
import { forbidden } from './operators.ts';

/** Roles of a request, and where in its body they are. */
export interface GrantsToCheck {
  readonly pointer: string;
  readonly grants: readonly RoleGrant[];
}

/**
 * Checks that an owner may hand out roles, or take them back.
 * @throws ApiError VALIDATION_FAILED naming a program that does not exist, or does not for this owner; FORBIDDEN for a
 * role where he is no owner.
 */
export async function checkGrants(
  db: Database,
  owner: readonly RoleGrant[],
  { pointer, grants }: GrantsToCheck,
): Promise<void> {
  for (const [index, { programId }] of grants.entries()) {
    if (programId !== null) {
      const seen = isVisible(owner, programId);
      if (!seen || (await programHeadById(db, programId)) === null) {
        throw new ApiError('VALIDATION_FAILED', undefined, {
          errors: [{ field: `${pointer}/${index}/programId`, expected: 'a program that exists' }],
        });
      }
    }
    if (!isGranted(owner, 'owner', programId)) throw forbidden('owner', programId === null);
  }
}

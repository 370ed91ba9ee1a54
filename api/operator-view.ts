import type { z } from '@hono/zod-openapi';
import type { FoundApiKey } from '../db/queries/api-keys-list.ts';
import type { FoundOperator } from '../db/queries/operators-list.ts';
import { isGranted, type RoleGrant } from '../domain/operator-roles.ts';
import type { apiKeySchema, operatorSchema } from './schemas/operators.ts';

/** An operator as the owner of some programs is shown it: with the roles there. */
export function operatorView(
  { id, name, created_at, disabled_at, roles }: FoundOperator,
  owner: readonly RoleGrant[],
): z.infer<typeof operatorSchema> {
  return {
    id,
    name,
    createdAt: created_at,
    disabledAt: disabled_at,
    roles: roles.filter(({ programId }) => isGranted(owner, 'owner', programId)),
  };
}

/** A key as answered. */
export function apiKeyView(key: FoundApiKey): z.infer<typeof apiKeySchema> {
  return {
    id: key.id,
    operatorId: key.operator_id,
    operator: key.operator_name,
    name: key.name,
    prefix: key.prefix,
    createdAt: key.created_at,
    expiresAt: key.expires_at,
    revokedAt: key.revoked_at,
    lastUsedAt: key.last_used_at,
  };
}

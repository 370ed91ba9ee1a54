import { anyKeyExists, noteKeyUse, operatorOfKey } from '../db/queries/operator-of-key.ts';
import { ApiError } from '../domain/errors.ts';
import { sha256Hex } from '../domain/ids.ts';
import {
  isGranted,
  isVisible,
  type OperatorRole,
  programsWith,
  type RoleGrant,
} from '../domain/operator-roles.ts';
import type { AppContext, RouteServices } from './app-parts.ts';
import { clientAddress } from './client-address.ts';
import { challenge, presentedKey } from './presented-credential.ts';
import { limitRules } from './rate-limit.ts';
import { enforceLimits } from './take-limits.ts';

/** A person who acts on routes of operators, by one of his keys. */
export interface Operator {
  readonly id: string;
  readonly name: string;
  /** The key of this request. Approvals and the audit log's `actor` are the person's, whichever the key. */
  readonly keyId: string;
  readonly roles: readonly RoleGrant[];
}

/** A right, and where. */
export interface RequiredRole {
  readonly role: OperatorRole;
  /** Null: in all programs. */
  readonly programId: string | null;
  /** What does not exist, for an operator without any role in the program. @default 'There is no such program.' */
  readonly unseen?: string;
}

/**
 * The operator of a request, looked up once per request.
 * @throws ApiError ADMIN_NOT_CONFIGURED when nobody was ever given a key, UNAUTHENTICATED for a key that is missing,
 * unknown, expired, revoked or of a disabled operator, RATE_LIMITED when an address sends too many of those.
 */
export async function authenticate(c: AppContext, services: RouteServices): Promise<Operator> {
  const known = c.get('operator');
  if (known !== undefined) return known;
  const operator = await operatorOf(c, services);
  c.set('operator', operator);
  return operator;
}

/**
 * The operator of a request, who has the right in the program (or, with program null, in all of them).
 * @throws ApiError as {@link authenticate}; NOT_FOUND for a program in which the operator has no role at all,
 * FORBIDDEN where it is the right that is missing.
 */
export async function requireRole(
  c: AppContext,
  services: RouteServices,
  { role, programId, unseen = 'There is no such program.' }: RequiredRole,
): Promise<Operator> {
  const operator = await authenticate(c, services);
  if (programId !== null && !isVisible(operator.roles, programId)) {
    throw new ApiError('NOT_FOUND', unseen);
  }
  if (!isGranted(operator.roles, role, programId)) throw forbidden(role, programId === null);
  return operator;
}

/**
 * The programs in which the operator of a request has the right; null: all of them. For lists.
 * @throws ApiError as {@link authenticate}; FORBIDDEN when it has the right in no program.
 */
export async function requireSomeProgram(
  c: AppContext,
  services: RouteServices,
  role: OperatorRole,
): Promise<readonly string[] | null> {
  const operator = await authenticate(c, services);
  const programs = programsWith(operator.roles, role);
  if (programs !== null && programs.length === 0) throw forbidden(role, false);
  return programs;
}

async function operatorOf(c: AppContext, services: RouteServices): Promise<Operator> {
  const { db } = services;
  const key = presentedKey(c);
  const keyHash = key === null ? null : sha256Hex(key);
  const found = keyHash === null ? null : await operatorOfKey(db, keyHash);
  // Found by its hash already; compared once more because an index may be asked in ways that show where texts differ.
  if (found === null || keyHash === null || !sameText(found.key_hash, keyHash) || !found.in_force) {
    throw await refusal(c, services, key !== null);
  }
  if (found.use_due) await noteKeyUse(db, found.key_id);
  return { id: found.operator_id, name: found.name, keyId: found.key_id, roles: found.roles };
}

/** In a time that does not depend on where they differ; both are digests, so their length says nothing. */
function sameText(a: string, b: string): boolean {
  let different = a.length ^ b.length;
  for (let index = 0; index < a.length; index += 1) {
    different |= a.charCodeAt(index) ^ b.charCodeAt(index);
  }
  return different === 0;
}

/** Why nobody is let in. A key that does not hold counts against its address, and only then: keys that hold cost nothing. */
async function refusal(c: AppContext, services: RouteServices, wrong: boolean): Promise<ApiError> {
  const { db, limiter, settings } = services;
  if (!(await anyKeyExists(db))) return new ApiError('ADMIN_NOT_CONFIGURED');
  if (wrong) {
    const { badSignature } = limitRules(settings);
    const subject = clientAddress(c, settings.trustedProxies);
    await enforceLimits(c, limiter, [{ rule: badSignature, subject }]);
  }
  return new ApiError(
    'UNAUTHENTICATED',
    wrong ? 'The operator key is not known or not in force.' : 'An operator key is needed.',
    { headers: challenge(wrong) },
  );
}

/** The refusal of an operator who lacks a right there. */
export function forbidden(role: OperatorRole, everywhere: boolean): ApiError {
  const where = everywhere ? 'in all programs' : 'in this program';
  return new ApiError('FORBIDDEN', `This needs the role "${role}" ${where}.`, {
    extra: { role },
  });
}

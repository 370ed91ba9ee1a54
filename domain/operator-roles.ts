/** What an operator may do: `viewer` reads; each other right is a role of its own. */
export const operatorRoleNames = ['viewer', 'operator', 'approver', 'owner', 'ledger'] as const;

export type OperatorRole = (typeof operatorRoleNames)[number];

/** A role of an operator, in one program or (program null) in all of them. */
export interface RoleGrant {
  readonly role: OperatorRole;
  readonly programId: string | null;
}

/**
 * The rights each role carries. Every role may read. An owner may do an operator's work, but neither approve
 * payouts nor post to the ledger: whoever hands out rights has to give himself those, and the audit log shows it.
 */
const rightsOf: Record<OperatorRole, readonly OperatorRole[]> = {
  viewer: ['viewer'],
  operator: ['viewer', 'operator'],
  approver: ['viewer', 'approver'],
  owner: ['viewer', 'operator', 'owner'],
  ledger: ['viewer', 'ledger'],
};

/** Whether one of the grants carries the right in a program; with program null: in all of them. */
export function isGranted(
  grants: readonly RoleGrant[],
  right: OperatorRole,
  programId: string | null,
): boolean {
  return grants.some((grant) => rightsOf[grant.role].includes(right) && reaches(grant, programId));
}

/** Whether any of the grants reaches a program: to everybody else it does not exist. */
export function isVisible(grants: readonly RoleGrant[], programId: string): boolean {
  return grants.some((grant) => reaches(grant, programId));
}

/** The programs in which the grants carry the right; null: in all of them. */
export function programsWith(
  grants: readonly RoleGrant[],
  right: OperatorRole,
): readonly string[] | null {
  const programs = new Set<string>();
  for (const { role, programId } of grants) {
    if (!rightsOf[role].includes(right)) continue;
    if (programId === null) return null;
    programs.add(programId);
  }
  return [...programs].sort();
}

/** Whether the owner of some programs may see another operator: one who has a role in one of those programs. */
export function maySee(owner: readonly RoleGrant[], other: readonly RoleGrant[]): boolean {
  if (isGranted(owner, 'owner', null)) return true;
  return other.some(({ programId }) => programId !== null && isGranted(owner, 'owner', programId));
}

/**
 * Whether an owner may rename and disable another operator and hand out keys for it. A key carries all roles of its
 * operator, so the owner must own every place where the other has one; an operator without roles is for owners of all.
 */
export function mayManage(owner: readonly RoleGrant[], other: readonly RoleGrant[]): boolean {
  if (isGranted(owner, 'owner', null)) return true;
  return other.length > 0 && other.every(({ programId }) => isGranted(owner, 'owner', programId));
}

function reaches(grant: RoleGrant, programId: string | null): boolean {
  return grant.programId === null || grant.programId === programId;
}

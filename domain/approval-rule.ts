/** How many people have to approve a batch that comes to `total`; minor units of one kind of dollar. */
export function approvalsNeeded(total: bigint, secondApprovalAbove: bigint): 1 | 2 {
  return total > secondApprovalAbove ? 2 : 1;
}

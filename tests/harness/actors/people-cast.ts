/** The people of the story: two programs, a tree of affiliates in each, and users whom somebody brought. */
import type { PrivateKeyAccount } from 'viem/accounts';
import { type Asked, newWallet } from './sign-in.ts';
import { joinAffiliates } from './signed-terms.ts';

/** An affiliate in its place. */
export interface Member {
  readonly account: PrivateKeyAccount;
  readonly referralCode: string;
  readonly parent: Member | null;
  readonly depth: number;
}

/** A tree of a program, and an affiliate outside of it who takes what he can. */
export interface Tree {
  readonly program: string;
  readonly members: readonly Member[];
  readonly squatter: Member;
}

/** How many affiliates are below each one, by its depth: 1 root, 2, 4 and 4 of them. */
const below = [2, 2, 1, 0];

/** Grows a tree of depth 3; `shared` is one wallet more, at the end of it. */
export async function growTree(
  app: Asked,
  program: string,
  shared: PrivateKeyAccount,
): Promise<Tree> {
  const join = async (account: PrivateKeyAccount, parent: Member | null): Promise<Member> => {
    const under = parent === null ? {} : { parentCode: parent.referralCode };
    const { referralCode } = await joinAffiliates(app, account, { program, ...under });
    return { account, referralCode, parent, depth: parent === null ? 0 : parent.depth + 1 };
  };
  const squatter = await join(newWallet(), null);
  const members = [await join(newWallet(), null)];
  for (const member of members) {
    const joining = Array.from({ length: below[member.depth] ?? 0 }, () => newWallet());
    members.push(...(await Promise.all(joining.map((account) => join(account, member)))));
  }
  members.push(await join(shared, members[1] ?? null));
  return { program, members, squatter };
}

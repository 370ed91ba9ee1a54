/**
 * The chart of accounts (contract section 5) and the postings of each business event. Pure: what is
 * posted for what is decided here and nowhere else; `ledger/` only writes it.
 */

import { affiliateAccount } from './affiliate-account.ts';

export type Direction = 'debit' | 'credit';

/** One leg of a ledger transaction. */
export interface Posting {
  /** Full account name, such as `program:<id>:treasury`. */
  readonly account: string;
  readonly direction: Direction;
  /** Minor units, positive. */
  readonly amount: bigint;
  readonly asset: string;
}

/** The accounts of a program: which side increases them, and whether they may fall below zero. */
export const programAccounts = {
  treasury: { normal: 'debit', guarded: true },
  revenue: { normal: 'credit', guarded: false },
  commission_expense: { normal: 'debit', guarded: false },
  suspense: { normal: 'credit', guarded: false },
  token_inventory: { normal: 'debit', guarded: true },
  token_distributed: { normal: 'debit', guarded: false },
  gas_expense: { normal: 'debit', guarded: false },
  funding: { normal: 'credit', guarded: false },
  identity_tokens: { normal: 'credit', guarded: false },
} as const satisfies Record<string, { normal: Direction; guarded: boolean }>;

export type ProgramAccount = keyof typeof programAccounts;

/** The full name of a program's account. */
export function programAccount(programId: string, account: ProgramAccount): string {
  return `program:${programId}:${account}`;
}

interface ProgramMoney {
  readonly programId: string;
  readonly amount: bigint;
  readonly asset: string;
}

/** Two legs over one amount: the debited account of the program, and the credited one. */
function pair(
  { programId, amount, asset }: ProgramMoney,
  accounts: { readonly debit: ProgramAccount; readonly credit: ProgramAccount },
): readonly Posting[] {
  const leg = (direction: Direction): Posting => ({
    account: programAccount(programId, accounts[direction]),
    direction,
    amount,
    asset,
  });
  return [leg('debit'), leg('credit')];
}

/** A verified payment, before it is known to belong to a settled claim: debit treasury, credit suspense. */
export function paymentBookedPostings(payment: ProgramMoney): readonly Posting[] {
  return pair(payment, { debit: 'treasury', credit: 'suspense' });
}

/** A settled claim earns the fee: debit suspense, credit revenue. An overpayment's rest stays in suspense. */
export function feeEarnedPostings(fee: ProgramMoney): readonly Posting[] {
  return pair(fee, { debit: 'suspense', credit: 'revenue' });
}

/** Delivered program tokens: debit token_distributed, credit token_inventory. */
export function tokensDeliveredPostings(tokens: ProgramMoney): readonly Posting[] {
  return pair(tokens, { debit: 'token_distributed', credit: 'token_inventory' });
}

/** A minted identity token (one unit): debit token_distributed, credit identity_tokens. */
export function identityMintedPostings(programId: string, asset: string): readonly Posting[] {
  const minted = { programId, amount: 1n, asset };
  return pair(minted, { debit: 'token_distributed', credit: 'identity_tokens' });
}

/** Gas paid by the platform's own wallet, in wei: debit gas_expense, credit funding. */
export function gasPaidPostings(programId: string, amount: bigint): readonly Posting[] {
  const gas = { programId, amount, asset: 'ETH' };
  return pair(gas, { debit: 'gas_expense', credit: 'funding' });
}

/** An amount that concerns one affiliate of a program. */
interface AffiliateMoney extends ProgramMoney {
  readonly affiliateId: string;
}

/** A commission that was earned: debit commission_expense, credit the affiliate's liability. */
export function commissionEarnedPostings(commission: AffiliateMoney): readonly Posting[] {
  const { programId, affiliateId, amount, asset } = commission;
  const debited = programAccount(programId, 'commission_expense');
  return [
    { account: debited, direction: 'debit', amount, asset },
    { account: affiliateAccount(affiliateId), direction: 'credit', amount, asset },
  ];
}

/** A payout that has reached its affiliate: debit the affiliate's liability, credit treasury. */
export function payoutPaidPostings(payout: AffiliateMoney): readonly Posting[] {
  const { programId, affiliateId, amount, asset } = payout;
  return [
    { account: affiliateAccount(affiliateId), direction: 'debit', amount, asset },
    { account: programAccount(programId, 'treasury'), direction: 'credit', amount, asset },
  ];
}

/** Program tokens put at the program's disposal: debit token_inventory, credit funding. */
export function inventoryFundedPostings(tokens: ProgramMoney): readonly Posting[] {
  return pair(tokens, { debit: 'token_inventory', credit: 'funding' });
}

/** The same legs the other way round: what takes back what was posted, leg by leg. */
export function mirrorPostings(postings: readonly Posting[]): readonly Posting[] {
  return postings.map((posting) => ({
    ...posting,
    direction: posting.direction === 'debit' ? 'credit' : 'debit',
  }));
}

/** What a final intent stands on and what of it the chain has taken back for good. */
export interface VanishedFacts {
  readonly payment: boolean;
  readonly delivery: boolean;
}

/** What was posted for an intent. */
export interface PostedLegs {
  /** The payment's booking to suspense. */
  readonly booking: readonly Posting[];
  /** The settlement; empty where the intent never settled. */
  readonly settlement: readonly Posting[];
  /** The asset the payment was made in, or null without one. */
  readonly paidIn: string | null;
}

/**
 * The rule of a reorganisation: which legs no longer say what the chain says. Without the delivery the whole
 * settlement is void, its gas included, and the payment is in suspense again. Without the payment alone, its
 * booking and what was earned by it are void; what was delivered stays delivered.
 */
export function legsOfVanished(vanished: VanishedFacts, posted: PostedLegs): readonly Posting[] {
  const { booking, settlement, paidIn } = posted;
  const earned = settlement.filter((leg) => leg.asset === paidIn);
  return [
    ...(vanished.delivery ? settlement : vanished.payment ? earned : []),
    ...(vanished.payment ? booking : []),
  ];
}

/**
 * The chart of accounts (contract section 5) and the postings of each business event. Pure: what is
 * posted for what is decided here and nowhere else; `ledger/` only writes it.
 */

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

/** A leg pair: debit one account, credit another, one amount. */
function pair(debit: string, credit: string, amount: bigint, asset: string): readonly Posting[] {
  return [
    { account: debit, direction: 'debit', amount, asset },
    { account: credit, direction: 'credit', amount, asset },
  ];
}

interface ProgramMoney {
  readonly programId: string;
  readonly amount: bigint;
  readonly asset: string;
}

/** A verified payment, before it is known to belong to a settled claim: debit treasury, credit suspense. */
export function paymentBookedPostings({
  programId,
  amount,
  asset,
}: ProgramMoney): readonly Posting[] {
  return pair(
    programAccount(programId, 'treasury'),
    programAccount(programId, 'suspense'),
    amount,
    asset,
  );
}

/** A settled claim earns the fee: debit suspense, credit revenue. An overpayment's rest stays in suspense. */
export function feeEarnedPostings({ programId, amount, asset }: ProgramMoney): readonly Posting[] {
  return pair(
    programAccount(programId, 'suspense'),
    programAccount(programId, 'revenue'),
    amount,
    asset,
  );
}

/** Delivered program tokens: debit token_distributed, credit token_inventory. */
export function tokensDeliveredPostings({
  programId,
  amount,
  asset,
}: ProgramMoney): readonly Posting[] {
  return pair(
    programAccount(programId, 'token_distributed'),
    programAccount(programId, 'token_inventory'),
    amount,
    asset,
  );
}

/** A minted identity token (one unit): debit token_distributed, credit identity_tokens. */
export function identityMintedPostings(programId: string, asset: string): readonly Posting[] {
  return pair(
    programAccount(programId, 'token_distributed'),
    programAccount(programId, 'identity_tokens'),
    1n,
    asset,
  );
}

/** Gas paid by the platform's own wallet, in wei: debit gas_expense, credit funding. */
export function gasPaidPostings(programId: string, amount: bigint): readonly Posting[] {
  return pair(
    programAccount(programId, 'gas_expense'),
    programAccount(programId, 'funding'),
    amount,
    'ETH',
  );
}

/** Program tokens put at the program's disposal: debit token_inventory, credit funding. */
export function inventoryFundedPostings({
  programId,
  amount,
  asset,
}: ProgramMoney): readonly Posting[] {
  return pair(
    programAccount(programId, 'token_inventory'),
    programAccount(programId, 'funding'),
    amount,
    asset,
  );
}

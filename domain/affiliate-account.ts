/** The account that says what a program owes an affiliate: commissions credit it, payouts debit it. */
export function affiliateAccount(affiliateId: string): string {
  return `affiliate:${affiliateId}:liability`;
}
